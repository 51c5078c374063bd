"""Who is on call, level by level."""

from datetime import UTC, datetime, timedelta

from bot.domain.on_call import Duty, levels, nobody

NOW = datetime(2026, 8, 14, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)


def duty(name, level=1, start=None, end=None, user_id=None):
    return Duty(81211, level, user_id or sum(map(ord, name)), name, start=start, end=end)


def shown(duties, number=0):
    return [
        (level.number, [one.name for one in level.now], [one.name for one in level.following])
        for level in levels(duties, number, NOW)
    ]


def test_who_is_always_on_call_is_so_now():
    assert shown([duty("Robert")]) == [(1, ["Robert"], [])]


def test_a_shift_counts_from_its_start_until_its_end():
    duties = [duty("Past", end=NOW), duty("Now", start=NOW, end=NOW + HOUR), duty("Next", start=NOW + HOUR)]
    assert shown(duties) == [(1, ["Now"], ["Next"])]


def test_levels_without_anybody_are_there_too():
    assert shown([duty("Alice", level=2)], number=3) == [(1, [], []), (2, ["Alice"], []), (3, [], [])]


def test_a_level_that_the_account_did_not_know_is_there_too():
    assert [number for number, *_ in shown([duty("Alice", level=4)], number=2)] == [1, 2, 3, 4]


def test_of_those_to_come_the_next_ones_are_named():
    later = [duty(name, start=NOW + hours * HOUR) for name, hours in (("Zoe", 1), ("Amy", 1), ("Later", 2))]
    assert shown([duty("Now", end=NOW + HOUR), *later]) == [(1, ["Now"], ["Amy", "Zoe"])]


def test_somebody_with_two_duties_at_a_level_is_named_once_with_the_one_that_lasts_longer():
    twice = [duty("Robert", end=NOW + HOUR), duty("Robert")]
    for duties in (twice, twice[::-1]):
        ((level),) = levels(duties, 1, NOW)
        assert [(one.name, one.end) for one in level.now] == [("Robert", None)]


def test_nobody_means_nobody_at_any_level():
    assert nobody(levels([], 3, NOW))
    assert nobody(levels([duty("Later", start=NOW + HOUR)], 1, NOW))
    assert not nobody(levels([duty("Alice", level=3)], 3, NOW))
