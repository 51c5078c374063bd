"""The parts of an examination that are plain reckoning."""

import dataclasses

import pytest

from bot.cli.doctor.findings import Status, clock_result, grouping_results, rate_limit_result, scope_results
from bot.domain.account import AlertCreation, IlertUser, Role
from tests.accounts import ACCOUNT, CHECKOUT, SLACK_ALERTS

NOON = 1_767_268_800.0
HEADER = "Thu, 01 Jan 2026 12:00:00 GMT"


@pytest.mark.parametrize(
    ("asked", "answered", "status", "result"),
    [
        (NOON, NOON + 0.2, Status.GOOD, "agrees"),
        (NOON - 20, NOON - 19, Status.GOOD, "agrees"),
        (NOON - 121, NOON - 120, Status.WARNING, "120 seconds behind"),
        (NOON + 121, NOON + 122, Status.WARNING, "120 seconds ahead"),
        (NOON - 300, NOON + 300, Status.GOOD, "agrees"),
    ],
)
def test_clocks(asked, answered, status, result):
    found = clock_result(HEADER, asked, answered)
    assert (found.status, found.result) == (status, result)


@pytest.mark.parametrize("header", ["", "yesterday"])
def test_an_answer_without_a_date(header):
    assert clock_result(header, NOON, NOON).result == "not compared: the answer has no date"


@pytest.mark.parametrize(
    ("users", "calls", "status"), [(6, 4, Status.GOOD), (100, 5, Status.GOOD), (9700, 101, Status.WARNING)]
)
def test_what_reading_the_account_costs(users, calls, status):
    many = {number: IlertUser(number, "", "", Role.USER) for number in range(users)}
    found = rate_limit_result(dataclasses.replace(ACCOUNT, users=many), 240.0)
    assert found.status is status
    assert f"takes {calls} calls every 4 minutes" in found.result


def test_a_missing_scope_is_named_with_all_its_reasons():
    required = {"commands": ["/il-alert"], "users:read": ["who somebody is", "what changes"]}
    granted, missing = scope_results(required, ["commands"])
    assert (granted.status, granted.result) == (Status.GOOD, "granted")
    assert (missing.status, missing.subject) == (Status.BROKEN, "scope users:read")
    assert missing.result == "missing; needed for who somebody is; what changes"
    assert "install the app again" in missing.fix


def test_a_slack_alert_source_that_groups_is_a_warning_and_another_one_is_not_looked_at():
    sources = {
        number: dataclasses.replace(ACCOUNT.alert_sources[number], alert_creation=AlertCreation.ONE_OPEN_ALERT_ALLOWED)
        for number in (SLACK_ALERTS, CHECKOUT)
    }
    (found,) = grouping_results(dataclasses.replace(ACCOUNT, alert_sources=sources))
    assert (found.status, found.subject) == (Status.WARNING, f"alert source {SLACK_ALERTS}")
    assert found.result.startswith(
        "the alertCreation of Slack Alerts is ONE_OPEN_ALERT_ALLOWED: while an alert of it is open"
    )
