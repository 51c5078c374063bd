"""Which open alert an event was added to, by its alert source's `alertCreation`. Pure."""

from collections.abc import Collection
from dataclasses import dataclass

from bot.domain.account import AlertCreation, AlertSource
from bot.ilert.models import Alert, AlertStatus

OPEN = (AlertStatus.PENDING, AlertStatus.ACCEPTED)


@dataclass(frozen=True, slots=True)
class OpenAlerts:
    """The open alerts of a source that may have taken an event in. `only` is the one, where there is no other."""

    found: bool
    only: int | None


def taken_in(source: AlertSource, summary: str, alerts: Collection[Alert]) -> OpenAlerts:
    """Judge which of a source's open alerts may have taken in an event with this summary."""
    match source.alert_creation:
        case AlertCreation.ONE_ALERT_PER_EMAIL:
            fitting = []
        case AlertCreation.ONE_ALERT_PER_EMAIL_SUBJECT:
            fitting = [alert for alert in alerts if alert.summary == summary]
        case AlertCreation.ONE_PENDING_ALERT_ALLOWED:
            fitting = [alert for alert in alerts if alert.status is AlertStatus.PENDING]
        case _:
            fitting = list(alerts)
    return OpenAlerts(bool(fitting), fitting[0].id if len(fitting) == 1 else None)
