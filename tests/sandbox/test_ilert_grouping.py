"""Which events open an alert, by the source's `alertCreation`, and which page nobody."""

import pytest

DEMO = 2247477


@pytest.fixture
def source(sandbox):
    return sandbox.ilert.account.sources[DEMO]


@pytest.fixture
def post(ilert):
    """Post an event with a key of its own."""
    count = 0

    async def post(summary):
        nonlocal count
        count += 1
        body = {"integrationKey": "il1slack0demo0key", "eventType": "ALERT", "summary": summary, "alertKey": f"{count}"}
        assert (await ilert("POST", "/events", body))[0] == 202

    return post


@pytest.fixture
def grouped(sandbox):
    """The alerts, each with how many events were appended to it."""
    return lambda: [(alert.summary, alert.grouped) for alert in sandbox.ilert.account.alerts.values()]


@pytest.mark.parametrize(
    ("creation", "found"),
    [
        ("ONE_ALERT_PER_EMAIL", [("disk full", 0), ("Disk full ", 0), ("router down", 0)]),
        ("ONE_ALERT_PER_EMAIL_SUBJECT", [("disk full", 1), ("router down", 0)]),
        ("OPEN_RESOLVE_ON_EXTRACTION", [("disk full", 1), ("router down", 0)]),
        ("ONE_PENDING_ALERT_ALLOWED", [("disk full", 2)]),
        ("ONE_OPEN_ALERT_ALLOWED", [("disk full", 2)]),
        ("ONE_ALERT_GROUPED_PER_WINDOW", [("disk full", 2)]),
        ("INTELLIGENT_GROUPING", [("disk full", 1), ("router down", 0)]),
    ],
)
async def test_three_events(source, post, grouped, creation, found):
    source.alert_creation = creation
    for summary in ("disk full", "Disk full ", "router down"):
        await post(summary)
    assert grouped() == found


async def test_an_appended_event_pages_nobody(sandbox, source, post):
    source.alert_creation = "ONE_OPEN_ALERT_ALLOWED"
    await post("disk full")
    await post("router down")
    (alert,) = sandbox.ilert.account.alerts.values()
    assert alert.log[-1].text == "Event received: router down"
    assert sum(entry.kind == "NotificationLogEntry" for entry in alert.log) == 1
    assert sandbox.ilert.events.logs[DEMO][-1].outcome == (
        "ALERT: appended to the open alert 2370001, nobody is called"
    )


@pytest.mark.parametrize(
    ("creation", "count"), [("ONE_PENDING_ALERT_ALLOWED", 2), ("ONE_OPEN_ALERT_ALLOWED", 1), ("ONE_ALERT_PER_EMAIL", 2)]
)
async def test_an_accepted_alert_is_open_and_not_pending(sandbox, source, post, grouped, creation, count):
    source.alert_creation = creation
    await post("disk full")
    sandbox.ilert.alerts.accept(sandbox.ilert.account.alerts[2370001], "Robert Müller")
    await post("router down")
    assert len(grouped()) == count


@pytest.mark.parametrize("creation", ["ONE_ALERT_GROUPED_PER_WINDOW", "INTELLIGENT_GROUPING"])
async def test_a_window_ends(sandbox, source, post, grouped, creation):
    source.alert_creation, source.grouping_seconds = creation, 60.0
    await post("disk full")
    sandbox.clock.advance(60)
    await post("disk full")
    assert grouped() == [("disk full", 0), ("disk full", 0)]


async def test_a_manual_alert_is_never_grouped_but_is_grouped_into(source, post, ilert, grouped):
    source.alert_creation = "ONE_OPEN_ALERT_ALLOWED"
    for summary in ("first", "second"):
        assert (await ilert("POST", "/alerts", {"summary": summary, "alertSource": {"id": DEMO}}))[0] == 201
    await post("third")
    assert grouped() == [("first", 0), ("second", 1)]


async def test_the_list_of_sources_says_how_each_groups(source, ilert):
    source.alert_creation, source.grouping_seconds = "ONE_ALERT_GROUPED_PER_WINDOW", 600
    sources = {one["id"]: one for one in (await ilert("GET", "/alert-sources"))[1]}
    found = sources[DEMO]
    assert (found["alertCreation"], found["alertGroupingWindow"]) == ("ONE_ALERT_GROUPED_PER_WINDOW", "PT600S")
    other = sources[2247480]
    assert (other["alertCreation"], "alertGroupingWindow" in other) == ("ONE_ALERT_PER_EMAIL", False)
