"""What becomes of an alert that may have been sent already: after a crash, or where a manual one stands in."""

import dataclasses
from datetime import UTC, datetime

import pytest

from bot.delivery.sender import LOOK_SECONDS, SETTLE_SECONDS
from bot.domain.alerts import Sent, Target, is_downgraded
from bot.outbox.model import Entry, RetryLater, Route
from tests.alerts import DIRECTORY, EVENT, MANUAL, OTHER, OWN, UNNAMEABLE
from tests.delivery.sender_world import FOUND, FOUND_BY_KEY, NOT_LISTED_YET, SEEN, World
from tests.ilert.fake import KEY_ERROR, answer


@pytest.fixture
def world():
    return World()


def left(request, way, since, now=1_000_000.0):
    """A row as a crash leaves it: a send was about to happen so many seconds ago."""
    return Entry(1, request, "waiting", now, now, route=Route(way), in_doubt_since=now - since)


ALREADY_RESOLVED = {"id": 9, "alertKey": "il-alert-v0view00001", "status": "RESOLVED"}


async def test_an_event_whose_alert_was_resolved_meanwhile_opens_no_second_one(world):
    world.transport.on("GET /alerts", answer(body=[ALREADY_RESOLVED]))
    came_to = await world.attempt(left(EVENT, "event", since=3000))
    assert came_to.outcome.sighting == dataclasses.replace(SEEN, status="RESOLVED")
    assert world.transport.count("POST /events") == 0
    assert "states" not in dict(world.transport.sent[0].query)


@pytest.mark.parametrize(
    ("way", "look", "since", "sends"),
    [
        ("event", NOT_LISTED_YET, 1, True),
        ("event", NOT_LISTED_YET, 100, True),
        ("event", answer(503), 1, False),
        ("event", answer(503), LOOK_SECONDS + 1, True),
        ("event", answer(403), 1, True),
        ("alert", NOT_LISTED_YET, 1, False),
        ("alert", NOT_LISTED_YET, SETTLE_SECONDS, True),
        ("alert", answer(503), LOOK_SECONDS + 1, False),
        ("alert", answer(403), LOOK_SECONDS + 1, False),
        ("alert", answer(body="a proxy's page"), LOOK_SECONDS + 1, False),
    ],
)
async def test_what_a_look_says_decides_whether_to_send_again(world, way, look, since, sends):
    world.transport.on("GET /alerts", look)
    world.transport.on("POST /events", answer(202, {"alertUrl": "https://x.example"}))
    world.transport.on("POST /alerts", answer(201, {"id": 9}))
    await world.attempt(left(EVENT if way == "event" else MANUAL, way, since))
    assert world.transport.count("POST /events") + world.transport.count("POST /alerts") == sends


async def test_a_refused_try_leaves_an_earlier_ones_outcome_unknown(world):
    world.transport.on("GET /alerts", NOT_LISTED_YET)
    world.transport.on("POST /events", answer(400))
    came_to = await world.attempt(left(EVENT, "event", since=1))
    assert came_to.outcome.reason == "outcome_unknown"
    assert came_to.in_doubt_since == 999_999.0


async def test_the_way_that_was_chosen_is_kept_whatever_the_directory_says_now(world):
    world.transport.on("GET /alerts", NOT_LISTED_YET)
    world.transport.on("POST /events", answer(202, {"alertUrl": "https://x.example"}))
    request = dataclasses.replace(EVENT, target=Target(10, UNNAMEABLE))
    row = dataclasses.replace(left(request, "event", since=1), route=Route("event", "named-before"))
    await world.attempt(row)
    (body,) = world.transport.bodies("POST /events")
    assert body["routingKey"] == "named-before"


async def test_trouble_before_anything_was_sent_leaves_no_doubt():
    world = World(directory=None)
    world.transport.on("GET /alert-sources/{id}", answer(500))
    came_to = await world.attempt(Entry(1, EVENT, "waiting", world.now, world.now))
    assert isinstance(came_to, RetryLater)
    assert came_to.in_doubt_since is None
    assert world.marked == []


async def test_an_alert_that_merely_quotes_the_reference_is_another_one(world):
    quoting = {"id": 8, "details": "As in Reference: 7K3M-Q9XD\n\nRaised by ... Reference: 0000-0000"}
    world.transport.on("GET /alerts", answer(body=[quoting]))
    world.transport.on("POST /alerts", answer(201, {"id": 9}))
    came_to = await world.attempt(left(MANUAL, "alert", since=100))
    assert came_to.outcome.sighting.alert_id == 9


