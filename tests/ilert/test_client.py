"""The calls to ilert, against scripted answers."""

from datetime import UTC, datetime

import pytest
from structlog.testing import capture_logs

from bot.ilert.availability import Availability
from bot.ilert.bucket import Priority
from bot.ilert.client import IlertClient
from bot.ilert.errors import KeyRejected, NotFound, RateLimited, Refused, UnexpectedAnswer, Unreachable
from bot.ilert.events import EventAction, event_about
from bot.ilert.models import AlertStatus
from bot.ilert.sansio import Answer
from bot.runtime.secret_mark import secret_mark
from tests.ilert.fake import KEY_ERROR, ScriptedTransport, answer, page_of_a_gateway

PENDING = {"id": 9, "status": "PENDING"}
ACCEPTED = {"id": 9, "status": "ACCEPTED"}
RESOLVED = {"id": 9, "status": "RESOLVED"}


@pytest.fixture
def transport():
    return ScriptedTransport()


@pytest.fixture
def waited():
    return []


@pytest.fixture
def now():
    return [0.0]


@pytest.fixture
def client(transport, waited, now):
    async def sleep(seconds):
        waited.append(seconds)
        now[0] += seconds

    return IlertClient(transport, clock=lambda: now[0], sleep=sleep)


def numbered(total):
    """Answer pages of a list of `total` users."""

    def pages(request):
        query = dict(request.query)
        start, size = int(query["start-index"]), int(query["max-results"])
        ids = range(start, min(start + size, total))
        return answer(body=[{"id": number, "email": f"u{number}@acme.example"} for number in ids])

    return pages


def itself(item):
    return item


@pytest.mark.parametrize(("total", "calls"), [(0, 1), (99, 1), (100, 5), (101, 5), (499, 5), (500, 9), (1234, 13)])
async def test_a_list_is_read_to_its_end(client, transport, total, calls):
    transport.on("GET /users", numbered(total))
    assert sorted(user.id for user in await client.users(itself)) == list(range(total))
    assert transport.count("GET /users") == calls


async def test_a_page_that_repeats_ends_the_reading(client, transport):
    same = [{"id": number, "email": "x@acme.example"} for number in range(100)]
    transport.on("GET /users", answer(body=same))
    assert len(await client.users(itself)) == 100


async def test_an_item_that_does_not_fit_is_left_out_and_the_rest_stays(client, transport):
    transport.on("GET /teams", answer(body=[{"id": 1, "name": "Good"}, {"name": "no id"}, "text", {"id": "x"}]))
    assert [team.name for team in await client.teams(itself)] == ["Good"]


async def test_what_does_not_fit_is_complained_about_once(client, transport):
    transport.on("GET /teams", answer(body=[{"name": "no id"}, {"name": "no id either"}]))
    with capture_logs() as lines:
        await client.teams(itself)
        await client.teams(itself)
    assert [line["event"] for line in lines] == ["ilert_item_unreadable"]


async def test_an_extra_field_does_no_harm(client, transport):
    transport.on("GET /escalation-policies", answer(body=[{"id": 1, "name": "P", "new": {"a": 1}}]))
    assert (await client.escalation_policies(itself))[0].name == "P"


async def test_a_list_that_is_none_is_not_ilerts(client, transport):
    transport.on("GET /alert-sources", answer(body={"items": []}))
    with pytest.raises(UnexpectedAnswer, match="not a list"):
        await client.alert_sources(itself)


async def test_a_reading_is_repeated_after_trouble(client, transport, waited):
    transport.on(
        "GET /users/current",
        answer(503),
        page_of_a_gateway(200),
        Unreachable("GET /users/current", "reset", sent=True),
        answer(body={"id": 1, "email": "a@acme.example"}),
    )
    assert (await client.current_user()).id == 1
    assert len(waited) == 3


async def test_a_reading_gives_up_after_four_tries(client, transport):
    transport.on("GET /users/current", answer(503))
    with pytest.raises(Exception, match="503"):
        await client.current_user()
    assert transport.count("GET /users/current") == 4


