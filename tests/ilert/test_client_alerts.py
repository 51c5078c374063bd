"""The calls about alerts that are there, against scripted answers."""

from datetime import UTC, datetime

import pytest

from bot.ilert.availability import Availability
from bot.ilert.bucket import Priority
from bot.ilert.client import IlertClient
from bot.ilert.errors import KeyRejected, NotFound, RateLimited, Refused, UnexpectedAnswer
from bot.ilert.events import EventAction, event_about
from bot.ilert.models import AlertStatus
from bot.ilert.sansio import Answer
from bot.runtime.secret_mark import secret_mark
from tests.ilert.fake import KEY_ERROR, answer

PENDING = {"id": 9, "status": "PENDING"}
ACCEPTED = {"id": 9, "status": "ACCEPTED"}
RESOLVED = {"id": 9, "status": "RESOLVED"}


async def test_alerts_are_asked_for_once_for_several_sources_and_states(client, transport):
    transport.on("GET /alerts", answer(body=[{"id": 1, "alertKey": "k"}]))
    (alert,) = await client.alerts(
        sources=[7, 8],
        states=[AlertStatus.PENDING, AlertStatus.ACCEPTED],
        since=datetime(2026, 1, 1, 12, 0, 0, 5000, tzinfo=UTC),
        until=datetime(2026, 1, 2, tzinfo=UTC),
    )
    assert alert.alert_key == "k"
    (request,) = transport.sent
    assert request.query == (
        ("start-index", "0"),
        ("max-results", "100"),
        ("sources", "7"),
        ("sources", "8"),
        ("states", "PENDING"),
        ("states", "ACCEPTED"),
        ("from", "2026-01-01T12:00:00.005Z"),
        ("until", "2026-01-02T00:00:00.000Z"),
    )


async def test_open_alerts_of_policies_are_one_call_however_many_there_are(client, transport):
    transport.on("GET /alerts", answer(body=[{"id": number} for number in range(100)]))
    assert len(await client.open_alerts([5, 6])) == 100
    (request,) = transport.sent
    assert request.query[2:] == (("policies", "5"), ("policies", "6"), ("states", "PENDING"), ("states", "ACCEPTED"))


@pytest.mark.parametrize("shift", [-10, -3, 0, 3, 10])
async def test_alerts_that_move_while_they_are_paged_are_all_found_once(client, transport, shift):
    """Between two pages so many alerts appear at the front of the list, or so many vanish there."""
    pages = 0

    def page(request):
        nonlocal pages
        query = dict(request.query)
        start, size = int(query["start-index"]), int(query["max-results"])
        front = 1000 + shift * pages
        listed = list(range(front, 0, -1)) if shift >= 0 else list(range(1000 + shift * pages, 0, -1))
        pages += 1
        return answer(body=[{"id": number} for number in listed[start : start + size]])

    transport.on("GET /alerts", page)
    found = [alert.id for alert in await client.alerts()]
    assert len(found) == len(set(found))
    assert set(found) >= set(range(1, 1000 + min(shift, 0) * pages))


async def test_of_an_alert_that_comes_twice_the_later_one_counts(client, transport):
    first = [{"id": number, "status": "PENDING"} for number in range(100)]
    transport.on("GET /alerts", answer(body=first), answer(body=[{"id": 99, "status": "ACCEPTED"}]))
    assert {alert.id: alert.status for alert in await client.alerts()}[99] is AlertStatus.ACCEPTED


