"""Dialogs drawn with letters."""

import dataclasses
import unicodedata

import pytest

from bot.cli.render_view import draw_dialog, draw_message
from bot.domain.decision import decide
from bot.slack.features.alert.views import Typed, account_dialog
from bot.slack.ui.blocks import context, field, grouped_select, modal, option, searched_select, section
from bot.slack.ui.metadata import Metadata
from tests.accounts import ACCOUNT, ADMIN, IN_OPS, policy, slack_person, source
from tests.english import ENGLISH


def dialog(*blocks, title="Title"):
    return modal(title, blocks, close="Close", callback_id="x", submit="Submit")


def inside(*blocks):
    """What is drawn between the title and the buttons."""
    return [line[2:-2].rstrip() for line in draw_dialog(dialog(*blocks))[3:-3]]


def columns(line):
    return sum(2 if unicodedata.east_asian_width(letter) in "WF" else 1 for letter in line)


@pytest.mark.parametrize(
    "text", ["short", "a word " * 40, "x" * 300, "警報" * 60, "two\nlines", "tab\there \x1b[31mred"]
)
def test_every_line_is_as_wide_as_the_frame(text):
    view = dialog(section(text), field("a", text, searched_select("a", text[:70])), context(text), title=text[:20])
    assert {columns(line) for line in draw_dialog(view)} == {68}
    assert "\x1b" not in "".join(draw_dialog(view))


def test_groups_stand_under_their_headings():
    groups = [("One", [option("a", "1")]), ("Two", [option("b", "2")])]
    assert inside(field("x", "Choose", grouped_select("x", "Search", groups)))[-4:] == [
        "   One",
        "   · a",
        "   Two",
        "   · b",
    ]


def test_a_long_menu_is_cut():
    options = [option(f"Option {number}", str(number)) for number in range(40)]
    lines = inside(field("x", "Choose", grouped_select("x", "Search", [("All", options)])))
    assert lines[-2:] == ["   · Option 13", "   ... and 26 more"]


def test_more_than_a_hundred_choices_are_searched():
    sources = {number: source(number, f"Source {number}", None) for number in range(1, 200)}
    directory = dataclasses.replace(ACCOUNT, alert_sources=sources)
    offer = decide(slack_person(ADMIN), IN_OPS, policy(), directory).account
    view = account_dialog(ENGLISH, offer, policy().config.dialog, Metadata("0000-0000", IN_OPS), Typed("down"))
    drawn = "\n".join(draw_dialog(view))
    assert "(more than 100 choices: found by typing)" in drawn
    assert "│ down  " in drawn


def test_a_message_shows_what_its_markup_stands_for():
    assert draw_message({"blocks": [section("a &lt;b&gt; &amp; c"), context("Reference")]}) == [
        "│ a <b> & c",
        "│",
        "│ Reference",
    ]


def test_what_it_does_not_know_is_named():
    unknown = field("x", "When", {"type": "datepicker"})
    assert inside({"type": "divider"}, {"type": "image"}, unknown) == [
        "─" * 64,
        "",
        "(image)",
        "",
        "When",
        "(datepicker)",
    ]
