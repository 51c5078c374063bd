"""Acting on alerts through the API: accept, resolve, assign, responders, and what is read about an alert."""

import pytest

from bot.sandbox.ilert.account import Schedule

DEMO = 2247477
ALICE, ROBERT, URSULA = 601, 602, 603
NUMBER = 2370001


@pytest.fixture(autouse=True)
async def alert(sandbox, ilert):
    """One open alert, of which Robert was called."""
    await ilert("POST", "/alerts", {"summary": "x", "alertSource": {"id": DEMO}})
    return sandbox.ilert.account.alerts[NUMBER]


def users(alert):
    return [responder.user for responder in alert.responders]


async def test_assigned_to_a_user_it_is_that_users_alone(ilert, alert):
    status, written = await ilert("PUT", f"/alerts/{NUMBER}/assign?user={URSULA}")
    assert (status, [one["user"]["id"] for one in written["responders"]]) == (200, [URSULA])
    assert alert.log[-1].text == "Ursula Unger would be notified"


async def test_assigned_to_a_policy_it_begins_anew(ilert, alert):
    await ilert("PUT", f"/alerts/{NUMBER}/accept")
    status, written = await ilert("PUT", f"/alerts/{NUMBER}/assign?policy=81214")
    assert (status, written["status"], written["escalationPolicy"]["id"]) == (200, "PENDING", 81214)
    assert users(alert) == [ALICE]


async def test_assigned_to_an_empty_schedule_it_calls_nobody(sandbox, ilert, alert):
    sandbox.ilert.account.schedules[501] = Schedule(501, "Nights")
    assert (await ilert("PUT", f"/alerts/{NUMBER}/assign?schedule=501"))[0] == 200
    assert users(alert) == []


@pytest.mark.parametrize(
    ("query", "status"),
    [("", 400), ("?user=601&policy=81211", 400), ("?user=1", 404), ("?user=x", 400), ("?team=1", 400)],
)
async def test_exactly_one_that_there_is_can_be_assigned(ilert, query, status):
    assert (await ilert("PUT", f"/alerts/{NUMBER}/assign{query}"))[0] == status


async def test_a_responder_is_added_once_and_removed(ilert, alert):
    body = {"user": {"id": URSULA}}
    status, written = await ilert("POST", f"/alerts/{NUMBER}/responders", body)
    assert (status, written["user"]["id"], written["status"]) == (201, URSULA, "PENDING")
    assert (await ilert("POST", f"/alerts/{NUMBER}/responders", body))[0] == 405
    assert users(alert) == [ROBERT, URSULA]
    assert await ilert("DELETE", f"/alerts/{NUMBER}/responders/{URSULA}") == (204, None)
    assert (await ilert("DELETE", f"/alerts/{NUMBER}/responders/{URSULA}"))[0] == 404
    assert users(alert) == [ROBERT]


@pytest.mark.parametrize(("body", "status"), [({"user": {"id": 1}}, 404), ({"id": URSULA}, 400), ({}, 400)])
async def test_a_responder_that_is_none_is_refused(ilert, body, status):
    assert (await ilert("POST", f"/alerts/{NUMBER}/responders", body))[0] == status


async def test_to_whom_an_alert_may_be_given(ilert):
    status, found = await ilert("GET", f"/alerts/{NUMBER}/suggested-responders?lang=de")
    assert status == 200
    assert found[0] == {"group": "SUGGESTED", "id": ROBERT, "name": "Robert Müller", "disabled": True}
    assert {"group": "USER", "id": URSULA, "name": "Ursula Unger", "disabled": False} in found
    assert {"group": "ESCALATION_POLICY", "id": 81214, "name": "Database Admins", "disabled": False} in found
    assert (await ilert("GET", f"/alerts/{NUMBER}/suggested-responders?lang=fr"))[0] == 400


async def test_by_which_ways_people_were_called(ilert):
    status, found = await ilert("GET", f"/alerts/{NUMBER}/notifications")
    assert (status, [(one["method"], one["status"]) for one in found]) == (
        200,
        [("VOICE_MOBILE", "SUCCESS"), ("EMAIL", "SCHEDULED")],
    )
    assert found[0]["target"].startswith("+49")
    assert found[0]["user"]["id"] == ROBERT


async def test_the_log_comes_newest_first_by_kind_and_in_pages(ilert):
    path = f"/alerts/{NUMBER}/log-entries"
    await ilert("PUT", f"/alerts/{NUMBER}/accept")
    _, entries = await ilert("GET", path)
    assert entries[0]["text"] == "Accepted by Alice Adler"
    assert "vars" not in entries[0]
    _, some = await ilert("GET", f"{path}?filter-types=NOTIFICATIONS&include=vars")
    assert [(one["logEntryType"], "vars" in one) for one in some] == [("NotificationLogEntry", True)]
    assert (await ilert("GET", f"{path}?start-index=1&max-results=1"))[1] == entries[1:2]
    assert (await ilert("GET", f"{path}?max-results=101"))[0] == 400


async def test_alerts_are_found_by_responder(ilert):
    assert [one["id"] for one in (await ilert("GET", f"/alerts?responders={ROBERT}"))[1]] == [NUMBER]
    assert (await ilert("GET", f"/alerts?responders={URSULA}"))[1] == []


async def test_a_merged_alert_names_the_other_and_is_changed_no_more(sandbox, ilert, control, alert):
    await ilert("POST", "/alerts", {"summary": "y", "alertSource": {"id": DEMO}})
    assert (await control("alert/merge", id=NUMBER, into=NUMBER + 1, user="Robert Müller"))[0] == 200
    _, written = await ilert("GET", f"/alerts/{NUMBER}")
    assert (written["mergedIntoId"], written["mergeState"], written["status"]) == (NUMBER + 1, "MERGED", "PENDING")
    assert (await ilert("PUT", f"/alerts/{NUMBER}/accept"))[0] == 400
    assert (await control("alert/merge", id=NUMBER, into=NUMBER + 1))[0] == 400
    assert (await control("alert/merge", id=NUMBER + 1, into=NUMBER))[0] == 400


async def test_an_engineer_assigns_an_alert(control, alert):
    assert (await control("alert/assign", id=NUMBER, to={"user": URSULA}, user="Robert Müller"))[0] == 200
    assert users(alert) == [URSULA]
    assert (await control("alert/assign", id=NUMBER, to={"policy": 81214}))[0] == 200
    assert users(alert) == [ALICE]
    assert (await control("alert/assign", id=NUMBER, to={"user": 1}))[0] == 400
    assert (await control("alert/assign", id=NUMBER))[0] == 400
