"""What an ilert user may see and do: ilert's rules on roles and teams, as pure functions.

The numbered rules are those of ilert's documentation on user roles and team permissions:

1.  A resource (alert source or escalation policy) without a team is public.
2.  A resource of public teams only is seen by every RESPONDER, USER and ADMIN.
3.  A resource with any private team is seen only by the members of any of its teams, and by admins.
4.  An ADMIN sees everything.
5.  A GUEST sees only the resources of the teams that the guest is a member of; so does a VIEWER, a role that ilert's
    documentation on permissions does not name yet.
6.  A STAKEHOLDER sees none of them, whatever the team role.
7.  By base role, RESPONDER, USER and ADMIN manage alerts; GUEST, VIEWER and STAKEHOLDER do not.
8.  A team role extends the base role within its team's resources. In a public team it is never less than
    the base role; in a private team it replaces it, even where it is less.
9.  Who belongs to several of a resource's teams has the most permissive of what they grant.
10. Who is not in the account is not judged here at all.
"""

from collections.abc import Callable, Hashable, Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from bot.domain.account import AlertSource, Directory, EscalationPolicy, IlertUser, Role, Team, TeamRole

_MANAGING_ROLES = frozenset({Role.RESPONDER, Role.USER, Role.ADMIN})
_MANAGING_TEAM_ROLES = frozenset({TeamRole.RESPONDER, TeamRole.USER, TeamRole.ADMIN})


class AccessReason(StrEnum):
    """Why a user sees or may use a resource, or why not. Each stands for the rules it names."""

    ADMIN = "admin"  # rule 4
    PUBLIC = "public"  # rules 1 and 2
    MEMBER = "member"  # rules 3 and 5
    STAKEHOLDER = "stakeholder"  # rule 6
    UNKNOWN_ROLE = "unknown_role"
    PRIVATE_TEAM = "private_team"  # rule 3
    GUEST_NOT_MEMBER = "guest_not_member"  # rule 5
    VIEWER_NOT_MEMBER = "viewer_not_member"  # rule 5
    MAY_NOT_MANAGE = "may_not_manage"  # rules 7 and 8
    INACTIVE = "inactive"


_MEMBERS_ONLY = {Role.GUEST: AccessReason.GUEST_NOT_MEMBER, Role.VIEWER: AccessReason.VIEWER_NOT_MEMBER}


@dataclass(frozen=True, slots=True)
class AccessDecision:
    """Whether, and why."""

    allowed: bool
    why: AccessReason


@dataclass(frozen=True, slots=True)
class AccessibleResources:
    """All that one user may use, in the account's order, and for every other resource the reason why not."""

    alert_sources: Mapping[int, AlertSource]
    escalation_policies: Mapping[int, EscalationPolicy]
    _user: IlertUser = field(compare=False, repr=False)
    _directory: Directory = field(compare=False, repr=False)

    @property
    def denied_sources(self) -> Mapping[int, AccessReason]:
        """Why the user may not use the other alert sources. Whoever opens a dialog does not ask, and need not wait."""
        others = [one for one in self._directory.alert_sources.values() if one.id not in self.alert_sources]
        verdicts = _judged(may_manage_alerts, self._user, others, self._directory.teams)
        return {one.id: _why_not(verdicts[one.team_ids]) for one in others}

    @property
    def denied_policies(self) -> Mapping[int, AccessReason]:
        """Why the user does not see the other escalation policies."""
        others = [one for one in self._directory.escalation_policies.values() if one.id not in self.escalation_policies]
        verdicts = _judged(sees, self._user, others, self._directory.teams)
        return {one.id: verdicts[one.team_ids].why for one in others}


def sees(user: IlertUser, team_ids: Iterable[int], teams: Mapping[int, Team]) -> AccessDecision:
    """Decide whether a user sees a resource of these teams (rules 1 to 6)."""
    if user.role is Role.STAKEHOLDER:
        return AccessDecision(allowed=False, why=AccessReason.STAKEHOLDER)
    if user.role is Role.UNKNOWN:
        return AccessDecision(allowed=False, why=AccessReason.UNKNOWN_ROLE)
    if user.role is Role.ADMIN:
        return AccessDecision(allowed=True, why=AccessReason.ADMIN)
    resource_teams = [_team(team_id, teams) for team_id in team_ids]
    if any(user.id in team.members for team in resource_teams):
        return AccessDecision(allowed=True, why=AccessReason.MEMBER)
    if (why := _MEMBERS_ONLY.get(user.role)) is not None:
        return AccessDecision(allowed=False, why=why)
    if any(team.private for team in resource_teams):
        return AccessDecision(allowed=False, why=AccessReason.PRIVATE_TEAM)
    return AccessDecision(allowed=True, why=AccessReason.PUBLIC)


