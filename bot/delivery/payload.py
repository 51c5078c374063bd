"""What an alert looks like in ilert: the bodies of POST /events and POST /alerts. Pure."""

import re
from collections.abc import Mapping
from typing import Any

from bot.domain.alerts import AlertRequest

_REFERENCE = re.compile(r"Reference: ([0-9A-Z]{4}-[0-9A-Z]{4})\b")


def event(request: AlertRequest, integration_key: str, routing_key: str | None) -> Mapping[str, Any]:
    """Build an ALERT event. Its `alertKey` makes a repeat harmless while the alert is open."""
    body: dict[str, Any] = {
        "integrationKey": integration_key,
        "eventType": "ALERT",
        "alertKey": request.key,
        **_common(request),
    }
    if routing_key is not None:
        body["routingKey"] = routing_key
    return body


def manual_alert(request: AlertRequest) -> Mapping[str, Any]:
    """Build a manual alert. The reference in its details is the only mark by which it can be found again."""
    body: dict[str, Any] = {"alertSource": {"id": request.target.alert_source_id}, **_common(request)}
    if request.target.escalation_policy_id is not None:
        body["escalationPolicy"] = {"id": request.target.escalation_policy_id}
    return body


def mark(request: AlertRequest) -> str:
    """Return the words in an alert's details that no other alert has."""
    return f"Reference: {request.reference}"


def references(details: str) -> list[str]:
    """Read the references out of an alert's details, in their order."""
    return _REFERENCE.findall(details)


def _common(request: AlertRequest) -> dict[str, Any]:
    body: dict[str, Any] = {
        "summary": request.summary,
        "details": _details(request),
        "links": [{"href": request.origin.url, "text": f"Slack: {_origin(request)}"}],
    }
    if request.priority is not None:
        body["priority"] = request.priority
    return body


def _details(request: AlertRequest) -> str:
    when = request.submitted_at.strftime("%Y-%m-%d %H:%M UTC")
    raised = (
        f"Raised by {request.person.name} (Slack user {request.person.id}) "
        f"from {_origin(request)} ({request.origin.url}) on {when}. {mark(request)}"
    )
    return f"{request.details}\n\n{raised}" if request.details else raised


def _origin(request: AlertRequest) -> str:
    if request.origin.direct_message:
        return "a direct message"
    return f"#{request.origin.name}" if request.origin.name else "a private channel"
