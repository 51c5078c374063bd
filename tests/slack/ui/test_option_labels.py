"""Names from ilert, fit for Slack's menus."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.slack.ui.option_labels import OPTION_TEXT_LIMIT, option_names
from tests.english import ENGLISH


@pytest.mark.parametrize(
    ("names", "expected"),
    [
        ({1: "Network"}, {1: "Network"}),
        ({1: "A", 2: "A", 3: "B"}, {1: "A · 1", 2: "A · 2", 3: "B"}),
        ({1: "alpha", 2: "ALPHA"}, {1: "alpha · 1", 2: "ALPHA · 2"}),
        ({1: ""}, {1: "(no name)"}),
        ({1: "two\nlines\tand\u200b more "}, {1: "two lines and more"}),
        ({1: "<b>& *bold* :fire: <!here>"}, {1: "<b>& *bold* :fire: <!here>"}),
        ({1: "x" * 75}, {1: "x" * 75}),
        ({1: "x" * 76}, {1: "x" * 74 + "…"}),
        ({1: "x" * 100, 2: "x" * 90}, {1: "x" * 70 + "… · 1", 2: "x" * 70 + "… · 2"}),
    ],
)
def test_names(names, expected):
    assert option_names(ENGLISH, names) == expected


def test_a_suffix_is_never_cut_off():
    shown = option_names(ENGLISH, {1: "x" * 100}, {1: " (in maintenance)"})[1]
    assert shown.endswith("… (in maintenance)")
    assert len(shown) == OPTION_TEXT_LIMIT


@given(st.dictionaries(st.integers(1, 10**12), st.text(max_size=300), max_size=30))
def test_every_name_fits_and_is_not_empty(names):
    for name in option_names(ENGLISH, names).values():
        assert 1 <= len(name) <= OPTION_TEXT_LIMIT
        assert name.isprintable()


@given(st.lists(st.integers(1, 10**9), unique=True, max_size=20), st.text(min_size=1, max_size=300))
def test_one_name_many_times_stays_distinguishable(ids, name):
    shown = option_names(ENGLISH, dict.fromkeys(ids, name))
    assert len(set(shown.values())) == len(ids)
