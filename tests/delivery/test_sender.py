"""Bringing one alert to ilert once, whatever ilert answers."""

import dataclasses

import pytest

from bot.delivery.sender import SETTLE_SECONDS
from bot.domain.account import EscalationPolicy
from bot.domain.alerts import Failure, NotDelivered, Origin, Raised, Sent, Target
from bot.outbox.model import Entry
from tests.alerts import DIRECTORY, EVENT, MANUAL, OTHER, OWN, UNNAMEABLE
from tests.delivery.sender_world import FOUND, FOUND_BY_KEY, LOST, NOT_LISTED_YET, REFUSED_CONNECTION, SEEN, WEB, World
from tests.ilert.fake import KEY_ERROR, answer, page_of_a_gateway


@pytest.fixture
def world():
    return World()


async def test_an_event_carries_key_reporter_channel_and_time(world):
    world.transport.on("POST /events", answer(202, {"alertUrl": f"{WEB}/alert/view.jsf?id=9"}))
    assert await world.deliver(EVENT) == Sent()
    assert world.transport.bodies("POST /events") == [
        {
            "integrationKey": "il1key",
            "eventType": "ALERT",
            "alertKey": "il-alert-V0VIEW00001",
            "summary": "The checkout is down",
            "details": "Since 9 o'clock\n\nRaised by Sam Sand (Slack user U0SAM000001) from #demo "
            "(https://acme.slack.com/archives/C024BE91L) on 2026-03-04 05:06 UTC. Reference: 7K3M-Q9XD",
            "links": [{"href": "https://acme.slack.com/archives/C024BE91L", "text": "Slack: #demo"}],
        }
    ]


async def test_another_policy_than_the_sources_own_is_named_by_its_routing_key(world):
    world.transport.on("POST /events", answer(202, {"alertUrl": "https://x.example"}))
    await world.deliver(dataclasses.replace(EVENT, target=Target(10, OTHER), priority="HIGH"))
    (body,) = world.transport.bodies("POST /events")
    assert (body["routingKey"], body["priority"]) == ("sre", "HIGH")


async def test_an_integration_key_that_was_asked_for_is_not_asked_for_again():
    sources = {10: dataclasses.replace(DIRECTORY.alert_sources[10], integration_key=None)}
    world = World(dataclasses.replace(DIRECTORY, alert_sources=sources))
    source = {"id": 10, "integrationKey": "il1key", "escalationPolicy": {"id": OWN}, "active": True}
    world.transport.on("POST /events", answer(202, {})).on("GET /alert-sources/{id}", answer(body=source))
    for _ in range(2):
        assert await world.deliver(EVENT) == Sent()
    assert [body["integrationKey"] for body in world.transport.bodies("POST /events")] == ["il1key"] * 2
    assert world.transport.count("GET /alert-sources/{id}") == 1


async def test_a_policy_without_routing_key_goes_by_a_manual_alert(world):
    world.transport.on("POST /alerts", answer(201, {"id": 9}))
    outcome = await world.deliver(dataclasses.replace(EVENT, target=Target(10, UNNAMEABLE)))
    assert outcome.sighting == SEEN
    (body,) = world.transport.bodies("POST /alerts")
    assert body["alertSource"] == {"id": 10}
    assert body["escalationPolicy"] == {"id": UNNAMEABLE}
    assert "integrationKey" not in body


@pytest.mark.parametrize("key", ["a,b", "il:{1}"])
async def test_a_routing_key_that_ilert_would_read_as_something_else_is_not_used(key):
    policies = {OTHER: EscalationPolicy(OTHER, "SRE", routing_key=key)}
    world = World(dataclasses.replace(DIRECTORY, escalation_policies=policies))
    world.transport.on("POST /alerts", answer(201, {"id": 9}))
    await world.deliver(dataclasses.replace(EVENT, target=Target(10, OTHER)))
    assert world.transport.count("POST /alerts") == 1


async def test_a_manual_alert_without_policy_leaves_the_routing_to_the_source(world):
    world.transport.on("POST /alerts", answer(201, {"id": 9}))
    await world.deliver(dataclasses.replace(MANUAL, target=Target(10, None), details=""))
    (body,) = world.transport.bodies("POST /alerts")
    assert "escalationPolicy" not in body
    assert body["details"].startswith("Raised by Sam Sand")


