"""`il-alert-bot check`."""

import dataclasses
import io
import json
import time

import pytest

from bot.checks.run import SLACK_NOT_ASKED
from bot.directory import snapshot_file
from bot.sandbox.slack.workspace import Channel
from tests.accounts import ACCOUNT

TESTS = """
[[test]]
user = "anyone"
channel = "#demo"
offers = [81211, 81212]

[[test]]
user = "robert@acme.example"
channel = "dm"
offers = [81213]

[[test]]
user = "anyone"
channel = "#elsewhere"
denied = true
"""


def test_a_good_file(policy_file, run):
    code, out = run("check")
    assert code == 0
    assert out.splitlines() == [
        "Nothing is known of the ilert account: "
        "no snapshot that you may read in the state directory (IL_ALERT_STATE_DIR).",
        SLACK_NOT_ASKED,
        f"{policy_file} is good",
    ]


def test_all_mistakes_with_line_and_caret(policy_file, run):
    policy_file.write_text('[ilert_users]\nenabled = "yes"\nguest = true\n')
    code, out = run("check", policy_file)
    assert code == 1
    assert out.splitlines() == [
        f'{policy_file}:2:11: ilert_users.enabled: found "yes" (text), expected true or false, without quotes; '
        "did you mean `true`?",
        '     2 | enabled = "yes"',
        "       |           ^",
        f"{policy_file}:3:1: ilert_users.guest: found an unknown key, expected one of enabled, channels, priority, "
        "guests, emails, announce; did you mean `guests`?",
        "     3 | guest = true",
        "       | ^",
        f"{policy_file} has mistakes: 2 mistakes",
    ]


def test_a_missing_file(tmp_path, run):
    code, out = run("check", tmp_path / "none.toml")
    assert code == 1
    assert "none.toml: found no such file, expected a policy file" in out


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        (b'\xef\xbb\xbfadmin_channel = "#ops"\n', (0, "<stdin> is good")),
        (b"a = [\n", (1, "<stdin> has mistakes: 1 mistake")),
        (b"a = \xff", (1, "<stdin> has mistakes: 1 mistake")),
    ],
)
def test_standard_input(run, monkeypatch, written, expected):
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(written)))
    code, out = run("check", "-")
    assert (code, out.splitlines()[-1]) == expected


def test_without_a_snapshot_the_account_dialog_is_not_proven(policy_file, run):
    policy_file.write_text(policy_file.read_text() + TESTS)
    code, out = run("check")
    assert code == 0
    assert (
        f"notice: {policy_file}:21:10: test[2].offers: found nothing offered, expected 81213 offered to "
        "robert@acme.example in dm; what ilert lets this person alert is not known here" in out
    )
    assert out.endswith(f"{policy_file} is good: 2 of 3 tests passed, 1 inconclusive\n")


def test_with_a_snapshot_every_test_is_proven(policy_file, snapshot, run):
    policy_file.write_text(policy_file.read_text() + TESTS)
    code, out = run("check")
    assert (code, out) == (
        0,
        f"The ilert account is as the bot read it 10 min ago.\n{SLACK_NOT_ASKED}\n"
        f"{policy_file} is good: 3 of 3 tests passed\n",
    )


REFUTED = """\
[[slack_alert_source]]
id = 2247479
channels = ["#demo"]
[[slack_alert_source.escalation_policy]]
id = 99
"""


def test_what_the_snapshot_refutes_is_a_mistake(policy_file, snapshot, run):
    policy_file.write_text(REFUTED)
    code, out = run("check")
    assert code == 1
    assert (
        f'{policy_file}:2:6: slack_alert_source[1].id: found 2247479 ("Checkout monitoring") of type PROMETHEUS, '
        "expected an alert source of type Slack that is switched on\n" in out
    )
    assert (
        f"{policy_file}:5:6: slack_alert_source[1].escalation_policy[1].id: found 99, which ilert does not have, "
        "expected an escalation policy; or newer than what the bot read 10 min ago; --online asks ilert now\n" in out
    )


