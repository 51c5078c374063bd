"""`il-alert-bot explain`."""

import json

import pytest

from bot.cli.main import main


def test_rule_by_rule_from_the_snapshot(policy_file, snapshot, run):
    code, out = run("explain", "--user", "ursula@acme.example", "--channel", "#demo")
    lines = out.splitlines()
    assert code == 0
    assert lines[0] == "ursula@acme.example in #demo"
    assert lines[1].startswith(f"Policy file {policy_file}, version ")
    assert lines[2:] == [
        "The ilert account is as the bot read it 10 min ago.",
        "",
        "Who this is",
        "           ursula@acme.example",
        "           ilert user Ursula User (3), role User",
        "",
        "Account dialog, for people with an ilert account",
        "  assumed  a person of this Slack workspace, whose account is active",
        "  ok       the ilert account has been read",
        "  ok       one ilert user has the address ursula@acme.example",
        "  assumed  a full member in Slack, while ilert_users.guests is false",
        "  ok       ilert_users.enabled is true",
        '  ok       ilert_users.channels is "any"',
        "  ok       the ilert role User may raise alerts",
        "  ok       role and teams give 5 of 7 alert sources and 3 of 4 escalation policies",
        "           alert sources:",
        "  ok           Backup jobs (2247482): it belongs to no private team",
        "  ok           Checkout monitoring (2247479): it belongs to no private team",
        "  ok           Core database (2247480): it belongs to no private team",
        "  fails        Old firewall (2247481): switched off in ilert",
        "  fails        Payments Slack (2247478): it belongs to a private team, of which this person is no member",
        "  ok           Public front, private policy (2247483): it belongs to no private team",
        "  ok           Slack Alerts (2247477): it belongs to no private team",
        "           escalation policies:",
        "  ok           Database Admins (81214): it belongs to no private team",
        "  ok           Network Infra Team (81211): it belongs to no private team",
        "  fails        Payments On-Call (81213): it belongs to a private team, of which this person is no member",
        "  ok           SRE Team Escalation (81212): it belongs to no private team",
        "",
        "Channel dialog, for anybody in this channel",
        "  assumed  a person of this Slack workspace, whose account is active",
        "  ok       #demo is named by [[slack_alert_source]] 2247477",
        "  assumed  a full member in Slack, while guests is false",
        "  ok       ilert can use at least one alert source and escalation policy of these",
        "  ok       alert source Slack Alerts (2247477)",
        "  ok           Network (81211)",
        "  ok           SRE Team Escalation (81212)",
        "",
        "What happens",
        "  ok       The channel dialog opens (Alert on-call engineers).",
        "  ok       Its button “Use my ilert account” leads to the account dialog.",
    ]


def test_what_is_not_known_is_said(policy_file, run):
    code, out = run("explain", "--user", "U02ABCDEF", "--channel", "C0OTHER0001")
    assert code == 0
    assert "Nothing is known of the ilert account" in out
    assert "Only Slack knows the e-mail address of U02ABCDEF" in out
    assert "The policy file does not write C0OTHER0001." in out
    assert "  unknown  nothing has been read from the ilert account yet\n" in out
    assert "  fails    C0OTHER0001 is named by no [[slack_alert_source]]\n" in out


def test_what_is_too_old_for_the_bot_is_said(policy_file, snapshot, run, monkeypatch):
    monkeypatch.setenv("IL_ALERT_DIRECTORY_MAX_AGE_HOURS", "0.1")
    _, out = run("explain", "--user", "anyone", "--channel", "#demo")
    assert "10 min ago; that is too long ago for the bot itself, which offers no account dialog now." in out


def test_a_broken_policy_file_explains_nothing(policy_file, run):
    policy_file.write_text("x = ")
    code, _ = run("explain", "--user", "anyone", "--channel", "#demo")
    assert code == 78


@pytest.mark.parametrize(
    ("user", "channel", "expected"),
    [
        ("jane", "#demo", "argument --user: found 'jane', expected an e-mail address, a Slack user id"),
        ("anyone", "demo", "argument --channel: found 'demo', expected a channel id such as"),
        ("anyone", "demo", 'or "dm"; did you mean #demo?'),
    ],
)
def test_misuse_is_explained(capsys, run, user, channel, expected):
    with pytest.raises(SystemExit) as caught:
        run("explain", "--user", user, "--channel", channel)
    assert caught.value.code == 2
    assert expected in capsys.readouterr().err


def test_colours_only_on_a_terminal(policy_file, run, monkeypatch):
    arguments = ("explain", "--user", "anyone", "--channel", "#demo")
    assert "\033[" not in run(*arguments)[1]
    monkeypatch.setattr("sys.stdout.isatty", lambda: True, raising=False)
    monkeypatch.setenv("TERM", "xterm")
    assert "\033[32mok     \033[0m" in run(*arguments)[1]
    monkeypatch.setenv("NO_COLOR", "1")
    assert "\033[" not in run(*arguments)[1]


def test_programs_get_the_same(policy_file, snapshot, run):
    code, out = run("explain", "--user", "anyone", "--channel", "#demo", "--json")
    page = json.loads(out)
    assert (code, page["user"], page["channel"]) == (0, "anyone", "#demo")
    assert page["basis"][1] == "The ilert account is as the bot read it 10 min ago."
    _, text = run("explain", "--user", "anyone", "--channel", "#demo")
    assert all(check["text"] in text for section in page["sections"] for check in section["checks"])
    assert {check["verdict"] for section in page["sections"] for check in section["checks"]} == {
        "ok",
        "fails",
        "assumed",
        None,
    }


def test_why_not_one_thing(policy_file, snapshot, run):
    arguments = ("explain", "--user", "ursula@acme.example", "--channel", "#demo", "--why-not")
    code, out = run(*arguments, "payments on-call")
    assert code == 0
    assert out.splitlines()[4:] == [
        "Who this is",
        "           ursula@acme.example",
        "           ilert user Ursula User (3), role User",
        "",
        "Account dialog, for people with an ilert account",
        "  fails        Payments On-Call (81213): it belongs to a private team, of which this person is no member",
        "",
        "Channel dialog, for anybody in this channel",
        "  fails    no [[slack_alert_source]] of this channel lists 81213",
    ]
    assert run(*arguments, "81213")[1] == out


def test_why_not_something_that_is_listed_elsewhere(policy_file, snapshot, run):
    arguments = ("explain", "--user", "anyone", "--channel", "#other", "--why-not", "81211")
    assert "  fails    #other is named by no [[slack_alert_source]]\n" in run(*arguments)[1]
    policy_file.write_text(
        f"{policy_file.read_text()}\n[[slack_alert_source]]\nid = 2247478\nchannels = ['#other']\n"
        "escalation_policy = [{ id = 81213 }]\n"
    )
    out = run(*arguments)[1]
    assert "no [[slack_alert_source]] of this channel lists 81211; it is listed for #demo\n" in out


def test_why_not_something_unknown(policy_file, snapshot, capsys, run):
    code, _ = run("explain", "--user", "anyone", "--channel", "#demo", "--why-not", "Netwrk Infra Team")
    assert code == 1
    code = main(["explain", "--user", "anyone", "--channel", "#demo", "--why-not", "Netwrk Infra Team"])
    assert capsys.readouterr().err == (
        "il-alert-bot: Netwrk Infra Team: no alert source or escalation policy that is known has this name or number; "
        "did you mean 'Network Infra Team'?\n"
    )
