import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bot.policy.diagnostics import PolicyError
from bot.policy.parse import parse_policy
from bot.policy.schema import Policy
from tests.policy.broken_files import BrokenFile, broken_files
from tests.policy.toml_texts import nested_values, toml_text

SOURCE = """\
[[slack_alert_source]]
id = 2247477
channels = ["#ops"]
escalation_policy = [{ id = 81211 }]
"""


def problems_of(text: str) -> list[str]:
    with pytest.raises(PolicyError) as raised:
        parse_policy(text, "config.toml")
    return [str(problem) for problem in raised.value.diagnostics]


@pytest.mark.parametrize("broken", broken_files(), ids=lambda broken: broken.title)
def test_says_exactly_what_is_wrong(broken: BrokenFile):
    assert tuple(problems_of(broken.text)) == broken.problems


def test_the_table_is_large():
    assert len(broken_files()) >= 60


@pytest.mark.parametrize(
    ("key", "limit"),
    [("label", 2000), ("fallback", 2000)],
)
def test_long_texts_end_at_their_limit(key: str, limit: int):
    right = parse_policy(SOURCE + f'{key} = "{"x" * limit}"\n', "config.toml")
    assert getattr(right.slack_alert_source[0], key) == "x" * limit

    (problem,) = problems_of(SOURCE + f'{key} = "{"x" * (limit + 1)}"\n')
    assert problem == (
        f'config.toml:5:{len(key) + 4}: slack_alert_source[1].{key}: found "{"x" * 59}…" (2001 characters), '
        "expected at most 2000 characters"
    )


def test_reads_windows_line_ends():
    assert parse_policy('admin_channel = "#ops"\r\n', "config.toml") == Policy(admin_channel="#ops")


def test_counts_columns_in_characters_before_a_windows_line_end():
    assert problems_of('dialog = { fallback = "Ä", titel = "" }\r\n') == [
        "config.toml:1:28: dialog.titel: found an unknown key, expected one of title, fallback; did you mean `title`?"
    ]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("a = 1\x00", "the character U+0000 (a control character)"),
        ("a\u00a0= 1", "the character U+00A0 (NO-BREAK SPACE)"),
        ("a = \x1b[2J", "the character U+001B (a control character)"),
        ("a = " + "9" * 5000, "a number of thousands of digits"),
        ("a = " + "[" * 5000, "tables or lists nested hundreds deep"),
        ("a" + ".a" * 5000 + " = 1", "tables or lists nested hundreds deep"),
    ],
    ids=["NUL", "no-break space", "escape", "digits", "lists", "dots"],
)
def test_strange_texts_are_problems_too(text: str, found: str):
    (problem,) = problems_of(text)
    assert f" found {found}, " in problem


def test_a_token_hidden_from_its_pattern_by_a_line_end_is_no_crash():
    assert parse_policy('dialog.fallback = """a\\\nxoxb-1234567890"""', "config.toml").dialog.fallback == (
        "axoxb-1234567890"
    )


@pytest.mark.parametrize(
    "text",
    [
        'admin_channel = "xoxb-1234567890-abcdefgh"',
        '"xoxb-1234567890-abcdefgh" = 1',
        '# xoxb-1234567890-abcdefgh\nadmin_channel = "#ops"',
        'admin_channel = xoxb-1234567890-abcdefgh"',
        "slack_token = '1234567890-abcdefgh",
        'slack_token = "1234567890-abcdefgh"',
        'slack_alert_source = "xoxb-1234567890-abcdefgh"',
        '[ilert_users.emails]\nxoxb-1234567890-abcdefgh = "xoxb-1234567890-abcdefgh"',
        f'admin_channel = "{"x" * 50} xoxb-1234567890-abcdefgh"',
    ],
)
def test_no_message_shows_a_secret(text: str):
    with pytest.raises(PolicyError) as raised:
        parse_policy(text, "config.toml")
    assert "4567890" not in str(raised.value)


@given(st.text())
@example("a.a.a = [[[{b = 1}]]]")
@example("'''\n")
def test_no_text_crashes(text: str):
    check_problems(text)


@given(st.text(alphabet="ab.[]{}='\"\\#\n ,1é\t"))
def test_no_nearly_toml_crashes(text: str):
    check_problems(text)


@given(nested_values(keys=st.sampled_from([*Policy.model_fields, "id", "channels", "name", "emails", "x y"])))
def test_no_value_crashes(value: dict[str, object]):
    check_problems(toml_text(value))


def check_problems(text: str) -> None:
    """Every problem must point to a line that exists, and to a column in it or right behind it."""
    lines = re.split("\r?\n", text)
    try:
        policy = parse_policy(text, "config.toml")
    except PolicyError as error:
        for problem in error.diagnostics:
            assert problem.line is not None
            assert problem.column is not None
            assert 1 <= problem.line <= len(lines)
            assert 1 <= problem.column <= len(lines[problem.line - 1]) + 1
            assert "\n" not in str(problem)
    else:
        assert isinstance(policy, Policy)
