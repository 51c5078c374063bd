"""`il-alert-bot new-channel`."""

import pytest

from bot.cli.main import main
from bot.policy.file import load_policy

CHOSEN = ("--source", "2247478", "--policy", "81213", "--policy", "81211")


@pytest.fixture
def typed(monkeypatch):
    """Let somebody type at a terminal."""
    lines = []
    monkeypatch.setattr("sys.stdin.isatty", lambda: True, raising=False)
    monkeypatch.setattr("builtins.input", lambda prompt: lines.pop(0))
    return lines


def test_the_tables_and_a_test_are_added_below_what_was_there(policy_file, snapshot, run):
    before = policy_file.read_text()
    code, out = run("new-channel", "#ops", *CHOSEN, "--yes")
    assert code == 0
    assert policy_file.read_text() == before + (
        '\n[[slack_alert_source]]\nid = 2247478  # Payments Slack\nchannels = ["#ops"]\n'
        "\n  [[slack_alert_source.escalation_policy]]\n  id = 81213  # Payments On-Call\n"
        "\n  [[slack_alert_source.escalation_policy]]\n  id = 81211  # Network Infra Team\n"
        '\n[[test]]\nuser = "anyone"\nchannel = "#ops"\noffers = [81213, 81211]\n'
    )
    assert load_policy(policy_file).policy.slack_alert_source[1].channels == ["#ops"]
    assert "( ) Payments On-Call" in out
    assert 'found 2247478 ("Payments Slack") of the private team "Payments"' in out
    assert run("check")[0] == 0


def test_what_is_not_given_is_asked_until_it_is_on_the_list(policy_file, snapshot, run, typed):
    typed += ["9", "2247478", "81213, x", "81213, 81211", "y"]
    _, out = run("new-channel", "#ops")
    assert "  2247478  Payments Slack\n" in out
    assert "Slack Alerts" not in out.partition("Payments Slack")[0]
    assert out.count("Please give numbers from the list.") == 2
    assert [choice.id for choice in load_policy(policy_file).policy.slack_alert_source[1].escalation_policy] == [
        81213,
        81211,
    ]


@pytest.mark.parametrize("answer", ["", "n", "no"])
def test_without_a_yes_nothing_is_written(policy_file, snapshot, run, typed, answer):
    before = policy_file.read_text()
    typed.append(answer)
    assert run("new-channel", "#ops", *CHOSEN)[0] == 1
    assert policy_file.read_text() == before


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        (("--source", "2247477", "--policy", "81211"), "2247477 stands in the file already; add #ops to its channels"),
        (("--source", "99", "--policy", "81211"), "found 99, which ilert does not have"),
        ((), "nobody to ask at standard input"),
    ],
)
def test_what_cannot_be_is_refused_and_nothing_is_written(policy_file, snapshot, capsys, arguments, reason):
    before = policy_file.read_text()
    assert main(["new-channel", "#ops", *arguments, "--yes"]) == 1
    assert reason in capsys.readouterr().err
    assert policy_file.read_text() == before


def test_without_a_snapshot_there_is_nothing_to_choose_from(policy_file, run):
    assert run("new-channel", "#ops", *CHOSEN, "--yes")[0] == 78
