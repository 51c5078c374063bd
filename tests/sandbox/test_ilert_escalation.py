"""Whom an alert calls as time passes, and with which priority."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from bot.sandbox.ilert.account import EscalationRule, Schedule
from bot.sandbox.ilert.support_hours import SupportHours, priority

DEMO, NETWORK = 2247477, 81211
ALICE, ROBERT, URSULA = 601, 602, 603
ROTA, EMPTY = 501, 502
MINUTES = 60


@pytest.fixture
def account(sandbox):
    account = sandbox.ilert.account
    account.schedules |= {ROTA: Schedule(ROTA, "Rota", URSULA), EMPTY: Schedule(EMPTY, "Nights")}
    return account


@pytest.fixture
def policy(account):
    """Let the demo source's policy have these levels."""

    def set_up(first, *further):
        account.policies[NETWORK] = replace(
            account.policies[NETWORK],
            users=first.users,
            schedules=first.schedules,
            minutes=first.minutes,
            further=further,
        )

    return set_up


@pytest.fixture
def alert(ilert):
    """Raise an alert and read it anew at each call."""

    async def read(number=2370001):
        return (await ilert("GET", f"/alerts/{number}?include=nextEscalationUser"))[1]

    async def raised(**more):
        await ilert("POST", "/alerts", {"summary": "x", "alertSource": {"id": DEMO}, **more})
        return await read()

    raised.read = read
    return raised


def called(written):
    return [responder["user"]["id"] for responder in written["responders"]]


async def test_an_alert_goes_on_to_the_next_level_in_time(sandbox, policy, alert):
    policy(EscalationRule((ROBERT,)), EscalationRule((ALICE,)))
    before = await alert()
    assert (called(before), before["nextEscalationUser"]["id"]) == ([ROBERT], ALICE)
    assert before["nextEscalationRuleIndex"] == 1
    sandbox.clock.advance(15 * MINUTES)
    after = await alert.read()
    assert (called(after), "nextEscalation" in after) == ([ROBERT, ALICE], False)


async def test_accepting_stops_escalation(sandbox, ilert, policy, alert):
    policy(EscalationRule((ROBERT,)), EscalationRule((URSULA,)))
    await alert()
    await ilert("PUT", "/alerts/2370001/accept")
    sandbox.clock.advance(15 * MINUTES)
    written = await alert.read()
    assert called(written) == [ROBERT, ALICE]  # Alice is the API key's user, who accepted
    assert [responder["status"] for responder in written["responders"]] == ["PENDING", "ACCEPTED"]
    assert "acceptedAt" in written["responders"][1]


async def test_an_empty_schedule_falls_through_at_once(policy, alert):
    policy(EscalationRule(schedules=(EMPTY,)), EscalationRule(schedules=(ROTA,)))
    assert called(await alert()) == [URSULA]


async def test_a_policy_of_empty_schedules_pages_nobody_and_looks_correct(policy, alert):
    policy(EscalationRule(schedules=(EMPTY,)), EscalationRule(schedules=(EMPTY,)))
    written = await alert()
    assert (called(written), written["status"]) == ([], "PENDING")


async def test_a_low_alert_uses_the_first_rule_alone(sandbox, policy, alert):
    policy(EscalationRule((ROBERT,)), EscalationRule((ALICE,)))
    written = await alert(priority="LOW")
    sandbox.clock.advance(15 * MINUTES)
    assert ("nextEscalation" in written, called(await alert.read())) == (False, [ROBERT])


async def test_named_responders_are_all_that_is_called(sandbox, policy, alert):
    policy(EscalationRule((ROBERT,)), EscalationRule((ALICE,)))
    await alert(responders=[{"user": {"id": URSULA}}])
    sandbox.clock.advance(15 * MINUTES)
    assert called(await alert.read()) == [URSULA]


async def test_the_page_shows_an_escalation_without_anybody_asking_ilert(sandbox, policy, alert):
    policy(EscalationRule((ROBERT,), minutes=0.001), EscalationRule((ALICE,)))
    await alert()
    await sandbox.until(lambda: sandbox.live.state()["alerts"][0]["responders"] == ["Robert Müller", "Alice Adler"])


TUESDAY_NOON = datetime(2026, 11, 24, 12, tzinfo=UTC).timestamp()
TUESDAY_NIGHT = datetime(2026, 11, 24, 22, tzinfo=UTC).timestamp()
SUNDAY_NOON = datetime(2026, 11, 29, 12, tzinfo=UTC).timestamp()
HOURS = SupportHours(1, "Office hours")


