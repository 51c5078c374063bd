"""What reads alerts and what belongs to them (ilert docs, REST API)."""

from http import HTTPStatus
from typing import Any

from bot.sandbox.ilert.account import Alert
from bot.sandbox.ilert.alert_answers import alert_json, filter_type, log_entry_json, moment
from bot.sandbox.ilert.answers import user_json
from bot.sandbox.ilert.oddities import with_new_words
from bot.sandbox.ilert.requests import Answer, Request, alert_of, page, time
from bot.sandbox.ilert.service import Ilert

_STATES = ("PENDING", "ACCEPTED", "RESOLVED")
_LANGUAGES = ("en", "de")
_LIST_PARTS = ("nextEscalationUser",)
_ALERT_PARTS = ("escalationRules", "nextEscalationUser", "customDetails")
_FILTER_TYPES = (
    "NOTIFICATIONS",
    "ALERT_SOURCE_EVENTS",
    "CALL_ROUTING_EVENTS",
    "ALERT_UPDATES",
    "CONNECTOR_EVENTS",
    "INCIDENT_COMMUNICATIONS",
)


def get_alerts(ilert: Ilert, request: Request) -> Answer:
    """List alerts, the newest first, as soon as they are to be seen."""
    include = request.words("include", _LIST_PARTS)
    states = request.words("states", _STATES) or _STATES
    wanted = {name: request.numbers(name) for name in ("sources", "policies", "responders")}
    since = max((time("from", one) for one in request.query.get("from", ())), default=0.0)
    until = min((time("until", one) for one in request.query.get("until", ())), default=float("inf"))
    visible = ilert.clock.now() - ilert.faults.ilert_visible_after_s
    found = [
        alert
        for alert in reversed(ilert.account.alerts.values())
        if alert.status in states
        and _fits(alert, wanted)
        and since <= alert.reported_at <= min(until, visible)
        and alert.id not in ilert.account.hidden
    ]
    written = [alert_json(ilert, alert, include=include) for alert in page(ilert, request, found, 100)]
    if ilert.faults.ilert_new_words:
        written = [with_new_words(one, one["id"]) for one in written]
    return HTTPStatus.OK, written


def get_alert(ilert: Ilert, request: Request) -> Answer:
    """Read an alert."""
    alert = alert_of(ilert, request)
    written = alert_json(ilert, alert, include=request.words("include", _ALERT_PARTS))
    return HTTPStatus.OK, with_new_words(written, alert.id) if ilert.faults.ilert_new_words else written


def get_suggested_responders(ilert: Ilert, request: Request) -> Answer:
    """List to whom an alert may be given: those of its policy first, then everybody and everything."""
    request.words("lang", _LANGUAGES)
    alert, account = alert_of(ilert, request), ilert.account
    policy = account.policies[alert.policy]
    suggested = dict.fromkeys(user for rule in policy.rules for user in rule.users)
    rows = [
        *(("SUGGESTED", user, account.users[user].name) for user in suggested),
        *(("USER", user.id, user.name) for user in account.users.values() if user.id not in suggested),
        *(("ESCALATION_POLICY", one.id, one.name) for one in account.policies.values()),
        *(("ON_CALL_SCHEDULE", one.id, one.name) for one in account.schedules.values()),
    ]
    present = {responder.user for responder in alert.responders}
    return HTTPStatus.OK, [
        {"group": group, "id": number, "name": name, "disabled": number in present} for group, number, name in rows
    ]


def get_notifications(ilert: Ilert, request: Request) -> Answer:
    """List by which ways people were called. A target may be a phone number."""
    alert = alert_of(ilert, request)
    return HTTPStatus.OK, [
        notification
        for number, responder in enumerate(alert.responders)
        for notification in _notifications(ilert, alert, responder.user, number)
    ]


def get_log_entries(ilert: Ilert, request: Request) -> Answer:
    """List an alert's log, the newest line first."""
    request.words("lang", _LANGUAGES)
    with_vars = bool(request.words("include", ("vars",)))
    wanted = request.words("filter-types", _FILTER_TYPES)
    alert = alert_of(ilert, request)
    found = [
        log_entry_json(ilert, alert, number, entry, with_vars=with_vars)
        for number, entry in enumerate(alert.log, 1)
        if not wanted or filter_type(entry) in wanted
    ]
    return HTTPStatus.OK, list(page(ilert, request, found[::-1], 100))


def _fits(alert: Alert, wanted: dict[str, frozenset[int]]) -> bool:
    responders = {responder.user for responder in alert.responders}
    return (
        (not wanted["sources"] or alert.source in wanted["sources"])
        and (not wanted["policies"] or alert.policy in wanted["policies"])
        and (not wanted["responders"] or bool(responders & wanted["responders"]))
    )


def _notifications(ilert: Ilert, alert: Alert, user: int, number: int) -> list[dict[str, Any]]:
    """Write a call that got through and an e-mail that did not yet."""
    common = {
        "user": user_json(ilert.account.users[user]),
        "notificationTime": moment(ilert, alert, alert.reported_at),
    }
    return [
        {"method": "VOICE_MOBILE", "target": f"+49 171 555 {number:04}", "status": "SUCCESS", **common},
        {"method": "EMAIL", "target": ilert.account.users[user].email, "status": "SCHEDULED", **common},
    ]