async def test_one_alert_tells_how_it_stands(client, transport):
    body = {
        **ACCEPTED,
        "priority": "LOW",
        "alertKey": "k",
        "mergedIntoId": 8,
        "nextEscalation": "2026-01-01T12:00:00.123456Z",
        "escalationPolicy": {"id": 4, "name": "Night"},
        "responders": [
            {"user": {"id": 3, "firstName": "Ann"}, "status": "ACCEPTED", "acceptedAt": "2026-01-01T12:00:00Z"}
        ],
    }
    transport.on("GET /alerts/{id}", answer(body=body))
    alert = await client.alert(9)
    assert (alert.status, alert.priority, alert.alert_key, alert.merged_into_id) == ("ACCEPTED", "LOW", "k", 8)
    assert alert.next_escalation == datetime(2026, 1, 1, 12, 0, 0, 123456, tzinfo=UTC)
    assert alert.escalation_policy.name == "Night"
    (responder,) = alert.responders
    assert (responder.user.first_name, responder.status) == ("Ann", AlertStatus.ACCEPTED)
    assert transport.sent[0].path == "/alerts/9"


@pytest.mark.parametrize(
    ("change", "now_is", "holds"),
    [
        ("accept", ACCEPTED, True),
        ("accept", RESOLVED, True),
        ("accept", PENDING, False),
        ("resolve", RESOLVED, True),
        ("resolve", ACCEPTED, False),
    ],
)
async def test_a_change_that_ilert_refuses_counts_as_done_where_it_is_so_already(
    client, transport, change, now_is, holds
):
    transport.on(f"PUT /alerts/{{id}}/{change}", answer(400)).on("GET /alerts/{id}", answer(body=now_is))
    changing = getattr(client, change)(9)
    if holds:
        assert (await changing).status == now_is["status"]
    else:
        with pytest.raises(Refused):
            await changing


async def test_a_change_answers_the_alert_as_it_is_then(client, transport):
    transport.on("PUT /alerts/{id}/accept", answer(body=ACCEPTED))
    transport.on("PUT /alerts/{id}/assign", answer(body=PENDING))
    assert (await client.accept(9)).status is AlertStatus.ACCEPTED
    await client.assign(9, "policy", 4)
    assert [(request.path, request.query, request.body) for request in transport.sent] == [
        ("/alerts/9/accept", (), None),
        ("/alerts/9/assign", (("policy", "4"),), None),
    ]


async def test_a_rejected_key_is_no_question_of_the_alerts_state(client, transport):
    transport.on("PUT /alerts/{id}/accept", KEY_ERROR)
    with pytest.raises(KeyRejected):
        await client.accept(9)
    assert len(transport.sent) == 1


async def test_a_responder_is_added_or_there_already(client, transport):
    transport.on("POST /alerts/{id}/responders", answer(201, {"user": {"id": 3}}), answer(405), answer(404))
    assert await client.add_responder(9, 3)
    assert not await client.add_responder(9, 3)
    with pytest.raises(NotFound):
        await client.add_responder(9, 3)
    assert transport.bodies("POST /alerts/{id}/responders")[0] == {"user": {"id": 3}}


async def test_who_may_be_asked_and_what_has_happened_is_read(client, transport):
    suggested = {"group": "USER", "id": 3, "name": "Ann", "disabled": False}
    transport.on("GET /alerts/{id}/suggested-responders", answer(body=[suggested, {"id": None}]))
    entry = {"id": 1, "timestamp": "2026-01-01T12:00:00.5Z", "logEntryType": "NobodyOnCallLogEntry", "text": "Nobody"}
    transport.on("GET /alerts/{id}/log-entries", answer(body=[entry]))
    assert [one.name for one in await client.suggested_responders(9, "de")] == ["Ann"]
    assert [one.log_entry_type for one in await client.log_entries(9)] == ["NobodyOnCallLogEntry"]
    assert ("lang", "de") in transport.sent[0].query


