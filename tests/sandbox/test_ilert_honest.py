"""What ilert says of itself: an event is taken without a word, and its alert is seen later or never."""

import asyncio

import pytest

from bot.sandbox.server import Sandbox
from bot.sandbox.worlds import small_world

DEMO = 2247477


def event(**more):
    return {"integrationKey": "il1slack0demo0key", "eventType": "ALERT", "summary": "down", **more}


@pytest.fixture
async def sandbox():
    async with Sandbox.start(world=small_world(), port=0) as running:
        yield running


@pytest.fixture
def source(sandbox):
    return sandbox.ilert.account.sources[DEMO]


@pytest.fixture
def events(sandbox):
    """What the source's event log says of each event."""
    return lambda: [one.outcome for one in sandbox.ilert.events.logs[DEMO]]


async def listed(ilert):
    return [one["summary"] for one in (await ilert("GET", "/alerts"))[1]]


async def test_an_event_is_taken_with_an_empty_answer(ilert):
    assert await ilert("POST", "/events", event(), key=None) == (202, None)


async def test_its_alert_is_listed_only_after_a_moment(sandbox, ilert):
    await ilert("POST", "/events", event())
    assert await listed(ilert) == []
    sandbox.clock.advance(sandbox.faults.ilert_visible_after_s)
    assert await listed(ilert) == ["down"]


async def test_a_wrong_key_is_a_403_with_a_code(ilert):
    status, body = await ilert("GET", "/users", key="wrong")
    assert (status, body["code"]) == (403, "KEY_ERROR")


async def test_the_event_filter_drops_an_event_and_only_the_event_log_says_so(sandbox, ilert, source, events):
    source.filtered_out = "TEST"
    assert await ilert("POST", "/events", event(summary="a test of mine")) == (202, None)
    assert await ilert("POST", "/events", event(summary="the real thing")) == (202, None)
    assert [alert.summary for alert in sandbox.ilert.account.alerts.values()] == ["the real thing"]
    assert events() == ["ALERT: dropped by the event filter", "ALERT: opened alert 2370001"]


async def test_a_line_in_the_event_log_is_seen_by_whoever_watches(sandbox, source, events):
    source.filtered_out = "down"
    watching = asyncio.create_task(sandbox.until(events))
    await asyncio.sleep(0)
    sandbox.ilert.events.take(source, event())
    assert await watching == ["ALERT: dropped by the event filter"]


async def test_a_source_that_takes_no_events_answers_as_if_it_did(sandbox, ilert, source, events):
    source.takes_events = False
    assert await ilert("POST", "/events", event()) == (202, None)
    assert sandbox.ilert.account.alerts == {}
    assert events() == ["ALERT: ignored: this source takes no events"]


async def test_a_source_that_takes_no_events_still_takes_manual_alerts(ilert, source):
    source.takes_events = False
    assert (await ilert("POST", "/alerts", {"summary": "x", "alertSource": {"id": DEMO}}))[0] == 201


@pytest.mark.parametrize(
    ("keys", "policy"),
    [("sre", 81212), ("gone, sre,network", 81212), ("gone", 81211), ("", 81211), (",", 81211)],
)
async def test_the_first_routing_key_that_there_is_counts_and_none_is_the_sources_own_policy(
    sandbox, ilert, keys, policy
):
    await ilert("POST", "/events", event(routingKey=keys))
    (alert,) = sandbox.ilert.account.alerts.values()
    assert alert.policy == policy


async def test_an_accept_by_event_is_the_sources_with_the_comment_of_who_asked(sandbox, ilert):
    await ilert("POST", "/events", event(alertKey="k1"))
    comments = [{"creator": "Jane Doe (Slack)", "content": "on it"}]
    await ilert("POST", "/events", event(eventType="ACCEPT", alertKey=" K1 ", comments=comments))
    (alert,) = sandbox.ilert.account.alerts.values()
    assert alert.status == "ACCEPTED"
    assert [entry.text for entry in alert.log[-2:]] == [
        "Accepted by Slack Alerts, by an event",
        "Comment of Jane Doe (Slack): on it",
    ]
    assert [responder.accepted_at for responder in alert.responders] == [None]


async def test_a_comment_changes_nothing_else(sandbox, ilert):
    await ilert("POST", "/events", event(alertKey="k1"))
    comment = {"creator": "Jane", "content": "still looking"}
    await ilert("POST", "/events", event(eventType="COMMENT", alertKey="k1", comments=[comment]))
    (alert,) = sandbox.ilert.account.alerts.values()
    assert (alert.status, alert.log[-1].text) == ("PENDING", "Comment of Jane: still looking")


async def test_an_event_for_no_open_alert_is_taken_too(ilert, events):
    assert await ilert("POST", "/events", event(eventType="RESOLVE", alertKey="gone")) == (202, None)
    assert events() == ["RESOLVE: no open alert has this key"]


async def test_an_event_of_a_source_in_maintenance_opens_nothing(sandbox, ilert, source, events):
    source.in_maintenance = True
    assert await ilert("POST", "/events", event()) == (202, None)
    assert events() == ["ALERT: no alert: the source is in maintenance"]
