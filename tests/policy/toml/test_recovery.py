"""All syntax mistakes of a file at once."""

import pytest
import tomli
from hypothesis import given
from hypothesis import strategies as st

from bot.policy.toml.recovery import syntax_errors

LINES = (
    'admin_channel = "#ops"',
    "[dialog]",
    "title = 'Page us'",
    'fallback = "Call us"',
    "[[slack_alert_source]]",
    "id = 2247477",
    "channels = [",
    '  "#demo",',
    '  "#noc",',
    "]",
    'label = "What is broken?"',
    "[[slack_alert_source.escalation_policy]]",
    "id = 81211",
    'name = "Network"',
)
QUOTED = [number for number, line in enumerate(LINES) if line.count('"') == 2 or line.count("'") == 2]


def broken_lines(text):
    """The numbers of the lines in which mistakes are found."""
    with pytest.raises(tomli.TOMLDecodeError) as caught:
        tomli.loads(text)
    return [text.count("\n", 0, offset) for _, offset in syntax_errors(text, caught.value)]


@given(st.sets(st.sampled_from(QUOTED), min_size=1))
def test_each_closing_quote_that_is_missing_is_one_mistake(lines):
    text = "\n".join(line.rstrip("\"',") if number in lines else line for number, line in enumerate(LINES))
    assert broken_lines(text) == sorted(lines)


@given(st.text(alphabet="ab.[]{}='\"\\#\n ,1"))
def test_mistakes_come_in_the_order_of_the_file_and_each_line_has_one(text):
    try:
        tomli.loads(text)
    except tomli.TOMLDecodeError:
        found = broken_lines(text)
        assert found
        assert found == sorted(set(found))


@pytest.mark.parametrize("below", ["title = 1\nb = \n", "[[slack_alert_source]]\nid = 1\nb = \n"])
def test_below_a_list_that_has_no_end_no_mistakes_are_made_up(below):
    assert broken_lines(f'a = \nchannels = ["dm, "#ops"]\n{below}') == [0, 2]


def test_a_list_on_one_line_hides_no_mistake_below_it():
    assert broken_lines('channels = ["dm" "#ops"]\nb = \n') == [0, 1]


def test_a_file_of_nothing_but_mistakes_has_an_end():
    assert len(broken_lines("a = \n" * 500)) == 20


def test_a_large_file_is_not_parsed_for_minutes():
    assert len(broken_lines("a = \n" + "# comment\n" * 100_000 + "b = \n" * 9)) == 2
