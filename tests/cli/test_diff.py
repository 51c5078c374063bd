"""`il-alert-bot diff`."""

import json

import pytest


@pytest.fixture
def files(tmp_path, policy_file):
    new = tmp_path / "new.toml"
    new.write_text(policy_file.read_text().replace('["#demo"]', '["#demo", "#ops"]').replace("broken?", "wrong?"))
    new.chmod(0o644)
    return policy_file, new


def test_who_may_alert_whom_and_then_what_else_differs(files, snapshot, run):
    code, out = run("diff", *files)
    assert code == 0
    assert out.splitlines() == [
        "Anybody in #ops may now alert Network Infra Team (81211), SRE Team Escalation (81212) through Slack Alerts "
        "(2247477).",
        "",
        "What differs in the files:",
        "  Alert source 2247477: channel #ops added.",
        '  Alert source 2247477: label is now "What is wrong?", was "What is broken?".',
        "",
        "The ilert account is as the bot read it 10 min ago.",
    ]
    page = json.loads(run("diff", *files, "--json")[1])
    assert page["people"] == [out.splitlines()[0]]
    assert len(page["written"]) == 2


def test_equal_files(files, run):
    old, _ = files
    _, out = run("diff", old, old)
    assert out.startswith("Everybody may alert the same as before.\n\nNothing is known of the ilert account")


def test_a_broken_file_is_compared_with_nothing(files, run, capsys):
    files[1].write_text("x = ")
    assert run("diff", *files) == (78, "")
