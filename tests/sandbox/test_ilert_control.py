"""What the page posts to set ilert up, and what it is shown of the account."""

import pytest

DEMO = 2247477


@pytest.fixture
def shown(sandbox):
    """The demo source as the page shows it."""
    return lambda: next(one for one in sandbox.live.state()["sources"] if one["id"] == DEMO)


async def test_a_source_is_shown_with_all_that_decides_over_its_events(shown):
    source = shown()
    assert (source["alert_creation"], source["filtered_out"], source["takes_events"]) == (
        "ONE_ALERT_PER_EMAIL",
        None,
        True,
    )
    assert (source["priority_rule"], source["support_hours"], source["events"]) == ("HIGH", "none", [])


@pytest.mark.parametrize(
    "change",
    [
        {"alert_creation": "ONE_OPEN_ALERT_ALLOWED"},
        {"filtered_out": "test"},
        {"filtered_out": ""},
        {"takes_events": False},
        {"priority_rule": "HIGH_DURING_SUPPORT_HOURS"},
        {"support_hours": "OUTSIDE"},
        {"support_hours": "by the clock"},
    ],
)
async def test_a_source_is_set_up_and_reset_takes_it_back(control, shown, change):
    before = shown()
    for _ in range(2):
        assert (await control("source/set", id=DEMO, **change))[0] == 200
        assert shown() == {**before, **change}
        await control("reset")
        assert shown() == before


@pytest.mark.parametrize(
    "wrong",
    [
        {"alert_creation": "NEVER"},
        {"takes_events": "no"},
        {"filtered_out": 5},
        {"support_hours": "LATE"},
        {"name": "x"},
        {"id": 1},
    ],
)
async def test_a_source_is_not_set_up_wrongly(control, shown, wrong):
    before = shown()
    assert (await control("source/set", **{"id": DEMO, "active": False, **wrong}))[0] == 400
    assert shown() == before


async def test_the_event_log_is_shown_newest_first(control, ilert, shown):
    event = {"integrationKey": "il1slack0demo0key", "eventType": "ALERT"}
    await ilert("POST", "/events", {**event, "summary": "one"})
    await control("source/set", id=DEMO, takes_events=False)
    await ilert("POST", "/events", {**event, "summary": "two"})
    assert [(one["summary"], one["outcome"]) for one in shown()["events"]] == [
        ("two", "ALERT: ignored: this source takes no events"),
        ("one", "ALERT: opened alert 2370001"),
    ]
    assert shown()["events_in_all"] == 2


async def test_an_alert_is_shown_with_who_accepted_and_what_was_grouped(sandbox, control, ilert):
    await control("source/set", id=DEMO, alert_creation="ONE_OPEN_ALERT_ALLOWED")
    event = {"integrationKey": "il1slack0demo0key", "eventType": "ALERT", "summary": "x"}
    await ilert("POST", "/events", event)
    await ilert("POST", "/events", event)
    await control("alert/accept", id=2370001, user="Robert Müller")
    (alert,) = sandbox.live.state()["alerts"]
    assert (alert["grouped"], alert["accepted_by"], alert["merged_into"]) == (1, ["Robert Müller"], None)


async def test_an_alert_may_be_given_to_those_whom_policies_call_and_to_policies(sandbox):
    found = sandbox.live.state()["assignees"]
    assert {"user": 602, "name": "Robert Müller"} in found
    assert {"policy": 81214, "name": "Database Admins"} in found


async def test_an_alert_of_a_deleted_source_is_still_there(sandbox, ilert):
    await ilert("POST", "/alerts", {"summary": "x", "alertSource": {"id": DEMO}})
    del sandbox.ilert.account.sources[DEMO]
    assert sandbox.live.state()["alerts"][0]["source"] == "a deleted source"
    assert (await ilert("GET", "/alerts"))[1][0]["summary"] == "x"
