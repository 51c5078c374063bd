"""What is still the example."""

from pathlib import Path

from bot.checks import example
from bot.checks.example import untouched
from bot.policy.diagnostics import Severity
from bot.policy.parse import parse_policy

EXAMPLE = (Path(__file__).parents[2] / "config.example.toml").read_text()


def lines_of(text):
    """The numbers of the lines that the warning names."""
    (found,) = untouched(parse_policy(text, "a.toml"), text, "a.toml")
    return [int(number) for number in found.found.partition("example: line")[2].removeprefix("s").split(",")]


def test_each_value_of_the_example_that_is_nobodys_is_named_by_its_line():
    lines = EXAMPLE.split("\n")
    nobodys = ("C0OPSADMIN", "NOC: +49", "jane.doe@", "id = 2247477", "id = 81211", "id = 81212")
    assert [next(word for word in nobodys if word in lines[number - 1]) for number in lines_of(EXAMPLE)] == [*nobodys]


def test_it_is_one_warning_at_the_first_of_them():
    (found,) = untouched(parse_policy(EXAMPLE, "a.toml"), EXAMPLE, "a.toml")
    assert found.severity is Severity.WARNING
    assert found.with_source().splitlines()[1].endswith('admin_channel = "C0OPSADMIN"')
    assert ": found still the example: lines " in str(found)


OWN = """\
admin_channel = "#ops"
[[slack_alert_source]]
id = 2247477
channels = ["#demo"]
[[slack_alert_source.escalation_policy]]
id = 81211
"""


def test_a_file_of_ones_own_is_not_mentioned_though_it_has_the_numbers_of_the_example():
    assert untouched(parse_policy(OWN, "a.toml"), OWN, "a.toml") == ()


def test_one_value_that_was_forgotten_is_named_with_the_numbers():
    assert lines_of(f"dialog.fallback = '{example.FALLBACK}'\n{OWN}") == [1, 4, 7]
