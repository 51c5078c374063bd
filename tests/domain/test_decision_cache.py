"""What somebody may alert is remembered as long as the account is the same; what the policy says, never."""

import dataclasses

import pytest

from bot.domain.account import AlertSource, Directory, IlertUser, Role, Team, TeamRole, unique_emails
from bot.domain.alerts import Origin, Person
from bot.domain.decision_cache import CachedDecider
from bot.domain.permissions import accessible_resources
from bot.policy.active import activate
from bot.policy.schema import IlertUsers, Policy

HERE, THERE = Origin("C0HERE"), Origin("C0THERE")
NAMES = ("sam", "eve", "joe")
USERS = {n: IlertUser(n, name, f"{name}@acme.example", Role.USER) for n, name in enumerate(NAMES)}
SOURCES = {
    9: AlertSource(9, "Core", "API", escalation_policy_id=8),
    10: AlertSource(10, "Vault", "API", escalation_policy_id=8, team_ids=(5,)),
}
TEAM = Team(5, "Vault", private=True, members={1: TeamRole.USER})
ALIKE = Directory(USERS, unique_emails(USERS.values()), {}, SOURCES, {}, 0.0)
"""An account in which all three may use the same."""
OF_MEMBERS = {n: Team(n, name, private=False, members={n: TeamRole.USER}) for n, name in enumerate(NAMES)}
ACCOUNT = dataclasses.replace(ALIKE, teams=OF_MEMBERS)
"""An account in which each is in another team."""
SAM, EVE, JOE = (Person(f"U0{name.upper()}", name, f"{name}@acme.example") for name in NAMES)


class World:
    """What decisions rest on, and for whom it was really found out what they may alert."""

    def __init__(self, **more):
        self.policy, self.directory, self.asked = activate(Policy(), "v1", {}), ACCOUNT, []
        self.decisions = CachedDecider(lambda: self.policy, lambda: self.directory, find=self.find, **more)

    def find(self, user, directory):
        self.asked.append(user.name)
        return accessible_resources(user, directory)


@pytest.fixture
def world():
    return World()


def test_it_is_found_out_once_wherever_somebody_asks(world):
    first = world.decisions.decide(SAM, HERE)
    assert list(first.account.resources.alert_sources) == [9]
    assert world.decisions.decide(SAM, THERE).account.resources is first.account.resources
    assert world.asked == ["sam"]


def test_everybody_has_their_own(world):
    assert world.decisions.decide(SAM, HERE).account.user != world.decisions.decide(EVE, HERE).account.user
    assert world.asked == ["sam", "eve"]


def test_who_stands_alike_is_judged_once_and_remains_themselves(world):
    world.directory = dataclasses.replace(ALIKE, teams={5: TEAM})
    sam, eve, joe = (world.decisions.decide(person, HERE).account for person in (SAM, EVE, JOE))
    assert (sam.user.name, joe.user.name) == ("sam", "joe")
    assert joe.resources is sam.resources
    assert (list(sam.resources.alert_sources), list(eve.resources.alert_sources)) == ([9], [9, 10])
    assert world.asked == ["sam", "eve"]


def test_a_new_policy_counts_at_once(world):
    world.decisions.decide(SAM, HERE)
    world.policy = activate(Policy(ilert_users=IlertUsers(enabled=False)), "v2", {})
    assert world.decisions.decide(SAM, HERE).denial is not None


def test_a_new_picture_of_the_account_counts_at_once(world):
    world.decisions.decide(SAM, HERE)
    world.directory = dataclasses.replace(ACCOUNT, alert_sources={})
    assert world.decisions.decide(SAM, HERE).denial is not None
    world.directory = None
    assert world.decisions.decide(SAM, HERE).denial is not None
    assert world.asked == ["sam", "sam"]


def test_what_is_remembered_is_bounded_and_the_newest():
    world = World(kept=2)
    for person in (SAM, EVE, JOE, EVE, JOE, SAM):
        world.decisions.decide(person, HERE)
    assert world.asked == ["sam", "eve", "joe", "sam"]
