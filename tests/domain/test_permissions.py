"""Who sees what in ilert: every combination of role, team and membership against the written rules."""

import dataclasses
import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.account import AlertSource, Directory, EscalationPolicy, IlertUser, Role, Team, TeamRole
from bot.domain.permissions import AccessReason, accessible_resources, may_manage_alerts, sees, standing

ME, OTHER = 7, 8
PUBLIC, PUBLIC_2, PRIVATE, PRIVATE_2 = 1, 2, 3, 4
KINDS = {
    "no team": (),
    "public": (PUBLIC,),
    "private": (PRIVATE,),
    "public and private": (PUBLIC, PRIVATE),
    "two private": (PRIVATE, PRIVATE_2),
    "two public": (PUBLIC, PUBLIC_2),
}
BASE_ROLES = [Role.STAKEHOLDER, Role.GUEST, Role.VIEWER, Role.RESPONDER, Role.USER, Role.ADMIN]
TEAM_ROLES = [None, TeamRole.STAKEHOLDER, TeamRole.RESPONDER, TeamRole.USER, TeamRole.ADMIN]


def me(role):
    return IlertUser(ME, "Me", "me@acme.example", role)


def teams(roles):
    """Four teams; `roles` says what I am in each, None where I am no member."""
    return {
        team_id: Team(
            team_id,
            f"team {team_id}",
            private=team_id in (PRIVATE, PRIVATE_2),
            members={} if roles.get(team_id) is None else {ME: roles[team_id]},
        )
        for team_id in (PUBLIC, PUBLIC_2, PRIVATE, PRIVATE_2)
    }


# Written by hand from the rules: base role, the resource's teams, my team roles -> sees, may alert.
@pytest.mark.parametrize(
    ("role", "kind", "roles", "seen", "may"),
    [
        # Rule 1 and 2: public resources are for everybody with read permission.
        (Role.RESPONDER, "no team", {}, True, True),
        (Role.USER, "no team", {}, True, True),
        (Role.RESPONDER, "public", {}, True, True),
        (Role.USER, "two public", {}, True, True),
        # Rule 3: any private team hides from those who are in none of the teams.
        (Role.RESPONDER, "private", {}, False, False),
        (Role.USER, "public and private", {}, False, False),
        (Role.USER, "two private", {}, False, False),
        (Role.USER, "private", {PRIVATE: TeamRole.USER}, True, True),
        (Role.USER, "public and private", {PUBLIC: TeamRole.RESPONDER}, True, True),
        (Role.RESPONDER, "two private", {PRIVATE_2: TeamRole.RESPONDER}, True, True),
        # Rule 4: admins see everything.
        (Role.ADMIN, "private", {}, True, True),
        (Role.ADMIN, "two private", {PRIVATE: TeamRole.STAKEHOLDER}, True, True),
        # Rule 5: guests see only what belongs to their teams.
        (Role.GUEST, "no team", {}, False, False),
        (Role.GUEST, "public", {}, False, False),
        (Role.GUEST, "public", {PUBLIC_2: TeamRole.ADMIN}, False, False),
        (Role.VIEWER, "no team", {}, False, False),
        (Role.VIEWER, "public", {PUBLIC: TeamRole.USER}, True, True),
        (Role.VIEWER, "private", {PRIVATE: TeamRole.STAKEHOLDER}, True, False),
        (Role.GUEST, "public", {PUBLIC: TeamRole.STAKEHOLDER}, True, False),
        # Rule 6: stakeholders see none of it, whatever the team says.
        (Role.STAKEHOLDER, "no team", {}, False, False),
        (Role.STAKEHOLDER, "private", {PRIVATE: TeamRole.ADMIN}, False, False),
        # Rule 8: a team role extends the base role ...
        (Role.GUEST, "public", {PUBLIC: TeamRole.RESPONDER}, True, True),
        (Role.GUEST, "private", {PRIVATE: TeamRole.RESPONDER}, True, True),
        # ... is never less than it in a public team ...
        (Role.USER, "public", {PUBLIC: TeamRole.STAKEHOLDER}, True, True),
        # ... and wins in a private one.
        (Role.USER, "private", {PRIVATE: TeamRole.STAKEHOLDER}, True, False),
        # Rule 9: the most permissive team counts.
        (Role.USER, "two private", {PRIVATE: TeamRole.STAKEHOLDER, PRIVATE_2: TeamRole.USER}, True, True),
        (Role.USER, "public and private", {PUBLIC: TeamRole.STAKEHOLDER, PRIVATE: TeamRole.STAKEHOLDER}, True, True),
    ],
)
def test_rule_by_rule(role, kind, roles, seen, may):
    assert sees(me(role), KINDS[kind], teams(roles)).allowed is seen
    assert may_manage_alerts(me(role), KINDS[kind], teams(roles)).allowed is may


