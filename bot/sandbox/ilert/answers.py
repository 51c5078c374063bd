"""The account's things as ilert writes them (ilert docs, REST API schemas)."""

from datetime import UTC, datetime
from typing import Any

from bot.sandbox.ilert.account import Account, Alert, AlertSource, EscalationPolicy, Team, User


def user_json(user: User) -> dict[str, Any]:
    """Write a user."""
    return {
        "id": user.id,
        "firstName": user.first_name,
        "lastName": user.last_name,
        "email": user.email,
        "timezone": "Europe/Berlin",
        "language": user.language,
        "role": user.role,
    }


def team_json(account: Account, team: Team) -> dict[str, Any]:
    """Write a team with its members."""
    return {
        "id": team.id,
        "name": team.name,
        "visibility": team.visibility,
        "members": [{"user": user_json(account.users[user]), "role": role} for user, role in team.members.items()],
    }


def policy_json(account: Account, policy: EscalationPolicy) -> dict[str, Any]:
    """Write an escalation policy; without a routing key that property is missing."""
    routing = {} if policy.routing_key is None else {"routingKey": policy.routing_key}
    return {
        "id": policy.id,
        "name": policy.name,
        "escalationRules": [
            {"escalationTimeout": 15, "users": [_user_rel(account, user) for user in policy.users], "schedules": []}
        ],
        "teams": _teams(account, policy.teams),
        "repeating": False,
        "frequency": 1,
        "delayMin": 0,
        **routing,
    }


def source_json(account: Account, source: AlertSource) -> dict[str, Any]:
    """Write an alert source."""
    pending = any(one.source == source.id and one.status == "PENDING" for one in account.alerts.values())
    accepted = any(one.source == source.id and one.status == "ACCEPTED" for one in account.alerts.values())
    status = "PENDING" if pending else "ALL_ACCEPTED" if accepted else "ALL_RESOLVED"
    if not source.active:
        status = "DISABLED"
    elif source.in_maintenance:
        status = "IN_MAINTENANCE"
    return {
        "id": source.id,
        "name": source.name,
        "teams": _teams(account, source.teams),
        "escalationPolicy": policy_json(account, account.policies[source.policy]),
        "integrationType": source.integration_type,
        "integrationKey": source.integration_key,
        "status": status,
        "active": source.active,
        "alertPriorityRule": "HIGH",
    }


def alert_json(account: Account, alert: Alert) -> dict[str, Any]:
    """Write an alert."""
    responder_status = "ACCEPTED" if alert.status == "ACCEPTED" else "PENDING"
    written: dict[str, Any] = {
        "id": alert.id,
        "summary": alert.summary,
        "details": alert.details,
        "reportTime": timestamp(alert.reported_at),
        "status": alert.status,
        "alertSource": source_json(account, account.sources[alert.source]),
        "escalationPolicy": policy_json(account, account.policies[alert.policy]),
        "priority": alert.priority,
        "alertKey": alert.alert_key,
        "links": alert.links,
        "images": alert.images,
        "labels": alert.labels,
        "responders": [{"user": _user_rel(account, user), "status": responder_status} for user in alert.responders],
    }
    if alert.severity is not None:
        written["severity"] = alert.severity
    if alert.resolved_at is not None:
        written["resolvedOn"] = timestamp(alert.resolved_at)
    return written


def timestamp(seconds: float) -> str:
    """Write a time in UTC."""
    return datetime.fromtimestamp(seconds, UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _user_rel(account: Account, user_id: int) -> dict[str, Any]:
    user = account.users[user_id]
    return {"id": user.id, "firstName": user.first_name, "lastName": user.last_name}


def _teams(account: Account, teams: tuple[int, ...]) -> list[dict[str, Any]]:
    return [{"id": team, "name": account.teams[team].name} for team in teams]
