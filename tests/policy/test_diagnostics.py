import pytest

from bot.policy.diagnostics import Diagnostic, PolicyError
from bot.policy.parse import parse_policy


def error_of(text: str) -> PolicyError:
    with pytest.raises(PolicyError) as raised:
        parse_policy(text, "config.toml")
    return raised.value


def test_a_problem_fits_on_one_line():
    problem = Diagnostic("config.toml", 12, 8, "dialog.title", "5 (number)", "text in quotes", "did you mean `x`?")
    assert str(problem) == (
        "config.toml:12:8: dialog.title: found 5 (number), expected text in quotes; did you mean `x`?"
    )


def test_a_problem_of_the_whole_file_has_no_line():
    problem = Diagnostic("config.toml", None, None, "", "no such file", "a policy file")
    assert problem.with_source() == "config.toml: found no such file, expected a policy file"


def test_an_error_shows_every_line_with_a_caret_below_the_mistake():
    assert str(error_of("[dialog]\ntitle = 5\n\ttitel = 6\n")) == (
        "config.toml:2:9: dialog.title: found 5 (number), expected text in quotes\n"
        "     2 | title = 5\n"
        "       |         ^\n"
        "config.toml:3:2: dialog.titel: found an unknown key, expected one of title, fallback; "
        "did you mean `title`?\n"
        "     3 |  titel = 6\n"
        "       |  ^"
    )


def test_problems_stand_in_the_order_of_the_file():
    lines = [problem.line for problem in error_of("[dialog]\nb = 1\n[test]\na = 1\n[ilert_users]\nc = 1").diagnostics]
    assert lines == [2, 3, 6]


def test_the_caret_stands_below_the_mistake_in_a_line_without_end():
    (problem,) = error_of("dialog = { " + 'fallback = "' + "x" * 1000 + '", titel = 1 }').diagnostics
    assert len(problem.source) <= 110
    assert problem.source[problem.caret :] == "titel = 1 }"


def test_what_a_terminal_would_obey_is_not_shown():
    (problem,) = error_of("a = \x1b]0;x").diagnostics
    assert problem.source == "a = \N{REPLACEMENT CHARACTER}]0;x"


def test_a_secret_is_hidden_where_the_caret_still_fits():
    (problem,) = error_of('dialog = { title = "xoxb-1234567890-abc", }').diagnostics
    assert problem.source == 'dialog = { title = "xoxb-**************", }'
    assert problem.source[problem.caret] == '"'