async def test_who_is_on_call_is_read_with_names(client, transport):
    duty = {
        "user": {"id": 3, "firstName": "Ann", "lastName": "Ash", "email": "ann@acme.example"},
        "escalationPolicy": {"id": 4, "name": "Night"},
        "schedule": None,
        "start": None,
        "end": None,
        "escalationLevel": 1,
    }
    transport.on("GET /on-calls", answer(body=[duty, duty, {**duty, "escalationLevel": 2}]))
    found = await client.on_calls(policies=[4, 5], until=datetime(2026, 1, 1, tzinfo=UTC))
    assert [(one.user.last_name, one.escalation_level, one.end) for one in found] == [
        ("Ash", 1, None),
        ("Ash", 2, None),
    ]
    assert transport.sent[0].query[:2] == (("start-index", "0"), ("max-results", "250"))
    assert {("policies", "4"), ("policies", "5"), ("expand", "escalationPolicy")} <= set(transport.sent[0].query)


async def test_a_comment_goes_by_an_event_without_the_api_key(client, transport):
    transport.on("POST /events", answer(202))
    await client.post_event(
        event_about(EventAction.COMMENT, "il1key", "il-alert-V1", "Jane Doe (Slack)", "On it"),
        priority=Priority.INTERACTIVE,
    )
    assert not transport.sent[0].with_api_key
    assert transport.bodies("POST /events") == [
        {
            "integrationKey": "il1key",
            "eventType": "COMMENT",
            "alertKey": "il-alert-V1",
            "summary": "On it",
            "comments": [{"creator": "Jane Doe (Slack)", "content": "On it"}],
        }
    ]


async def test_each_integration_key_has_a_limit_of_its_own(client, transport, now):
    transport.on("POST /events", answer(429), answer(202))
    with pytest.raises(Exception, match="429"):
        await client.post_event({"integrationKey": "one"})
    await client.post_event({"integrationKey": "other"})
    assert now[0] == 0.0
    await client.post_event({"integrationKey": "one"})
    assert now[0] == 5.0
    assert [limit.limit for limit in client.limits["integration_key"]] == [1, None]


async def test_who_is_paused_by_one_key_makes_others_wait_who_have_the_same_key_and_nobody_else(transport):
    now = [0.0]
    ours, same, other = (IlertClient(transport, api_key_mark=mark, clock=lambda: now[0]) for mark in ("a", "a", "b"))
    transport.on("POST /events", answer(429)).on("POST /alerts", answer(429))
    reported = []
    ours.report_pauses_to(lambda: reported.append(len(ours.pauses())))
    for send in (ours.post_event({"integrationKey": "k1"}), ours.create_alert({})):
        with pytest.raises(RateLimited):
            await send
    assert ours.pauses() == {"a": 5.0, secret_mark("k1"): 5.0}
    assert reported == [1, 2]
    for client in (same, other):
        client.pause_as_others(ours.pauses())
    closed = {name: [limit.closed for limit in limits] for name, limits in same.limits.items()}
    assert closed == {"api_key": [True], "integration_key": []}
    assert not any(limit.closed for limits in other.limits.values() for limit in limits)
    assert same.pauses() == {}


async def test_a_key_that_others_must_not_use_now_is_not_used_for_the_first_time_either(transport):
    now = [0.0]

    async def sleep(seconds):
        now[0] += seconds

    client = IlertClient(transport, clock=lambda: now[0], sleep=sleep)
    transport.on("POST /events", answer(202, {}))
    client.pause_as_others({secret_mark("k1"): 12.0})
    await client.post_event({"integrationKey": "k2"})
    assert now == [0.0]
    await client.post_event({"integrationKey": "k1"})
    assert now == [12.0]


async def test_each_call_tells_whether_ilert_is_there_and_takes_the_key(transport):
    availability = Availability()
    client = IlertClient(transport, availability=availability)
    transport.on("POST /alerts", KEY_ERROR, Answer(302, {}, b""), answer(201, PENDING))
    with pytest.raises(KeyRejected):
        await client.create_alert({})
    assert availability.key_problem
    with pytest.raises(UnexpectedAnswer):
        await client.create_alert({})
    assert availability.down_for is not None
    await client.create_alert({})
    assert (availability.key_problem, availability.down_for) == ("", None)