async def test_without_a_directory_ilert_is_asked_for_what_is_missing():
    world = World(directory=None)
    source = {"id": 10, "integrationKey": "fresh", "escalationPolicy": {"id": OWN}, "integrationType": "SLACK"}
    world.transport.on("GET /alert-sources/{id}", answer(body=source))
    world.transport.on("GET /escalation-policies/{id}", answer(body={"id": OTHER, "routingKey": "sre"}))
    world.transport.on("POST /events", answer(202, {"alertUrl": "https://x.example"}))
    await world.deliver(dataclasses.replace(EVENT, target=Target(10, OTHER)))
    (body,) = world.transport.bodies("POST /events")
    assert (body["integrationKey"], body["routingKey"]) == ("fresh", "sre")


@pytest.mark.parametrize("body", [None, {}, {"alertUrl": "https://x.example/?id=9"}])
async def test_an_event_that_ilert_took_is_sent_and_not_raised_whatever_its_answer_says(world, body):
    world.transport.on("POST /events", answer(202, body))
    assert await world.deliver(EVENT) == Sent()
    assert len(world.transport.sent) == 1


@pytest.mark.parametrize("trouble", [answer(500), answer(503), answer(429), LOST, REFUSED_CONNECTION])
async def test_an_event_is_repeated_with_the_same_key(world, trouble):
    world.transport.on("POST /events", trouble, trouble, answer(202, {"alertUrl": "https://x.example"}))
    world.transport.on("GET /alerts", answer(body=[]))
    assert await world.deliver(EVENT) == Sent()
    keys = [body["alertKey"] for body in world.transport.bodies("POST /events")]
    assert keys == ["il-alert-V0VIEW00001"] * 3


async def test_an_event_that_arrived_though_its_answer_was_lost_is_not_repeated(world):
    world.transport.on("POST /events", LOST)
    world.transport.on("GET /alerts", answer(body=[FOUND_BY_KEY]))
    assert (await world.deliver(EVENT)).sighting == SEEN
    assert world.transport.count("POST /events") == 1


async def test_an_event_is_repeated_even_where_nobody_can_look(world):
    world.transport.on("POST /events", LOST, answer(202, {"alertUrl": "https://x.example"}))
    world.transport.on("GET /alerts", answer(403))
    assert await world.deliver(EVENT) == Sent()


@pytest.mark.parametrize("trouble", [answer(500), LOST])
async def test_a_manual_alert_that_arrived_is_found_instead_of_repeated(world, trouble):
    world.transport.on("POST /alerts", trouble)
    world.transport.on("GET /alerts", answer(body=[{"id": 8, "details": "another"}, FOUND]))
    assert (await world.deliver(MANUAL)).sighting == SEEN
    assert world.transport.count("POST /alerts") == 1


async def test_a_manual_alert_that_appears_late_is_still_found(world):
    world.transport.on("POST /alerts", LOST)
    world.transport.on(
        "GET /alerts", lambda _: answer(body=[FOUND] if world.now > 1_000_000 + SETTLE_SECONDS - 5 else [])
    )
    assert isinstance(await world.deliver(MANUAL), Raised)
    assert world.transport.count("POST /alerts") == 1


async def test_a_manual_alert_that_never_arrived_is_repeated_after_it_settled(world):
    world.transport.on("POST /alerts", LOST, answer(201, {"id": 9}))
    world.transport.on("GET /alerts", answer(body=[]))
    assert isinstance(await world.deliver(MANUAL), Raised)
    assert world.transport.count("POST /alerts") == 2
    assert world.now >= 1_000_000 + SETTLE_SECONDS


async def test_a_manual_alert_is_never_repeated_while_nobody_can_look():
    world = World()
    world.transport.on("POST /alerts", LOST)
    world.transport.on("GET /alerts", answer(403))
    outcome = await world.deliver(MANUAL)
    assert outcome == NotDelivered(Failure.OUTCOME_UNKNOWN, "GET /alerts: ilert answered 403 CODE_403: no message")
    assert world.transport.count("POST /alerts") == 1


