"""The account's things as ilert writes them (ilert docs, REST API schemas)."""

from typing import Any

from bot.sandbox.ilert.account import AlertSource, EscalationPolicy, EscalationRule, Schedule, Team, User
from bot.sandbox.ilert.service import Ilert

_WINDOWED = ("ONE_ALERT_GROUPED_PER_WINDOW", "INTELLIGENT_GROUPING")


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
        **({"mobile": {"regionCode": "DE", "number": user.phone}} if user.phone else {}),
    }


def user_rel(ilert: Ilert, user_id: int) -> dict[str, Any]:
    """Write a reference to a user."""
    user = ilert.account.users[user_id]
    return {"id": user.id, "firstName": user.first_name, "lastName": user.last_name}


def team_json(ilert: Ilert, team: Team) -> dict[str, Any]:
    """Write a team with its members."""
    users = ilert.account.users
    return {
        "id": team.id,
        "name": team.name,
        "visibility": team.visibility,
        "members": [{"user": user_json(users[user]), "role": role} for user, role in team.members.items()],
    }


def schedule_rel(schedule: Schedule) -> dict[str, Any]:
    """Write a reference to an on-call schedule."""
    return {"id": schedule.id, "name": schedule.name, "type": "RECURRING"}


def rule_json(ilert: Ilert, rule: EscalationRule) -> dict[str, Any]:
    """Write an escalation rule."""
    return {
        "escalationTimeout": round(rule.minutes),
        "users": [user_rel(ilert, user) for user in rule.users],
        "schedules": [schedule_rel(ilert.account.schedules[schedule]) for schedule in rule.schedules],
    }


def policy_json(ilert: Ilert, policy: EscalationPolicy) -> dict[str, Any]:
    """Write an escalation policy; without a routing key that property is missing."""
    routing = {} if policy.routing_key is None else {"routingKey": policy.routing_key}
    return {
        "id": policy.id,
        "name": policy.name,
        "escalationRules": [rule_json(ilert, rule) for rule in policy.rules],
        "teams": _teams(ilert, policy.teams),
        "repeating": False,
        "frequency": 1,
        "delayMin": 0,
        **routing,
    }


def source_json(ilert: Ilert, source: AlertSource) -> dict[str, Any]:
    """Write an alert source. Its key is null for who may not update it; its event filter is written nowhere."""
    written: dict[str, Any] = {
        "id": source.id,
        "name": source.name,
        "teams": _teams(ilert, source.teams),
        "escalationPolicy": policy_json(ilert, ilert.account.policies[source.policy]),
        "integrationType": source.integration_type,
        "integrationKey": source.integration_key if ilert.faults.ilert_integration_keys else None,
        "status": _status(ilert, source),
        "active": source.active,
        "alertCreation": source.alert_creation,
        "alertPriorityRule": source.priority_rule,
    }
    if source.alert_creation in _WINDOWED:
        written["alertGroupingWindow"] = f"PT{round(source.grouping_seconds)}S"
    if source.support_hours is not None:
        written["supportHours"] = source.support_hours.json(ilert.clock.now())
    return written


def _status(ilert: Ilert, source: AlertSource) -> str:
    if not source.active:
        return "DISABLED"
    if source.in_maintenance:
        return "IN_MAINTENANCE"
    # There may be thousands of alerts, and each that is listed writes its source: the first that decides is enough.
    alerts = ilert.account.alerts.values()
    if any(one.source == source.id and one.status == "PENDING" and one.is_open for one in alerts):
        return "PENDING"
    return "ALL_ACCEPTED" if any(one.source == source.id and one.is_open for one in alerts) else "ALL_RESOLVED"


def _teams(ilert: Ilert, teams: tuple[int, ...]) -> list[dict[str, Any]]:
    return [{"id": team, "name": ilert.account.teams[team].name} for team in teams]
