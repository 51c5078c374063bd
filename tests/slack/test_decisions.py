"""A decision is remembered as long as nothing that it rests on has changed."""

import dataclasses

import pytest

from bot.alerts import Person, Place
from bot.policy.active import activate
from bot.policy.model import Policy
from bot.slack import decisions as module
from bot.slack.decisions import Decisions

SAM, EVE = Person("U0SAM", "Sam", "sam@acme.example"), Person("U0EVE", "Eve", "eve@acme.example")
HERE, THERE = Place("C0HERE"), Place("C0THERE")


class World:
    """What decisions rest on, and the questions that were really decided."""

    def __init__(self, monkeypatch):
        self.policy, self.directory, self.decided = activate(Policy(), "v1", {}), None, []
        self.decisions = Decisions(lambda: self.policy, lambda: self.directory)
        original = module.decide

        def decide(person, place, policy, directory):
            self.decided.append((person.id, place.channel_id))
            return original(person, place, policy, directory)

        monkeypatch.setattr(module, "decide", decide)


@pytest.fixture
def world(monkeypatch):
    return World(monkeypatch)


def test_the_same_question_is_decided_once(world):
    assert world.decisions.decide(SAM, HERE) is world.decisions.decide(SAM, HERE)
    assert world.decided == [("U0SAM", "C0HERE")]


@pytest.mark.parametrize("other", [(EVE, HERE), (SAM, THERE), (dataclasses.replace(SAM, guest=True), HERE)])
def test_another_question_is_another_decision(world, other):
    world.decisions.decide(SAM, HERE)
    world.decisions.decide(*other)
    assert len(world.decided) == 2


def test_a_new_policy_counts_at_once_even_if_it_says_the_same(world):
    world.decisions.decide(SAM, HERE)
    world.policy = activate(Policy(), "v1", {})
    world.decisions.decide(SAM, HERE)
    assert len(world.decided) == 2


def test_a_new_directory_counts_at_once(world, directory):
    for world.directory in (directory, dataclasses.replace(directory), None):
        world.decisions.decide(SAM, HERE)
    assert len(world.decided) == 3


def test_what_is_remembered_is_bounded_and_the_newest(world, monkeypatch):
    monkeypatch.setattr(module, "_KEPT", 2)
    for person in (SAM, EVE, SAM, dataclasses.replace(SAM, id="U0NEW"), SAM, EVE):
        world.decisions.decide(person, HERE)
    assert [person for person, _ in world.decided] == ["U0SAM", "U0EVE", "U0NEW", "U0EVE"]


@pytest.fixture
def directory():
    return module.Directory({}, {}, {}, {}, {}, 0.0)