def expected(role, team_ids, roles):
    """Say what the rules say, as a lawyer would read them aloud: (sees, may alert)."""
    if role is Role.ADMIN:
        return True, True
    if role is Role.STAKEHOLDER:
        return False, False
    mine = {team_id: roles[team_id] for team_id in team_ids if roles.get(team_id) is not None}
    private = {PRIVATE, PRIVATE_2} & set(team_ids)
    manages_by_base = role in (Role.RESPONDER, Role.USER)
    if mine:
        grants = set()
        for team_id, team_role in mine.items():
            by_team = team_role is not TeamRole.STAKEHOLDER
            grants.add(by_team if team_id in private else by_team or manages_by_base)
        return True, any(grants)
    if role in (Role.GUEST, Role.VIEWER) or private:
        return False, False
    return True, manages_by_base


ALL_MEMBERSHIPS = [
    dict(zip((PUBLIC, PUBLIC_2, PRIVATE, PRIVATE_2), combination, strict=True))
    for combination in itertools.product(TEAM_ROLES, repeat=4)
]


@pytest.mark.parametrize("role", BASE_ROLES)
@pytest.mark.parametrize("kind", KINDS)
def test_every_combination(role, kind):
    for roles in ALL_MEMBERSHIPS:
        found = (
            sees(me(role), KINDS[kind], teams(roles)).allowed,
            may_manage_alerts(me(role), KINDS[kind], teams(roles)).allowed,
        )
        assert found == expected(role, KINDS[kind], roles), roles


def test_a_team_that_could_not_be_read_hides_its_resources():
    assert sees(me(Role.USER), (99,), teams({})).why is AccessReason.PRIVATE_TEAM
    assert sees(me(Role.ADMIN), (99,), teams({})).allowed


@pytest.mark.parametrize("kind", KINDS)
def test_a_role_unknown_to_this_version_sees_nothing(kind):
    roles = dict.fromkeys((PUBLIC, PUBLIC_2, PRIVATE, PRIVATE_2), TeamRole.ADMIN)
    assert sees(me(Role.UNKNOWN), KINDS[kind], teams(roles)).why is AccessReason.UNKNOWN_ROLE


def test_an_unknown_team_role_in_a_private_team_does_not_let_alert():
    assert (
        may_manage_alerts(me(Role.USER), (PRIVATE,), teams({PRIVATE: TeamRole.UNKNOWN})).why
        is AccessReason.MAY_NOT_MANAGE
    )


directories = st.builds(
    lambda team_roles, privates, sources, policies: Directory(
        users={},
        users_by_email={},
        teams={
            number: Team(number, f"team {number}", private=number in privates, members=members)
            for number, members in enumerate(team_roles)
        },
        alert_sources={
            number: AlertSource(number, f"source {number}", "API", None, tuple(team_ids))
            for number, team_ids in enumerate(sources)
        },
        escalation_policies={
            number: EscalationPolicy(number, f"policy {number}", tuple(team_ids))
            for number, team_ids in enumerate(policies)
        },
        taken_at=0.0,
    ),
    st.lists(st.dictionaries(st.just(ME), st.sampled_from(list(TeamRole))), min_size=5, max_size=5),
    st.sets(st.integers(0, 4)),
    st.lists(st.sets(st.integers(0, 5), max_size=3), max_size=8),
    st.lists(st.sets(st.integers(0, 5), max_size=3), max_size=8),
)


OTHERS_TEAMS = (st.integers(0, 4), st.sampled_from(list(TeamRole)))


