"""Events and alerts: who is notified, what is deduplicated, and what is refused."""

import pytest

KEY = "il1slack0demo0key"


def event(**more):
    return {"integrationKey": KEY, "eventType": "ALERT", "summary": "down", **more}


@pytest.fixture(autouse=True)
def _say_what_came_of_it(sandbox):
    sandbox.faults.ilert_empty_event_answer = False


@pytest.fixture
def alerts(sandbox):
    """The alerts so far."""
    return lambda: list(sandbox.ilert.account.alerts.values())


async def test_an_event_needs_no_api_key(sandbox, ilert, alerts):
    status, body = await ilert("POST", "/events", event(alertKey="k1"), key=None)
    assert status == 202
    assert body == {
        "alertKey": "k1",
        "responseCode": "NEW_ALERT_CREATED",
        "alertUrl": f"{sandbox.ilert_endpoint}/alert/view.jsf?id=2370001",
    }
    [alert] = alerts()
    assert (alert.summary, alert.policy, alert.priority, alert.status) == ("down", 81211, "HIGH", "PENDING")
    assert [entry.text for entry in alert.log] == ["Alert reported by Slack Alerts", "Robert Müller would be notified"]


async def test_the_answer_may_be_empty(sandbox, ilert, alerts):
    sandbox.faults.ilert_empty_event_answer = True
    assert await ilert("POST", "/events", event()) == (202, None)
    assert len(alerts()) == 1


@pytest.mark.parametrize("key", ["K1", " k1 ", "k1"])
async def test_a_known_key_is_appended_and_nobody_notified_again(ilert, alerts, key):
    await ilert("POST", "/events", event(alertKey="k1"))
    status, body = await ilert("POST", "/events", event(alertKey=key, summary="still down"))
    assert (status, body["responseCode"], body["alertKey"]) == (202, "EVENT_APPENDED", "k1")
    [alert] = alerts()
    assert alert.log[-1].text == "Event received: still down"
    assert sum("would be notified" in entry.text for entry in alert.log) == 1


async def test_a_resolved_alert_is_not_appended_to(ilert, alerts):
    await ilert("POST", "/events", event(alertKey="k1"))
    await ilert("POST", "/events", event(alertKey="k1", eventType="RESOLVE"))
    await ilert("POST", "/events", event(alertKey="k1"))
    assert [alert.status for alert in alerts()] == ["RESOLVED", "PENDING"]


async def test_a_key_counts_for_its_alert_source_alone(ilert, alerts):
    await ilert("POST", "/events", event(alertKey="k1"))
    await ilert("POST", "/events", event(alertKey="k1", integrationKey="il1api0database"))
    assert len(alerts()) == 2


async def test_events_without_key_are_alerts_of_their_own(ilert, alerts):
    await ilert("POST", "/events", event())
    await ilert("POST", "/events", event())
    assert len(alerts()) == 2


@pytest.mark.parametrize(("routing_key", "policy"), [("sre", 81212), ("nothing", 81211)])
async def test_a_routing_key_chooses_the_policy(ilert, alerts, routing_key, policy):
    await ilert("POST", "/events", event(routingKey=routing_key))
    assert alerts()[0].policy == policy


@pytest.mark.parametrize("key", ["il1api0firewall", "il1api0backup"])
async def test_a_source_that_is_off_takes_events_without_alerts(ilert, alerts, key):
    status, body = await ilert("POST", "/events", event(integrationKey=key))
    assert (status, body["responseCode"]) == (202, "NO_ALERT_CREATED")
    assert alerts() == []


@pytest.mark.parametrize(
    ("body", "message"),
    [
        (event(integrationKey="nothing"), "unknown integrationKey"),
        ({"eventType": "ALERT", "summary": "x"}, "event.integrationKey is required"),
        (event(summary=" "), "event.summary must not be blank"),
        (event(summary=5), "event.summary must be a string"),
        (event(eventType="EXPLODE"), "event.eventType must be one of ALERT, ACCEPT, RESOLVE, COMMENT"),
        (event(priority="URGENT"), "event.priority must be one of HIGH, LOW"),
        (event(severity=6), "event.severity must be in range 1..5"),
        (event(severity="1"), "event.severity must be an integer"),
        (event(colour="red"), "event.colour is unknown"),
        (event(links=[{"text": "x"}]), "event.links[0].href is required"),
        (event(links={}), "event.links must be an array"),
        (event(labels={"a": 1}), "event.labels.a must be a string"),
        ([], "event must be an object"),
    ],
)
async def test_a_wrong_event_is_refused(ilert, alerts, body, message):
    status, answer = await ilert("POST", "/events", body)
    assert (status, answer["message"]) == (400, message)
    assert alerts() == []


async def test_a_manual_alert_is_answered_with_the_alert(ilert, alerts):
    body = {
        "summary": "down",
        "alertSource": {"id": 2247479},
        "escalationPolicy": {"id": 81214},
        "priority": "LOW",
        "links": [{"href": "https://acme.example", "text": "x"}],
    }
    status, alert = await ilert("POST", "/alerts", body)
    assert (status, alert["status"], alert["priority"]) == (201, "PENDING", "LOW")
    assert (alert["alertSource"]["id"], alert["escalationPolicy"]["id"]) == (2247479, 81214)
    assert alert["responders"] == [
        {"user": {"id": 601, "firstName": "Alice", "lastName": "Adler"}, "status": "PENDING"}
    ]
    assert alerts()[0].via == "POST /alerts"


