"""Alerts, and what belongs to one, as ilert writes them (ilert docs, REST API schemas)."""

from collections.abc import Mapping
from typing import Any

from bot.sandbox.ilert.account import Alert, LogEntry, Responder
from bot.sandbox.ilert.answers import policy_json, rule_json, source_json, user_json, user_rel
from bot.sandbox.ilert.escalation import called
from bot.sandbox.ilert.oddities import timestamp
from bot.sandbox.ilert.service import Ilert

_FILTER_TYPES: Mapping[str, str] = {
    "NotificationLogEntry": "NOTIFICATIONS",
    "NobodyOnCallLogEntry": "NOTIFICATIONS",
    "AlertReceivedLogEntry": "ALERT_SOURCE_EVENTS",
    "AlertSourceResponseLogEntry": "ALERT_SOURCE_EVENTS",
}


def alert_json(ilert: Ilert, alert: Alert, *, include: frozenset[str] = frozenset()) -> dict[str, Any]:
    """Write an alert. `include` names the parts that are only there when they are asked for."""
    account = ilert.account
    written: dict[str, Any] = {
        "id": alert.id,
        "summary": alert.summary,
        "details": alert.details,
        "reportTime": moment(ilert, alert, alert.reported_at),
        "status": alert.status,
        "escalationPolicy": policy_json(ilert, account.policies[alert.policy]),
        "priority": alert.priority,
        "alertKey": alert.alert_key,
        "links": alert.links,
        "images": alert.images,
        "labels": alert.labels,
        "responders": [responder_json(ilert, alert, one) for one in alert.responders],
        "mergeState": "NONE" if alert.merged_into is None else "MERGED",
    }
    if alert.source in account.sources:
        written["alertSource"] = source_json(ilert, account.sources[alert.source])
    if alert.severity is not None:
        written["severity"] = alert.severity
    if alert.resolved_at is not None:
        written["resolvedOn"] = moment(ilert, alert, alert.resolved_at)
    if alert.merged_into is not None:
        written["mergedIntoId"] = alert.merged_into
    return written | _next_escalation(ilert, alert, include) | _included(ilert, alert, include)


def responder_json(ilert: Ilert, alert: Alert, responder: Responder) -> dict[str, Any]:
    """Write somebody whom an alert has called."""
    written = {"user": user_rel(ilert, responder.user), "status": "PENDING"}
    if responder.accepted_at is None:
        return written
    return {**written, "status": "ACCEPTED", "acceptedAt": moment(ilert, alert, responder.accepted_at)}


def log_entry_json(ilert: Ilert, alert: Alert, number: int, entry: LogEntry, *, with_vars: bool) -> dict[str, Any]:
    """Write a line of an alert's log."""
    return {
        "id": alert.id * 1000 + number,
        "timestamp": moment(ilert, alert, entry.at),
        "logEntryType": entry.kind,
        "text": entry.text,
        "alertId": alert.id,
        "filterTypes": [filter_type(entry)],
        **({"vars": {}} if with_vars else {}),
    }


def filter_type(entry: LogEntry) -> str:
    """Name the group to which a line of a log belongs."""
    return _FILTER_TYPES.get(entry.kind, "ALERT_UPDATES")


def moment(ilert: Ilert, alert: Alert, seconds: float) -> str:
    """Write a time of an alert."""
    return timestamp(seconds, ilert.faults.ilert_time_decimals, alert.id)


def _next_escalation(ilert: Ilert, alert: Alert, include: frozenset[str]) -> dict[str, Any]:
    if alert.next_escalation is None:
        return {}
    written: dict[str, Any] = {
        "nextEscalation": moment(ilert, alert, alert.next_escalation),
        "nextEscalationRuleIndex": alert.rule + 1,
    }
    rule = ilert.account.policies[alert.policy].rules[alert.rule + 1]
    users = called(ilert.account, rule, ilert.clock.now())
    if "nextEscalationUser" in include and users:
        written["nextEscalationUser"] = user_json(ilert.account.users[users[0]])
    return written


def _included(ilert: Ilert, alert: Alert, include: frozenset[str]) -> dict[str, Any]:
    rules = ilert.account.policies[alert.policy].rules
    everything = {
        "customDetails": alert.custom_details,
        "escalationRules": [rule_json(ilert, rule) for rule in rules],
    }
    return {name: value for name, value in everything.items() if name in include}
