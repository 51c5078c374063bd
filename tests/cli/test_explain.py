"""`il-alert-bot explain`."""

import json

import pytest


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
        "       ursula@acme.example",
        "       ilert user Ursula User (3), role User",
        "",
        "Account dialog, for people with an ilert account",
        "  yes  is a person of this Slack workspace, and active",
        "  yes  the ilert account has been read",
        "  yes  is matched with one ilert user, by e-mail or by ilert_users.emails",
        "  yes  is no Slack guest, or ilert_users.guests admits them",
        "  yes  ilert_users.enabled is true",
        "  yes  this place is among ilert_users.channels",
        "  yes  has an ilert role that may raise alerts",
        "  yes  role and teams show at least one alert source",
        "       alert sources:",
        "  yes      Backup jobs (2247482): it belongs to no private team",
        "  yes      Checkout monitoring (2247479): it belongs to no private team",
        "  yes      Core database (2247480): it belongs to no private team",
        "  no       Old firewall (2247481): switched off in ilert",
        "  no       Payments Slack (2247478): it belongs to a private team, of which this person is no member",
        "  yes      Public front, private policy (2247483): it belongs to no private team",
        "  yes      Slack Alerts (2247477): it belongs to no private team",
        "       escalation policies:",
        "  yes      Database Admins (81214): it belongs to no private team",
        "  yes      Network Infra Team (81211): it belongs to no private team",
        "  no       Payments On-Call (81213): it belongs to a private team, of which this person is no member",
        "  yes      SRE Team Escalation (81212): it belongs to no private team",
        "",
        "Channel dialog, for anybody in this channel",
        "  yes  is a person of this Slack workspace, and active",
        "  yes  this channel is named in a [[slack_alert_source]]",
        "  yes  is no Slack guest, or its `guests` admits them",
        "  yes  ilert can use its alert source and escalation policies",
        "  yes  alert source Slack Alerts (2247477)",
        "  yes      Network (81211)",
        "  yes      SRE Team Escalation (81212)",
        "",
        "What happens",
        "  yes  The channel dialog opens (Alert on-call engineers).",
        "  yes  Its button “Use my ilert account” leads to the account dialog.",
    ]


def test_what_is_not_known_is_said(policy_file, run):
    code, out = run("explain", "--user", "U02ABCDEF", "--channel", "C0OTHER0001")
    assert code == 0
    assert "Nothing is known of the ilert account" in out
    assert "Only Slack knows the e-mail address of U02ABCDEF" in out
    assert "The policy file does not write C0OTHER0001." in out
    assert "  no   the ilert account has been read\n" in out
    assert "  no   this channel is named in a [[slack_alert_source]]\n" in out


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
    assert "\033[32myes\033[0m" in run(*arguments)[1]
    monkeypatch.setenv("NO_COLOR", "1")
    assert "\033[" not in run(*arguments)[1]


def test_programs_get_the_same(policy_file, snapshot, run):
    code, out = run("explain", "--user", "anyone", "--channel", "#demo", "--json")
    page = json.loads(out)
    assert (code, page["user"], page["channel"]) == (0, "anyone", "#demo")
    assert page["basis"][1] == "The ilert account is as the bot read it 10 min ago."
    _, text = run("explain", "--user", "anyone", "--channel", "#demo")
    assert all(step["text"] in text for section in page["sections"] for step in section["steps"])
    assert {step["passed"] for section in page["sections"] for step in section["steps"]} == {True, False, None}
