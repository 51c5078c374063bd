"""Text as people type and paste it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.slack.ui.typed import bare, clean, cut, is_blank, length

INVISIBLE = [
    "",
    " ",
    "\n\t",
    "\x00",
    "\x1f",
    "\x85",
    "\u00a0",
    "\u00ad",
    "\u034f",
    "\u061c",
    "\u115f",
    "\u1160",
    "\u17b4",
    "\u180e",
    "\u2003",
    "\u200b",
    "\u200d",
    "\u202e",
    "\u2028",
    "\u2060",
    "\u2065",
    "\u2800",
    "\u3000",
    "\u3164",
    "\ufe0f",
    "\ufeff",
    "\uffa0",
    "\ufff0",
    "\U0001d159",
    "\U000e0001",
    "\U000e0100",
    "\u0301",
]


@pytest.mark.parametrize("character", INVISIBLE)
def test_what_nobody_sees_is_blank_and_stands_in_no_words_way(character):
    assert is_blank(character * 3)
    assert not is_blank(f"{character}x")
    assert bare(f"{character}who am I{character}") == "who am I"


@pytest.mark.parametrize("text", ["x", "…", "?", "0", "ß", "字", "🔥", "\U0001fae9", "\ufffd", "é", "ह"])
def test_what_somebody_sees_is_not_blank(text):
    assert not is_blank(text)


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("a\x00b\x07c\x7fd\x9be", "abcde"),
        ("one\r\ntwo\rthree\n\tfour", "one\ntwo\nthree\n\tfour"),
        ("half \ud83d an emoji \udd25", "half \ufffd an emoji \ufffd"),
        ("whole 🔥, 👩‍🚒, e\u0301", "whole 🔥, 👩‍🚒, e\u0301"),
    ],
)
def test_controls_are_dropped_and_halves_replaced(typed, expected):
    assert clean(typed) == expected


@given(st.text(st.characters()))
def test_what_is_clean_can_be_written_and_stays_as_it_is(text):
    found = clean(text)
    assert found.encode().decode() == found == clean(found)


@given(st.text("aß🔥\u0301"), st.integers(0, 20))
def test_texts_are_counted_and_cut_as_javascript_does(text, limit):
    units = text.encode("utf-16-le")
    assert length(text) == len(units) // 2
    assert cut(text, limit) == units[: 2 * limit].decode("utf-16-le", errors="ignore")
