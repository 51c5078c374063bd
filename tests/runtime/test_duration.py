"""Durations in words."""

import pytest

from bot.runtime.duration import duration


@pytest.mark.parametrize(
    ("seconds", "expected"),
    [
        (-5, "0 s"),
        (0, "0 s"),
        (99.9, "99 s"),
        (100, "1 min"),
        (125, "2 min"),
        (6000, "1 h"),
        (172_799, "47 h"),
        (172_800, "2 days"),
        (864_000, "10 days"),
    ],
)
def test_durations_are_written_for_people(seconds, expected):
    assert duration(seconds) == expected
