"""Medians, percentiles and shares."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.bench.figures import NEVER, Spread, held, percentile, ratios, spread, waits


def test_percentiles_are_values_that_were_measured():
    assert percentile([3.0, 1.0, 2.0], 0.5) == 2.0
    assert percentile([float(n) for n in range(1, 101)], 0.99) == 99.0
    assert percentile([5.0], 0.99) == 5.0


@given(st.lists(st.floats(0, 1e6), min_size=1), st.floats(0.01, 1))
def test_a_percentile_is_exceeded_by_no_more_than_the_rest(values, share):
    found = percentile(values, share)
    assert sum(value <= found for value in values) >= share * len(values) - 1e-9


def test_the_spread_of_repetitions():
    assert spread([2.0, 9.0, 1.0]) == Spread(2.0, 1.0, 9.0)


def test_waits_are_milliseconds():
    assert waits("open", [0.001, 0.002, 0.003]) == {"open_p50": 2.0, "open_p99": 3.0}


def test_whoever_waits_in_vain_waits_for_ever():
    assert waits("open", [0.001, None, None])["open_p50"] == NEVER


def test_only_what_held_the_loop_within_the_windows_counts():
    holds = [(0.5, 0.9), (1.0, 0.01), (2.9, 0.03), (3.0, 0.5)]
    assert held(holds, [(1.0, 3.0)]) == pytest.approx({"held_percent": 2.0, "longest_hold_ms": 30.0})
    assert held([], [(1.0, 3.0)]) == {"held_percent": 0.0, "longest_hold_ms": 0.0}


def test_ratios_pair_what_was_measured_side_by_side():
    assert ratios([2.0, 9.0], [1.0, 3.0]) == [2.0, 3.0]
    assert ratios([2.0], [1.0, 3.0]) == [2.0]
