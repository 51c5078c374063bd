"""Which open alert an event was added to."""

import dataclasses

import pytest

from bot.delivery.grouping import OpenAlerts, taken_in
from bot.domain.account import AlertCreation
from bot.ilert.models import Alert
from tests.alerts import DIRECTORY

MINE = {"id": 1, "summary": "mine", "status": "ACCEPTED"}
OTHER = {"id": 2, "summary": "other", "status": "PENDING"}


@pytest.mark.parametrize(
    ("creation", "alerts", "expected"),
    [
        ("ONE_ALERT_PER_EMAIL", [MINE], OpenAlerts(found=False, only=None)),
        ("ONE_ALERT_PER_EMAIL_SUBJECT", [MINE, OTHER], OpenAlerts(found=True, only=1)),
        ("ONE_ALERT_PER_EMAIL_SUBJECT", [OTHER], OpenAlerts(found=False, only=None)),
        ("ONE_PENDING_ALERT_ALLOWED", [MINE, OTHER], OpenAlerts(found=True, only=2)),
        ("ONE_PENDING_ALERT_ALLOWED", [MINE], OpenAlerts(found=False, only=None)),
        ("ONE_OPEN_ALERT_ALLOWED", [MINE], OpenAlerts(found=True, only=1)),
        ("ONE_OPEN_ALERT_ALLOWED", [], OpenAlerts(found=False, only=None)),
        ("INTELLIGENT_GROUPING", [MINE, OTHER], OpenAlerts(found=True, only=None)),
        ("UNKNOWN", [MINE], OpenAlerts(found=True, only=1)),
    ],
)
def test_only_what_is_certain_is_named(creation, alerts, expected):
    source = dataclasses.replace(DIRECTORY.alert_sources[10], alert_creation=AlertCreation(creation))
    assert taken_in(source, "mine", [Alert.model_validate(one) for one in alerts]) == expected
