"""What the page shows of the account: its alerts, its alert sources, and to whom an alert may be given."""

from typing import Any

from bot.sandbox.ilert.account import Alert, AlertSource
from bot.sandbox.ilert.events import LoggedEvent
from bot.sandbox.ilert.oddities import timestamp
from bot.sandbox.ilert.service import Ilert

SOURCES_SHOWN = 30
EVENTS_SHOWN = 20
ASSIGNEES_SHOWN = 40


def alerts_shown(ilert: Ilert) -> list[dict[str, Any]]:
    """Write the alerts, the newest first."""
    return [_alert(ilert, alert) for alert in reversed(ilert.account.alerts.values())]


def sources_shown(ilert: Ilert) -> list[dict[str, Any]]:
    """Write the alert sources that matter here, those with events and those of Slack first."""
    logs, sources = ilert.events.logs, ilert.account.sources.values()
    ranked = sorted(sources, key=lambda one: (one.id not in logs, one.integration_type != "SLACK"))
    return [_source(ilert, source, logs.get(source.id, [])) for source in ranked[:SOURCES_SHOWN]]


def assignees_shown(ilert: Ilert) -> list[dict[str, Any]]:
    """Write whom some escalation policy calls, and the policies."""
    account = ilert.account
    users = {user for policy in account.policies.values() for rule in policy.rules for user in rule.users}
    found = [{"user": user, "name": account.users[user].name} for user in sorted(users)]
    policies = [{"policy": policy.id, "name": policy.name} for policy in account.policies.values()]
    return [*found[:ASSIGNEES_SHOWN], *policies[:ASSIGNEES_SHOWN]]


def _alert(ilert: Ilert, alert: Alert) -> dict[str, Any]:
    account = ilert.account
    accepted = [one.user for one in alert.responders if one.accepted_at is not None]
    return {
        "id": alert.id,
        "summary": alert.summary,
        "details": alert.details,
        "status": alert.status,
        "source": account.sources[alert.source].name if alert.source in account.sources else "a deleted source",
        "policy": account.policies[alert.policy].name,
        "priority": alert.priority,
        "reported_at": timestamp(alert.reported_at),
        "responders": [account.users[one.user].name for one in alert.responders],
        "accepted_by": [account.users[user].name for user in accepted],
        "next_escalation": None if alert.next_escalation is None else timestamp(alert.next_escalation),
        "grouped": alert.grouped,
        "merged_into": alert.merged_into,
        "alert_key": alert.alert_key,
        "links": alert.links,
        "log": [{"at": timestamp(entry.at), "text": entry.text} for entry in alert.log],
        "via": alert.via,
    }


def _source(ilert: Ilert, source: AlertSource, log: list[LoggedEvent]) -> dict[str, Any]:
    hours = source.support_hours
    return {
        "id": source.id,
        "name": source.name,
        "type": source.integration_type,
        "policy": ilert.account.policies[source.policy].name,
        "takes_alerts": source.takes_alerts,
        "takes_events": source.takes_events,
        "filtered_out": source.filtered_out,
        "alert_creation": source.alert_creation,
        "priority_rule": source.priority_rule,
        "support_hours": "none" if hours is None else (hours.today or "by the clock"),
        "events": [
            {"at": timestamp(one.at), "summary": one.summary, "outcome": one.outcome}
            for one in reversed(log[-EVENTS_SHOWN:])
        ],
        "events_in_all": len(log),
    }