@pytest.mark.parametrize(
    ("rule", "hours", "now", "expected"),
    [
        ("HIGH", HOURS, TUESDAY_NIGHT, "HIGH"),
        ("LOW", HOURS, TUESDAY_NOON, "LOW"),
        ("HIGH_DURING_SUPPORT_HOURS", HOURS, TUESDAY_NOON, "HIGH"),
        ("HIGH_DURING_SUPPORT_HOURS", HOURS, TUESDAY_NIGHT, "LOW"),
        ("HIGH_DURING_SUPPORT_HOURS", HOURS, SUNDAY_NOON, "LOW"),
        ("LOW_DURING_SUPPORT_HOURS", HOURS, TUESDAY_NOON, "LOW"),
        ("LOW_DURING_SUPPORT_HOURS", HOURS, SUNDAY_NOON, "HIGH"),
        ("HIGH_DURING_SUPPORT_HOURS", None, SUNDAY_NOON, "HIGH"),
        ("HIGH_DURING_SUPPORT_HOURS", replace(HOURS, today="OUTSIDE"), TUESDAY_NOON, "LOW"),
        ("HIGH_DURING_SUPPORT_HOURS", replace(HOURS, today="DURING"), SUNDAY_NOON, "HIGH"),
    ],
)
def test_support_hours_downgrade(rule, hours, now, expected):
    assert priority(rule, hours, now) == expected


@pytest.mark.parametrize("way", ["event", "alert"])
@pytest.mark.parametrize(("chosen", "expected"), [({}, "LOW"), ({"priority": "HIGH"}, "HIGH")])
async def test_outside_support_hours_only_a_chosen_priority_is_high(sandbox, ilert, way, chosen, expected):
    source = sandbox.ilert.account.sources[DEMO]
    source.priority_rule, source.support_hours = "HIGH_DURING_SUPPORT_HOURS", replace(HOURS, today="OUTSIDE")
    if way == "event":
        await ilert(
            "POST", "/events", {"integrationKey": "il1slack0demo0key", "eventType": "ALERT", "summary": "x", **chosen}
        )
    else:
        await ilert("POST", "/alerts", {"summary": "x", "alertSource": {"id": DEMO}, **chosen})
    assert (await ilert("GET", "/alerts/2370001"))[1]["priority"] == expected


async def test_the_list_of_sources_tells_the_support_hours(sandbox, ilert):
    source = sandbox.ilert.account.sources[DEMO]
    source.priority_rule, source.support_hours = "HIGH_DURING_SUPPORT_HOURS", replace(HOURS, today="OUTSIDE")
    (found,) = [one for one in (await ilert("GET", "/alert-sources"))[1] if one["id"] == DEMO]
    assert found["alertPriorityRule"] == "HIGH_DURING_SUPPORT_HOURS"
    assert found["supportHours"]["supportDays"]["MONDAY"] == {"start": "09:00", "end": "17:00"}
    (exception,) = found["supportHours"]["exceptions"]
    assert exception["supportStatus"] == "OUTSIDE"


@pytest.fixture
def on_calls(ilert):
    async def read(query=""):
        status, found = await ilert("GET", f"/on-calls{query}")
        assert status == 200
        return found

    return read


async def test_who_is_on_call_comes_by_id_and_somebody_always_there_without_an_end(account, policy, on_calls):
    policy(EscalationRule((ROBERT,)), EscalationRule(schedules=(ROTA,)))
    always, shift = await on_calls(f"?policies={NETWORK}")
    assert always == {
        "user": {"id": ROBERT},
        "escalationPolicy": {"id": NETWORK},
        "start": None,
        "end": None,
        "escalationLevel": 1,
    }
    assert (shift["user"], shift["schedule"], shift["escalationLevel"]) == ({"id": URSULA}, {"id": ROTA}, 2)
    assert shift["start"] < shift["end"]


async def test_who_is_on_call_comes_whole_when_asked(account, policy, on_calls):
    policy(EscalationRule(schedules=(ROTA,)))
    (shift,) = await on_calls(
        f"?policies={NETWORK}&schedules={ROTA}&expand=user&expand=escalationPolicy&expand=schedule"
    )
    assert (shift["user"]["firstName"], shift["escalationPolicy"]["name"], shift["schedule"]["name"]) == (
        "Ursula",
        "Network Infra Team",
        "Rota",
    )


async def test_on_calls_have_filters_and_pages(account, policy, on_calls, ilert):
    policy(EscalationRule(schedules=(ROTA, EMPTY)))
    everybody = await on_calls()
    assert await on_calls(f"?users={URSULA}") == [one for one in everybody if one["user"]["id"] == URSULA]
    assert await on_calls("?start-index=1&max-results=1") == everybody[1:2]
    assert (await ilert("GET", "/on-calls?max-results=251"))[0] == 400
    assert (await ilert("GET", "/on-calls?from=2026-01-01&until=2026-06-01"))[0] == 400
    assert (await ilert("GET", "/on-calls?expand=everything"))[0] == 400
