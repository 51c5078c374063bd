"""`il-alert-bot drill` where nothing may be raised, or nobody takes it up."""

import io

import pytest

from bot.cli.main import main
from tests.accounts import CHANNEL_SOURCE

SOURCE = CHANNEL_SOURCE["id"]


@pytest.fixture
def drill(capsys, policy_file, snapshot, monkeypatch):
    """Run the command, and return its exit code and all that it printed. The bot listens on any port."""
    monkeypatch.setenv("IL_ALERT_LISTEN", "127.0.0.1:0")

    def drill(*arguments):
        code = main(["drill", *map(str, arguments)])
        printed = capsys.readouterr()
        return code, printed.out + printed.err

    return drill


def test_without_a_target_nothing_is_raised(drill):
    code, printed = drill("--yes")
    assert code == 78
    assert "nothing was raised. Set IL_ALERT_DRILL_SOURCE" in printed


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        (("--source", 999), "ilert has no alert source 999"),
        (("--source", 2247481), "alert source Old firewall (2247481) is switched off in ilert"),
        (("--source", SOURCE, "--policy", 999), "ilert has no escalation policy 999"),
    ],
)
def test_a_target_that_ilert_does_not_have_or_use_is_refused(drill, arguments, expected):
    code, printed = drill("--yes", *arguments)
    assert (code, expected in printed) == (78, True)


def test_the_settings_name_the_target_and_options_take_their_place(drill, monkeypatch):
    monkeypatch.setenv("IL_ALERT_DRILL_SOURCE", str(SOURCE))
    monkeypatch.setenv("IL_ALERT_DRILL_POLICY", "81212")
    assert "alert source Slack Alerts (2247477), escalation policy SRE Team Escalation (81212), LOW" in drill()[1]
    assert "escalation policy Network Infra Team (81211)" in drill("--policy", 81211)[1]
    assert "escalation policy Database Admins (81214)" in drill("--source", 2247480)[1]


def test_where_nobody_can_be_asked_nothing_is_raised(drill, snapshot):
    code, printed = drill("--source", SOURCE)
    assert (code, "nothing was raised: give --yes" in printed) == (1, True)
    assert not (snapshot / "outbox.sqlite3").exists()


class Terminal(io.StringIO):
    def isatty(self):
        return True


@pytest.mark.parametrize("answer", ["n\n", "\n", ""])
def test_whoever_does_not_say_yes_raises_nothing(drill, snapshot, monkeypatch, answer):
    monkeypatch.setattr("sys.stdin", Terminal(answer))
    code, printed = drill("--source", SOURCE)
    assert code == 1
    assert "This raises a real alert in ilert." in printed
    assert "stopped; nothing was raised" in printed
    assert not (snapshot / "outbox.sqlite3").exists()


def test_a_bot_that_does_not_run_gets_nothing_to_do(drill, snapshot, monkeypatch, unused_tcp_port):
    monkeypatch.setenv("IL_ALERT_LISTEN", f"127.0.0.1:{unused_tcp_port}")
    code, printed = drill("--source", SOURCE, "--yes")
    assert code == 1
    assert f"the bot does not answer at http://127.0.0.1:{unused_tcp_port}/readyz" in printed
    assert "nothing was raised" in printed
    assert not (snapshot / "outbox.sqlite3").exists()


def test_what_nobody_takes_up_is_taken_back(drill, run):
    code, printed = drill("--source", SOURCE, "--yes", "--within", 0.3)
    assert code == 1
    assert "dropped: the bot did not take it up in time, so it was taken back" in printed
    assert "given up" in run("outbox", "list")[1]