def may_manage_alerts(user: IlertUser, team_ids: Iterable[int], teams: Mapping[int, Team]) -> AccessDecision:
    """Decide whether a user sees a resource of these teams and manages its alerts (rules 1 to 9)."""
    team_ids = tuple(team_ids)
    seen = sees(user, team_ids, teams)
    if not seen.allowed or seen.why is AccessReason.ADMIN:
        return seen
    if seen.why is AccessReason.PUBLIC:
        granted = user.role in _MANAGING_ROLES
    else:
        resource_teams = [_team(team_id, teams) for team_id in team_ids]
        granted = any(_grants(team, user) for team in resource_teams) or (
            user.role in _MANAGING_ROLES and not any(team.private for team in resource_teams)
        )
    return seen if granted else AccessDecision(allowed=False, why=AccessReason.MAY_NOT_MANAGE)


def accessible_resources(user: IlertUser, directory: Directory) -> AccessibleResources:
    """Collect what a user may alert: sources they may use and policies they see, and why not the rest.

    A policy only needs to be seen, since the alert belongs to its source (rule 7 speaks of alerts).
    """
    teams, sources, policies = directory.teams, directory.alert_sources.values(), directory.escalation_policies.values()
    alerting, seeing = _judged(may_manage_alerts, user, sources, teams), _judged(sees, user, policies, teams)
    return AccessibleResources(
        {source.id: source for source in sources if source.active and alerting[source.team_ids].allowed},
        {policy.id: policy for policy in policies if seeing[policy.team_ids].allowed},
        user,
        directory,
    )


def standing(user: IlertUser, directory: Directory) -> Hashable:
    """Return all that the rules ask of a user. Who stands alike in an account sees and may use the same."""
    teams = directory.teams.items()
    return user.role, tuple((number, team.members[user.id]) for number, team in teams if user.id in team.members)


Rule = Callable[[IlertUser, Iterable[int], Mapping[int, Team]], AccessDecision]


def _judged(
    rule: Rule, user: IlertUser, resources: Iterable[AlertSource | EscalationPolicy], teams: Mapping[int, Team]
) -> Mapping[tuple[int, ...], AccessDecision]:
    """Judge resources by a rule, each by its teams, for the rules ask for nothing else of it.

    In most of a large account's teams one is no member. Of those the rules ask only whether one is private, so that
    all resources without and all with a private team have the same verdict.
    """
    mine = {number for number, team in teams.items() if user.id in team.members}
    public = {number for number, team in teams.items() if not team.private}
    verdicts: dict[tuple[int, ...], AccessDecision] = {}
    as_stranger: dict[bool, AccessDecision] = {}
    for ids in {resource.team_ids for resource in resources}:
        if not mine.isdisjoint(ids):
            verdicts[ids] = rule(user, ids, teams)
            continue
        hidden = not public.issuperset(ids)
        if hidden not in as_stranger:
            as_stranger[hidden] = rule(user, ids, teams)
        verdicts[ids] = as_stranger[hidden]
    return verdicts


def _why_not(verdict: AccessDecision) -> AccessReason:
    """Say why a source is withheld: where the rules would allow it, it is switched off."""
    return AccessReason.INACTIVE if verdict.allowed else verdict.why


def _grants(team: Team, user: IlertUser) -> bool:
    """Tell whether membership in this team lets the user manage its alerts (rule 8)."""
    role = team.members.get(user.id)
    if role is None:
        return False
    return role in _MANAGING_TEAM_ROLES or (not team.private and user.role in _MANAGING_ROLES)


def _team(team_id: int, teams: Mapping[int, Team]) -> Team:
    """Find a team. One that could not be read counts as private and without members: deny when unsure."""
    return teams.get(team_id) or Team(team_id, name="", private=True)
