"""What counts as slower."""

import pytest

from tests.bench.change import compare, judged, slower_by_chance


@pytest.mark.parametrize(
    ("before", "now", "better", "change"),
    [
        ([10, 11, 12], [10, 11, 12], "less", "same"),
        ([10, 11, 12], [13, 14, 15], "less", "slower"),
        ([13, 14, 15], [10, 11, 12], "less", "faster"),
        ([10, 11, 12], [13, 14, 15], "more", "faster"),
        ([13, 14, 15], [10, 11, 12], "more", "slower"),
        ([10, 11, 12], [13, 14, 15], "neither", "same"),
        ([10, 11, 14], [13, 15, 16], "less", "same"),  # they overlap
        ([100, 100, 100], [103, 103, 103], "less", "same"),  # apart, but by next to nothing
        ([0, 0, 0], [0, 0, 0], "less", "same"),
        ([0, 0, 0], [1, 1, 1], "less", "slower"),
    ],
)
def test_a_change_is_what_chance_does_not_explain(before, now, better, change):
    assert judged(before, now, better) == change


def test_only_what_both_revisions_have_is_compared():
    runs = {"v1": [{"ack_p50": 1.0}], "now": [{"ack_p50": 2.0, "cpu_ms": 3.0}]}
    (found,) = compare(runs, "v1", "now")
    assert (found.row.figure, found.before, found.now, found.change) == ("ack_p50", 1.0, 2.0, "slower")


def test_the_more_repetitions_the_less_is_slower_by_chance():
    # Of the six orders of two and two repetitions, one has all of the later ones last.
    assert slower_by_chance(figures=60, repetitions=2) == 10.0
    assert slower_by_chance(figures=70, repetitions=4) == 1.0
