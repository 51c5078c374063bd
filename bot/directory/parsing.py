"""From ilert's answers to the directory. Pure: what does not fit is judged here, once, on the safe side."""

from collections.abc import Iterable, Sequence

from bot.directory.support_hours import read_support_hours
from bot.domain.account import (
    AlertCreation,
    AlertSource,
    Directory,
    EscalationPolicy,
    IlertUser,
    Role,
    Team,
    TeamRole,
    unique_emails,
)
from bot.ilert import models


def directory(
    users: Sequence[IlertUser],
    teams: Iterable[Team],
    alert_sources: Iterable[AlertSource],
    escalation_policies: Iterable[EscalationPolicy],
    taken_at: float,
) -> Directory:
    """Bring one complete reading of the account together."""
    return Directory(
        users={one.id: one for one in users},
        users_by_email=unique_emails(users),
        teams={one.id: one for one in teams},
        alert_sources={one.id: one for one in alert_sources},
        escalation_policies={one.id: one for one in escalation_policies},
        taken_at=taken_at,
    )


def user(answer: models.User) -> IlertUser:
    """Read a user."""
    name = f"{answer.first_name} {answer.last_name}".strip()
    return IlertUser(answer.id, name or answer.email, answer.email, Role(answer.role))


def team(answer: models.Team) -> Team:
    """Read a team. Any visibility but PUBLIC counts as private: deny when unsure."""
    members = {member.user.id: TeamRole(member.role) for member in answer.members}
    return Team(answer.id, answer.name, private=answer.visibility != "PUBLIC", members=members)


def alert_source(source: models.AlertSource) -> AlertSource:
    """Read an alert source."""
    return AlertSource(
        id=source.id,
        name=source.name,
        integration_type=source.integration_type,
        escalation_policy_id=source.escalation_policy.id if source.escalation_policy else None,
        team_ids=_ids(source.teams),
        active=source.active and source.status != "DISABLED",
        in_maintenance=source.status == "IN_MAINTENANCE",
        integration_key=source.integration_key,
        alert_creation=AlertCreation(source.alert_creation),
        priority_rule=source.alert_priority_rule,
        support_hours=bool(source.support_hours),
        hours=read_support_hours(source.support_hours),
    )


def escalation_policy(policy: models.EscalationPolicy) -> EscalationPolicy:
    """Read an escalation policy."""
    return EscalationPolicy(
        policy.id, policy.name, _ids(policy.teams), policy.routing_key or None, len(policy.escalation_rules)
    )


def _ids(teams: Iterable[models.Resource]) -> tuple[int, ...]:
    return tuple(team.id for team in teams)