def with_member(directory, user_id, roles):
    """Add somebody to the teams in which they have a role."""
    teams = directory.teams.values()
    members = {team.id: {user_id: roles[team.id]} if team.id in roles else {} for team in teams}
    changed = (dataclasses.replace(team, members={**team.members, **members[team.id]}) for team in teams)
    return dataclasses.replace(directory, teams={team.id: team for team in changed})


@given(directories, st.sampled_from(list(Role)))
def test_nobody_is_offered_what_the_rules_hide(directory, role):
    found = accessible_resources(me(role), directory)
    offered = [*found.alert_sources.values(), *found.escalation_policies.values()]
    if role in (Role.STAKEHOLDER, Role.UNKNOWN):
        assert offered == []
    for resource in offered:
        members = any(team in directory.teams and ME in directory.teams[team].members for team in resource.team_ids)
        private = any(team not in directory.teams or directory.teams[team].private for team in resource.team_ids)
        if role in (Role.GUEST, Role.VIEWER):
            assert members
        if private and role is not Role.ADMIN:
            assert members


@given(directories)
def test_an_admin_is_offered_everything(directory):
    found = accessible_resources(me(Role.ADMIN), directory)
    assert found.alert_sources == directory.alert_sources
    assert found.escalation_policies == directory.escalation_policies


@given(directories, st.sampled_from(list(Role)), st.integers(0, 4))
def test_a_further_private_team_never_widens_who_sees(directory, role, extra):
    if ME in directory.teams[extra].members or not directory.teams[extra].private:
        return
    for policy in directory.escalation_policies.values():
        before = sees(me(role), policy.team_ids, directory.teams).allowed
        assert before or not sees(me(role), (*policy.team_ids, extra), directory.teams).allowed


@given(directories, st.sampled_from(list(Role)))
def test_all_is_either_offered_or_withheld_with_a_reason(directory, role):
    found = accessible_resources(me(role), directory)
    assert found.alert_sources.keys() | found.denied_sources.keys() == directory.alert_sources.keys()
    assert not found.alert_sources.keys() & found.denied_sources.keys()
    assert found.escalation_policies.keys() | found.denied_policies.keys() == directory.escalation_policies.keys()


@given(directories, st.sampled_from(list(Role)))
def test_of_all_at_once_each_is_judged_as_by_itself(directory, role):
    found = accessible_resources(me(role), directory)
    for source in directory.alert_sources.values():
        alone = may_manage_alerts(me(role), source.team_ids, directory.teams)
        assert (source.id in found.alert_sources) is alone.allowed
        assert found.denied_sources.get(source.id) is (None if alone.allowed else alone.why)
    for policy in directory.escalation_policies.values():
        alone = sees(me(role), policy.team_ids, directory.teams)
        assert found.denied_policies.get(policy.id) is (None if alone.allowed else alone.why)


@given(directories, st.sampled_from(list(Role)))
def test_who_stands_alike_sees_and_may_use_the_same(directory, role):
    mine = {number: team.members[ME] for number, team in directory.teams.items() if ME in team.members}
    directory = with_member(directory, OTHER, mine)
    other = IlertUser(OTHER, "Other", "other@acme.example", role)
    assert standing(me(role), directory) == standing(other, directory)
    found, theirs = accessible_resources(me(role), directory), accessible_resources(other, directory)
    assert found == theirs
    assert (found.denied_sources, found.denied_policies) == (theirs.denied_sources, theirs.denied_policies)


@given(directories, st.lists(st.sampled_from(list(Role)), min_size=2, max_size=2), st.dictionaries(*OTHERS_TEAMS))
def test_who_differs_in_anything_that_the_rules_ask_stands_differently(directory, roles, others):
    mine = {number: team.members[ME] for number, team in directory.teams.items() if ME in team.members}
    directory = with_member(directory, OTHER, others)
    other = IlertUser(OTHER, "Other", "other@acme.example", roles[1])
    alike = roles[0] is roles[1] and mine == others
    assert (standing(me(roles[0]), directory) == standing(other, directory)) is alike


def test_an_inactive_source_is_withheld_and_says_so():
    source = AlertSource(5, "Old firewall", "API", None, active=False)
    directory = Directory({}, {}, {}, {5: source}, {}, 0.0)
    assert accessible_resources(me(Role.ADMIN), directory).denied_sources == {5: AccessReason.INACTIVE}