async def test_nothing_keeps_a_manual_alert_from_being_created_twice(ilert, alerts):
    body = {"summary": "down", "alertSource": {"id": 2247477}}
    await ilert("POST", "/alerts", body)
    await ilert("POST", "/alerts", body)
    assert len(alerts()) == 2


async def test_named_responders_replace_the_policys(ilert, alerts):
    body = {"summary": "x", "alertSource": {"id": 2247477}, "responders": [{"user": {"id": 603}}]}
    await ilert("POST", "/alerts", body)
    assert [responder.user for responder in alerts()[0].responders] == [603]


@pytest.mark.parametrize(
    ("body", "message"),
    [
        ({"summary": "x"}, "alert.alertSource is required"),
        ({"summary": "x", "alertSource": {"id": 1}}, "unknown alert source"),
        ({"summary": "x", "alertSource": {"id": "2247477"}}, "alert.alertSource.id must be an integer"),
        ({"summary": "x", "alertSource": {"id": 2247481}}, "the alert source is disabled"),
        (
            {"summary": "x", "alertSource": {"id": 2247477}, "escalationPolicy": {"id": 1}},
            "unknown escalation policy",
        ),
        (
            {"summary": "x", "alertSource": {"id": 2247477}, "responders": [{"user": {"id": 1}}]},
            "unknown responder",
        ),
        ({"summary": "x", "alertSource": {"id": 2247477}, "alertKey": "k"}, "alert.alertKey is unknown"),
    ],
)
async def test_a_wrong_alert_is_refused(ilert, body, message):
    status, answer = await ilert("POST", "/alerts", body)
    assert (status, answer["message"]) == (400, message)


@pytest.fixture
async def three(sandbox, ilert):
    """Three alerts, a minute apart: two of one source, the second resolved, one of another."""
    for number, source in enumerate((2247477, 2247477, 2247480)):
        await ilert("POST", "/alerts", {"summary": f"{number}", "alertSource": {"id": source}})
        sandbox.clock.advance(60)
    await ilert("PUT", "/alerts/2370002/resolve")
    return sandbox


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", ["2", "1", "0"]),
        ("?sources=2247477", ["1", "0"]),
        ("?sources=2247477&sources=2247480&states=PENDING", ["2", "0"]),
        ("?states=RESOLVED", ["1"]),
        ("?policies=81214", ["2"]),
        ("?start-index=1&max-results=1", ["1"]),
    ],
)
async def test_alerts_are_listed_newest_first(three, ilert, query, found):
    status, alerts = await ilert("GET", f"/alerts{query}")
    assert (status, [alert["summary"] for alert in alerts]) == (200, found)


async def test_alerts_are_listed_by_time(three, ilert):
    second = (await ilert("GET", "/alerts/2370002"))[1]["reportTime"]
    assert [one["summary"] for one in (await ilert("GET", f"/alerts?from={second}"))[1]] == ["2", "1"]
    assert [one["summary"] for one in (await ilert("GET", f"/alerts?until={second}"))[1]] == ["1", "0"]


@pytest.mark.parametrize("query", ["?states=OPEN", "?sources=x", "?from=yesterday", "?from=2026-01-01&from=2026-01-02"])
async def test_a_wrong_filter_is_refused(ilert, query):
    assert (await ilert("GET", f"/alerts{query}"))[0] == 400


async def test_a_new_alert_may_take_time_to_be_listed(sandbox, ilert):
    sandbox.faults.ilert_visible_after_s = 10
    await ilert("POST", "/alerts", {"summary": "x", "alertSource": {"id": 2247477}})
    assert await ilert("GET", "/alerts") == (200, [])
    sandbox.clock.advance(10)
    assert len((await ilert("GET", "/alerts"))[1]) == 1


async def test_an_alert_is_accepted_and_resolved_once(ilert, alerts):
    await ilert("POST", "/events", event())
    assert (await ilert("PUT", "/alerts/2370001/accept"))[1]["status"] == "ACCEPTED"
    assert (await ilert("PUT", "/alerts/2370001/accept"))[0] == 400
    status, alert = await ilert("PUT", "/alerts/2370001/resolve")
    assert (status, alert["status"], "resolvedOn" in alert) == (200, "RESOLVED", True)
    assert (await ilert("PUT", "/alerts/2370001/resolve"))[0] == 400
    assert [entry.text for entry in alerts()[0].log[-2:]] == ["Accepted by Alice Adler", "Resolved by Alice Adler"]


async def test_custom_details_are_told_when_asked_for(ilert):
    await ilert("POST", "/events", event(customDetails={"a": 1}))
    assert "customDetails" not in (await ilert("GET", "/alerts/2370001"))[1]
    assert (await ilert("GET", "/alerts/2370001?include=customDetails"))[1]["customDetails"] == {"a": 1}