async def test_a_clock_that_was_ahead_does_not_hide_the_alert(world):
    world.transport.on("GET /alerts", answer(body=[FOUND]))
    ahead = dataclasses.replace(MANUAL, submitted_at=datetime(2036, 1, 1, tzinfo=UTC))
    await world.attempt(left(ahead, "alert", since=100))
    assert dict(world.transport.sent[0].query)["from"] == "1970-01-12T12:46:40.000Z"


async def test_a_source_that_takes_no_events_gets_a_manual_alert_and_needs_no_key(world):
    async def by_alert(source_id):
        return source_id == 10

    bare = {10: dataclasses.replace(DIRECTORY.alert_sources[10], integration_key=None)}
    world.sender = dataclasses.replace(
        world.sender, directory=lambda: dataclasses.replace(DIRECTORY, alert_sources=bare), by_alert=by_alert
    )
    world.transport.on("POST /alerts", answer(201, {"id": 9}))
    assert (await world.deliver(EVENT)).sighting == SEEN
    assert len(world.transport.sent) == 1


@pytest.mark.parametrize("refusal", [answer(404), answer(403)])
async def test_without_its_keys_the_same_target_gets_a_manual_alert(refusal):
    world = World(directory=None)
    world.transport.on("GET /alert-sources/{id}", refusal)
    world.transport.on("POST /alerts", answer(201, {"id": 9}))
    assert (await world.deliver(EVENT)).sighting.alert_id == 9
    (body,) = world.transport.bodies("POST /alerts")
    assert (body["alertSource"], body["escalationPolicy"]) == ({"id": 10}, {"id": OWN})


async def test_while_the_key_may_not_read_the_source_an_event_waits():
    world = World(directory=None)
    source = {"id": 10, "integrationKey": "fresh", "escalationPolicy": {"id": OWN}, "integrationType": "SLACK"}
    world.transport.on("GET /alert-sources/{id}", *[KEY_ERROR] * 20, answer(body=source))
    world.transport.on("POST /events", answer(202))
    assert await world.deliver(EVENT) == Sent()


async def test_a_key_that_cannot_be_read_any_more_is_no_verdict_on_an_event_that_was_begun():
    world = World(directory=None)
    world.transport.on("GET /alert-sources/{id}", answer(404))
    begun = dataclasses.replace(left(EVENT, "event", since=0), in_doubt_since=None)
    came_to = await world.attempt(begun)
    assert isinstance(came_to, RetryLater)


def stands_in(request=EVENT):
    """An entry whose event ilert took, and for which a manual alert is to be raised now."""
    return Entry(1, request, "waiting", 999_900.0, 1_000_000.0, route=Route("alert"), sent_at=999_950.0)


async def test_before_a_manual_alert_stands_in_the_events_own_is_looked_for(world):
    world.transport.on("GET /alerts", answer(body=[FOUND_BY_KEY]))
    came_to = await world.attempt(stands_in())
    assert (came_to.outcome.sighting, came_to.outcome.by_event) == (SEEN, True)
    assert world.transport.count("POST /alerts") == 0


async def test_where_it_is_not_there_a_manual_alert_is_raised_for_the_same_target(world):
    world.transport.on("GET /alerts", NOT_LISTED_YET)
    world.transport.on("POST /alerts", answer(201, {"id": 9, "escalationPolicy": {"id": OTHER, "name": "SRE"}}))
    came_to = await world.attempt(stands_in())
    raised = came_to.outcome
    assert (raised.by_event, raised.expected_policy_id, raised.expected_policy_name) == (False, OWN, "Network")
    assert (raised.by_another_policy, raised.sighting.escalation_policy_name) == (True, "SRE")


async def test_while_nobody_can_look_no_second_alert_is_raised(world):
    world.transport.on("GET /alerts", answer(503))
    came_to = await world.attempt(stands_in())
    assert (type(came_to), came_to.in_doubt_since) == (RetryLater, None)
    assert world.transport.count("POST /alerts") == 0


@pytest.mark.parametrize(
    ("priority", "chosen", "downgraded"), [("LOW", None, True), ("LOW", "LOW", False), ("HIGH", None, False)]
)
async def test_an_alert_that_is_low_though_nobody_chose_it_is_known_as_that(world, priority, chosen, downgraded):
    asked = dataclasses.replace(MANUAL, priority=chosen)
    world.transport.on("POST /alerts", answer(201, {"id": 9, "priority": priority, "status": "PENDING"}))
    raised = await world.deliver(asked)
    assert (raised.sighting.priority, raised.sighting.status) == (priority, "PENDING")
    assert is_downgraded(asked, raised) is downgraded
