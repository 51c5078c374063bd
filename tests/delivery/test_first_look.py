"""Learning how soon to look: few looks in vain, and nobody waits much longer than ilert takes."""

import statistics

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.delivery.first_look import LATEST_SECONDS, SOONEST_SECONDS, USUAL_SECONDS, FirstLook
from bot.delivery.schedule import next_look

LATE, ROUND = 0.003, 0.25
"""How much later than meant a look is, and how long after it the next may be."""


def looked_for(first_look, appears_after):
    """Look for one alert as the tracker does. Returns how many looks it took, and how long after it appeared."""
    looks, due, missed_at = 0, first_look.age, None
    while True:
        looks, age = looks + 1, due + LATE
        if age >= appears_after:
            first_look.learn(age, missed_at)
            return looks, age - appears_after
        missed_at, due = age, max(next_look(age, first=first_look.age), age + ROUND)


@pytest.mark.parametrize("appears_after", [0.2, 0.3, 0.5, 1.0, 1.5])
def test_with_an_ilert_that_always_takes_as_long_there_are_hardly_more_looks_than_alerts(appears_after):
    first_look = FirstLook()
    for _ in range(40):
        looked_for(first_look, appears_after)
    found = [looked_for(first_look, appears_after) for _ in range(200)]
    assert statistics.mean(looks for looks, _ in found) <= 1.1
    assert statistics.median(waited for _, waited in found) <= 0.04 * max(appears_after, 1.0)


def test_as_the_usual_ilert_does_it_costs_next_to_nothing_to_learn():
    first_look = FirstLook()
    assert sum(looked_for(first_look, USUAL_SECONDS)[0] for _ in range(40)) <= 42


def test_an_ilert_that_has_become_quicker_is_noticed():
    first_look = FirstLook()
    for appears_after in [1.0] * 40 + [0.3] * 80:
        looked_for(first_look, appears_after)
    assert first_look.age == pytest.approx(0.3, rel=0.1)


def test_one_alert_that_took_long_keeps_others_waiting_only_a_little_and_not_for_long():
    first_look = FirstLook()
    for _ in range(40):
        looked_for(first_look, 0.3)
    usual = first_look.age
    looked_for(first_look, 20.0)
    assert usual < first_look.age <= 1.1 * usual
    for _ in range(20):
        looked_for(first_look, 0.3)
    assert first_look.age == pytest.approx(usual, rel=0.1)


def test_an_alert_that_nobody_could_look_for_meanwhile_teaches_nothing():
    first_look = FirstLook()
    first_look.learn(600.0, None)
    assert first_look.age == USUAL_SECONDS


@given(st.lists(st.tuples(st.floats(0, 4000), st.none() | st.floats(0, 4000))))
def test_whatever_is_learned_the_first_look_is_soon(seen):
    first_look = FirstLook()
    for seen_at, missed_at in seen:
        first_look.learn(seen_at, missed_at)
    assert SOONEST_SECONDS <= first_look.age <= LATEST_SECONDS