def test_what_an_old_snapshot_lacks_is_a_warning(policy_file, snapshot, run):
    snapshot_file.write(snapshot, dataclasses.replace(ACCOUNT, taken_at=time.time() - 7_300))
    policy_file.write_text(REFUTED)
    code, out = run("check")
    assert code == 0
    assert f"warning: {policy_file}:5:6: " in out
    assert out.endswith(f"{policy_file} is good: 2 warnings\n")


def test_a_test_that_fails_is_a_mistake(policy_file, snapshot, run):
    policy_file.write_text(policy_file.read_text() + TESTS.replace("81213", "99"))
    code, out = run("check")
    assert code == 1
    assert (
        f"{policy_file}:21:10: test[2].offers: found 81211, 81212, 81213, 81214 offered, expected 99 offered too to "
        "robert@acme.example in dm; `il-alert-bot explain --user robert@acme.example --channel dm` says why" in out
    )
    assert f"{policy_file} has mistakes: 1 mistake, 2 of 3 tests passed\n" in out


def test_json_for_programs(policy_file, run):
    policy_file.write_text("[ilert_users]\nenabled = 1\n")
    code, out = run("check", "--format", "json")
    report = json.loads(out)
    assert (code, report["good"]) == (1, False)
    assert report["diagnostics"] == [
        {
            "severity": "error",
            "line": 2,
            "column": 11,
            "key": "ilert_users.enabled",
            "found": "1 (number)",
            "expected": "true or false, without quotes",
            "hint": "",
            "text": f"{policy_file}:2:11: ilert_users.enabled: found 1 (number), "
            "expected true or false, without quotes",
        }
    ]


def test_annotations_for_github(policy_file, run):
    policy_file.write_text("[ilert_users]\nenabled = 1\n")
    code, out = run("check", "--format", "github")
    assert code == 1
    assert out == (
        f"::error file={policy_file},line=2,col=11::ilert_users.enabled: found 1 (number), "
        "expected true or false, without quotes\n"
    )


def test_online_needs_settings(policy_file, run, capsys):
    code, _ = run("check", "--online")
    assert code == 78


async def test_online_a_file_whose_names_all_exist(policy_file, sandbox, run_beside):
    policy_file.write_text('admin_channel = "#ops"\n' + policy_file.read_text())
    code, out = await run_beside("check", "--online")
    assert (code, out) == (0, f"Asked ilert just now.\n{policy_file} is good\n")


ONLINE = """\
admin_channel = "#random"

[ilert_users]
channels = ["#nowhere", "C0OLD000001", "dm"]

[ilert_users.emails]
U0ALICE0001 = "nobody@acme.example"
U0DANA00001 = "dana.dorn@acme.example"
U0NOBODY001 = "ursula.unger@acme.example"

[[slack_alert_source]]
id = 2247479
channels = ["#demo", "C024BE91L", "#secret"]
[[slack_alert_source.escalation_policy]]
id = 81214
[[slack_alert_source.escalation_policy]]
id = 99

[[slack_alert_source]]
id = 98
channels = ["#ops"]
[[slack_alert_source.escalation_policy]]
id = 81211

[[slack_alert_source]]
id = 2247477
channels = ["#random"]
[[slack_alert_source.escalation_policy]]
id = 81211
"""