async def test_a_reading_waits_as_long_as_was_said(client, transport, now):
    transport.on("GET /users/current", answer(429, retry_after="42"), answer(body={"id": 1}))
    await client.current_user()
    assert now[0] == pytest.approx(42.0, abs=0.2)


@pytest.mark.parametrize("refusal", [answer(404), KEY_ERROR])
async def test_a_refused_reading_is_not_repeated(client, transport, refusal):
    transport.on("GET /alert-sources/{id}", refusal)
    with pytest.raises(Refused):
        await client.alert_source(5)
    assert transport.count("GET /alert-sources/{id}") == 1


async def test_an_event_is_posted_once_and_its_link_is_read(client, transport):
    transport.on("POST /events", answer(202, {"alertUrl": "https://acme.ilert.example/alert/view.jsf?id=9"}))
    posted = await client.post_event({"integrationKey": "k", "summary": "s"})
    assert posted.alert_url == "https://acme.ilert.example/alert/view.jsf?id=9"


@pytest.mark.parametrize("body", [None, {"alertUrl": 5}, {}])
async def test_an_event_was_taken_whatever_its_answer_says_or_not(client, transport, body):
    transport.on("POST /events", answer(202, body))
    assert (await client.post_event({"integrationKey": "k"})).alert_url is None


@pytest.mark.parametrize("found", [page_of_a_gateway(202), page_of_a_gateway(200), answer(202, []), answer(302)])
async def test_an_event_that_something_else_than_ilert_answered_may_have_been_taken_or_not(client, transport, found):
    transport.on("POST /events", found)
    with pytest.raises(UnexpectedAnswer):
        await client.post_event({"integrationKey": "k"})


@pytest.mark.parametrize("trouble", [answer(503), answer(429), KEY_ERROR, page_of_a_gateway(200)])
async def test_writings_are_never_repeated_by_the_client(client, transport, trouble):
    for endpoint in ("POST /alerts", "POST /events", "PUT /alerts/{id}/assign", "POST /alerts/{id}/responders"):
        transport.on(endpoint, trouble)
    writes = (
        client.create_alert({}),
        client.post_event({"integrationKey": "k"}),
        client.assign(9, "user", 3),
        client.add_responder(9, 3),
    )
    for write in writes:
        with pytest.raises(Exception, match=r"^(POST|PUT) "):
            await write
    assert len(transport.sent) == 4


@pytest.mark.parametrize(
    "found",
    [answer(201, {"no": "id"}), answer(201, []), answer(200, {"id": None}), page_of_a_gateway(200), answer(202)],
)
async def test_a_creation_whose_answer_is_no_alert_has_an_unknown_outcome(client, transport, found):
    transport.on("POST /alerts", found)
    with pytest.raises(UnexpectedAnswer) as caught:
        await client.create_alert({})
    assert caught.value.may_have_succeeded


@pytest.mark.parametrize("status", [200, 201])
async def test_a_created_alert_is_returned(client, transport, status):
    transport.on("POST /alerts", answer(status, PENDING))
    assert (await client.create_alert({})).status is AlertStatus.PENDING


async def test_a_refused_alert_is_an_error(client, transport):
    transport.on("POST /alerts", answer(400, {"message": "bad"}))
    with pytest.raises(Refused, match="bad"):
        await client.create_alert({})


async def test_what_keeps_a_call_from_going_out_keeps_it(client, transport):
    async def fail():
        raise OSError("disk full")

    for write in (
        client.create_alert({}, before_send=fail),
        client.post_event({"integrationKey": "k"}, before_send=fail),
    ):
        with pytest.raises(OSError, match="disk full"):
            await write
    assert transport.sent == []


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
    for send in (ours.post_event({"integrationKey": "k1"}), ours.create_alert({})):
        with pytest.raises(RateLimited):
            await send
    assert ours.pauses() == {"a": 5.0, secret_mark("k1"): 5.0}
    for client in (same, other):
        client.pause_as_others(ours.pauses())
    closed = {name: [limit.closed for limit in limits] for name, limits in same.limits.items()}
    assert closed == {"api_key": [True], "integration_key": []}
    assert not any(limit.closed for limits in other.limits.values() for limit in limits)
    assert same.pauses() == {}


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
