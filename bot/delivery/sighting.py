"""Which of ilert's alerts is ours, and what it says. Pure."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace

from bot.delivery.payload import references
from bot.domain.account import Directory
from bot.domain.alerts import AlertRequest, Priority, Raised, Responder, Sighting
from bot.ilert import models
from bot.ilert.models import Alert, AlertStatus

_PRIORITIES: Sequence[Priority] = ("HIGH", "LOW")


def is_event_of(alert: Alert, request: AlertRequest) -> bool:
    """Tell whether an alert has a request's own key. ilert compares alert keys without regard to case."""
    return alert.alert_key is not None and alert.alert_key.lower() == request.key.lower()


class Found:
    """Alerts that a look has found, by the marks that ours carry.

    An alert came from a request whose key it has, or whose reference is the last one in its details, the one that we
    wrote: people quote references of other alerts.
    """

    def __init__(self, alerts: Iterable[Alert]) -> None:
        self._by_mark = defaultdict[str, list[Alert]](list)
        for alert in alerts:
            marks = [(alert.alert_key or "").lower(), *references(alert.details)[-1:]]
            for mark in marks:
                self._by_mark[mark].append(alert)

    def of(self, request: AlertRequest, *, but: int | None = None) -> Alert | None:
        """Return the alert that came from a request, if it is there. The one numbered `but` is left out."""
        ours = (*self._by_mark.get(request.key.lower(), ()), *self._by_mark.get(request.reference, ()))
        return next((alert for alert in ours if alert.id != but), None)


def alert_url(web_url: str | None, alert_id: int | None) -> str | None:
    """Return the address of an alert's page (ilert's web pages: `/alert/view.jsf?id=`)."""
    return f"{web_url}/alert/view.jsf?id={alert_id}" if web_url and alert_id is not None else None


def sighting(alert: Alert, web_url: str | None) -> Sighting:
    """Read what ilert shows of an alert."""
    policy = alert.escalation_policy
    return Sighting(
        alert_id=alert.id,
        url=alert_url(web_url, alert.id),
        status="" if alert.status is AlertStatus.UNKNOWN else alert.status.value,
        priority=next((word for word in _PRIORITIES if word == alert.priority), None),
        escalation_policy_id=policy.id if policy is not None else None,
        escalation_policy_name=(policy.name or None) if policy is not None else None,
        alert_source_id=alert.alert_source.id if alert.alert_source is not None else None,
        reported_at=alert.report_time,
        responders=tuple(_responder(one) for one in alert.responders),
        next_escalation=alert.next_escalation,
        next_user=_name(alert.next_escalation_user) if alert.next_escalation_user is not None else "",
        merged_into_id=alert.merged_into_id,
    )


def newer(known: Sighting, seen: Sighting) -> Sighting:
    """Keep of what was known what a newer answer leaves out: only lists tell whom ilert calls next."""
    same_level = seen.next_escalation is not None and seen.next_escalation == known.next_escalation
    return replace(seen, next_user=known.next_user) if same_level and not seen.next_user else seen


def _responder(found: models.Responder) -> Responder:
    return Responder(found.user.id, _name(found.user), found.accepted_at)


def _name(user: models.Person) -> str:
    return f"{user.first_name} {user.last_name}".strip() or user.email


def raised(
    alert: Alert, request: AlertRequest, directory: Directory | None, web_url: str | None, *, by_event: bool
) -> Raised:
    """Say that an alert was seen, and which policy was to be alerted: the chosen one, or the alert source's own."""
    expected = request.target.escalation_policy_id
    if expected is None and directory is not None:
        source = directory.alert_sources.get(request.target.alert_source_id)
        expected = source.escalation_policy_id if source is not None else None
    policy = directory.escalation_policies.get(expected) if directory is not None and expected is not None else None
    return Raised(
        sighting(alert, web_url),
        expected,
        policy.name if policy is not None else None,
        by_event=by_event,
    )