async def test_online_all_that_does_not_exist_or_fit_is_named(policy_file, sandbox, run_beside):
    # The bot is not in #random, the admin channel, but the app may post in public channels all the same.
    policy_file.write_text(ONLINE)
    code, out = await run_beside("check", "--online")
    assert code == 1
    found = [line.replace(f"{policy_file}:", "") for line in out.splitlines() if str(policy_file) + ":" in line]
    slack = "expected an alert source of type Slack that is switched on"
    assert found == [
        '4:13: ilert_users.channels[1]: found "#nowhere", a name that the bot cannot find, expected a channel; '
        "if it is a private one, invite the bot to it",
        '4:25: ilert_users.channels[2]: found "C0OLD000001", which is archived, expected a channel in use',
        '7:15: ilert_users.emails.U0ALICE0001: found "nobody@acme.example", no ilert user\'s, '
        "expected the e-mail address of exactly one ilert user",
        "warning: 8:1: ilert_users.emails.U0DANA00001: found U0DANA00001, whose account is deactivated, "
        "expected somebody who can use Slack",
        "9:1: ilert_users.emails.U0NOBODY001: found U0NOBODY001, nobody's id, expected the id of a Slack user",
        f'12:6: slack_alert_source[1].id: found 2247479 ("Checkout monitoring") of type PROMETHEUS, {slack}',
        'notice: 13:22: slack_alert_source[1].channels[2]: found "C024BE91L", the same channel as "#demo", '
        "expected each channel once",
        '13:35: slack_alert_source[1].channels[3]: found "#secret", a name that the bot cannot find, '
        "expected a channel; if it is a private one, invite the bot to it",
        'notice: 15:6: slack_alert_source[1].escalation_policy[1].id: found 81214 ("Database Admins") without a '
        "routing key, expected a routing key in ilert, or the alert source's own policy; without one it is alerted "
        "by a manual alert instead of an event, which needs the API key",
        "17:6: slack_alert_source[1].escalation_policy[2].id: found 99, which ilert does not have, "
        "expected an escalation policy; or which the API key's user may not see",
        f"20:6: slack_alert_source[2].id: found 98, which ilert does not have, {slack}; "
        "or which the API key's user may not see",
        'notice: 27:13: slack_alert_source[3].channels[1]: found "#random", where the bot is not a member, '
        "expected a channel with the bot in it; in Slack, type /invite there",
    ]


async def test_online_only_reads(policy_file, sandbox, run_beside):
    policy_file.write_text(ONLINE)
    await run_beside("check", "--online")
    assert {call.method for call in sandbox.ilert.calls} == {"GET"}
    assert {call.path for call in sandbox.slack.calls} == {"conversations.list", "auth.test", "users.info"}


async def test_online_people_and_channel_names_are_known(policy_file, sandbox, run_beside):
    sandbox.slack.workspace.channels["C0NEW000001"] = Channel("C0NEW000001", "new", "public", ["U0ILERTBOT1"])
    policy_file.write_text(
        policy_file.read_text().replace('"#demo"', '"C0NEW000001"')
        + '[[test]]\nuser = "U0ROBERT001"\nchannel = "dm"\noffers = [81213]\n'
        + '[[test]]\nuser = "U0GINA00001"\nchannel = "#new"\ndenied = true\n'
    )
    code, out = await run_beside("check", "--online")
    assert (code, out) == (0, f"Asked ilert just now.\n{policy_file} is good: 2 of 2 tests passed\n")


@pytest.mark.parametrize(
    ("fault", "expected"),
    [("ilert", "ilert could not be asked: "), ("slack", "Slack could not be asked: ")],
)
async def test_online_an_outage_is_no_good_news(policy_file, sandbox, run_beside, fault, expected):
    if fault == "ilert":
        sandbox.faults.ilert = "unauthorized"
    else:
        sandbox.faults.slack = "api_down"
    code, out = await run_beside("check", "--online")
    assert code == 1
    assert expected in out


async def test_online_another_file_is_compared_with_the_one_in_force(policy_file, sandbox, run_beside, tmp_path):
    new = tmp_path / "new.toml"
    new.write_text(policy_file.read_text().replace('["#demo"]', '["#demo", "#ops"]'))
    new.chmod(0o644)
    _, out = await run_beside("check", "--online", new)
    assert (
        "\nAnybody in #ops may now alert Network Infra Team (81211), SRE Team Escalation (81212) through " in f"\n{out}"
    )
    new.write_text(policy_file.read_text())
    assert "Everybody may alert the same as by the file in force.\n" in (await run_beside("check", "--online", new))[1]
    assert "Everybody" not in (await run_beside("check", "--online"))[1]