async def test_a_call_that_never_left_is_repeated_without_a_look(world):
    world.transport.on("POST /alerts", REFUSED_CONNECTION, answer(429), answer(201, {"id": 9}))
    assert isinstance(await world.deliver(MANUAL), Raised)
    assert world.transport.count("GET /alerts") == 0


@pytest.mark.parametrize(
    ("status", "reason"),
    [(400, "ilert_refused"), (404, "ilert_refused"), (402, "ilert_refused"), (403, "ilert_unauthorized")],
)
async def test_a_final_refusal_is_told_and_never_repeated(world, status, reason):
    world.transport.on("POST /alerts", answer(status, {"message": "no"}))
    outcome = await world.deliver(MANUAL)
    assert outcome == NotDelivered(reason, f"POST /alerts: ilert answered {status} CODE_{status}: no")
    assert world.transport.count("POST /alerts") == 1


@pytest.mark.parametrize("rejection", [KEY_ERROR, answer(401), answer(403, {"code": "OAUTH2_SCOPE_ERROR"})])
async def test_an_alert_waits_while_the_key_is_rejected_and_goes_out_when_it_works(world, rejection):
    world.transport.on("POST /alerts", *[rejection] * 20, answer(201, {"id": 9}))
    assert (await world.deliver(MANUAL)).sighting == SEEN
    assert world.transport.count("GET /alerts") == 0


async def test_a_key_that_is_rejected_until_the_deadline_is_told_as_that(world):
    world.transport.on("POST /alerts", KEY_ERROR)
    outcome = await world.deliver(MANUAL, seconds=60.0)
    assert outcome.reason == "ilert_unauthorized"


@pytest.mark.parametrize("way", [EVENT, MANUAL])
@pytest.mark.parametrize("status", [200, 302, 403, 407, 408, 421, 502])
async def test_what_is_not_ilerts_answer_is_looked_for_and_tried_again(world, way, status):
    page = page_of_a_gateway(status)
    world.transport.on("POST /events", page, answer(202, {"alertUrl": "https://x.example"}))
    world.transport.on("POST /alerts", page, answer(201, {"id": 9}))
    world.transport.on("GET /alerts", NOT_LISTED_YET)
    assert isinstance(await world.deliver(way), Sent if way is EVENT else Raised)
    assert world.transport.count("GET /alerts") > 0
    assert world.transport.count("POST /events") + world.transport.count("POST /alerts") == 2


async def test_it_is_given_up_at_the_deadline():
    world = World()
    world.transport.on("POST /events", REFUSED_CONNECTION)
    outcome = await world.deliver(EVENT)
    assert isinstance(outcome, NotDelivered)
    assert outcome.reason == "ilert_unreachable"


@pytest.mark.parametrize(
    ("origin", "expected"),
    [
        (Origin("C024BE91L", "demo"), "#demo"),
        (Origin("C0PAYMENTS1"), "a private channel"),
        (Origin("D0SAM00001", None, direct_message=True), "a direct message"),
    ],
)
async def test_the_place_is_named_as_far_as_it_is_known(world, origin, expected):
    world.transport.on("POST /alerts", answer(201, {"id": 9}))
    await world.deliver(dataclasses.replace(MANUAL, origin=origin))
    (body,) = world.transport.bodies("POST /alerts")
    assert body["links"][0]["text"] == f"Slack: {expected}"
    assert f"from {expected} (" in body["details"]


async def test_a_refusal_after_a_broken_call_that_left_nothing_is_a_plain_refusal(world):
    world.transport.on("POST /alerts", LOST, answer(400))
    world.transport.on("GET /alerts", answer(body=[]))
    outcome = await world.deliver(MANUAL)
    assert outcome.reason == "ilert_refused"


async def test_the_row_is_marked_before_each_send_and_a_mark_that_fails_keeps_it_from_going_out(world):
    async def fail(_route):
        raise OSError("disk full")

    row = Entry(1, MANUAL, "waiting", world.now, world.now)
    with pytest.raises(OSError, match="disk full"):
        await world.sender.attempt(row, fail)
    assert world.transport.sent == []
