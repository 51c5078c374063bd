"""What an alert looks like in ilert: the bodies of POST /events and POST /alerts. Pure."""

import re
from collections.abc import Mapping
from typing import Any

from bot.domain.alerts import AlertRequest
from bot.wording.alerts import AlertWording
from bot.wording.wording import Wording

_REFERENCE = re.compile(r"Reference: ([0-9A-Z]{4}-[0-9A-Z]{4})\b")


def event(wording: Wording, request: AlertRequest, integration_key: str, routing_key: str | None) -> Mapping[str, Any]:
    """Build an ALERT event. Its `alertKey` makes a repeat harmless while the alert is open."""
    body: dict[str, Any] = {
        "integrationKey": integration_key,
        "eventType": "ALERT",
        "alertKey": request.key,
        **_common(wording.alert, request),
    }
    if routing_key is not None:
        body["routingKey"] = routing_key
    return body


def manual_alert(wording: Wording, request: AlertRequest) -> Mapping[str, Any]:
    """Build a manual alert. The reference in its details is the only mark by which it can be found again."""
    body: dict[str, Any] = {"alertSource": {"id": request.target.alert_source_id}, **_common(wording.alert, request)}
    if request.target.escalation_policy_id is not None:
        body["escalationPolicy"] = {"id": request.target.escalation_policy_id}
    return body


def mark(request: AlertRequest) -> str:
    """Return the words in an alert's details that no other alert has."""
    return f"Reference: {request.reference}"


def references(details: str) -> list[str]:
    """Read the references out of an alert's details, in their order."""
    return _REFERENCE.findall(details)


def _common(say: AlertWording, request: AlertRequest) -> dict[str, Any]:
    body: dict[str, Any] = {
        "summary": request.summary,
        "details": _details(say, request),
        "links": _links(say, request),
    }
    if request.priority is not None:
        body["priority"] = request.priority
    return body


def _links(say: AlertWording, request: AlertRequest) -> list[dict[str, str]]:
    if request.is_drill:
        return []
    links = [{"href": request.origin.url, "text": say.link(_origin(say, request))}]
    if request.origin.permalink:
        links.append({"href": request.origin.permalink, "text": say.message_link()})
    return links


def _details(say: AlertWording, request: AlertRequest) -> str:
    person, time = request.person, say.time(request.submitted_at)
    if request.is_drill:
        raised = say.drill_started_by(person.name, time)
    else:
        raised = say.raised_by(person.name, person.id, _origin(say, request), request.origin.url, time)
    raised = f"{raised} {mark(request)}"
    return f"{request.details}\n\n{raised}" if request.details else raised


def _origin(say: AlertWording, request: AlertRequest) -> str:
    if request.origin.direct_message and not request.origin.channel_id:
        return say.shortcut()
    if request.origin.direct_message:
        return say.direct_message()
    return f"#{request.origin.name}" if request.origin.name else say.private_channel()
