"""`il-alert-bot list`."""

import json

import pytest

from tests.accounts import ACCOUNT


def test_alert_sources_with_all_that_a_policy_file_needs(snapshot, run):
    code, out = run("list", "sources")
    head, *lines = out.splitlines()
    assert code == 0
    assert head.split() == ["ID", "NAME", "TYPE", "POLICY", "TEAMS", "STATE", "ALERT_CREATION"]
    assert [line.split("  ")[0] for line in lines[:-2]] == [
        "2247482",
        "2247479",
        "2247480",
        "2247481",
        "2247478",
        "2247483",
        "2247477",
    ]
    assert "Payments (private)" in out
    assert "in maintenance" in out
    assert lines[-1] == "The ilert account is as the bot read it 10 min ago."


def test_escalation_policies_with_their_routing_keys(snapshot, run):
    rows = json.loads(run("list", "policies", "--json")[1])
    assert rows[0] == {"id": 81214, "name": "Database Admins", "teams": "", "routing_key": ""}
    assert rows[-1] == {"id": 81212, "name": "SRE Team Escalation", "teams": "Platform", "routing_key": "sre"}


def test_people_with_roles_and_teams(snapshot, run):
    rows = {row["name"]: row for row in json.loads(run("list", "people", "--json")[1])}
    assert len(rows) == len(ACCOUNT.users)
    assert rows["Robert Müller"] == {
        "id": 2,
        "name": "Robert Müller",
        "email": "robert@acme.example",
        "role": "Responder",
        "teams": "Platform, Payments",
    }


def test_channels_of_the_policy_file(policy_file, snapshot, run):
    rows = json.loads(run("list", "channels", "--json")[1])
    assert rows == [
        {
            "channel": "#demo",
            "source": 2247477,
            "source_name": "Slack Alerts",
            "policies": "Network (81211), SRE Team Escalation (81212)",
            "guests": "no",
        }
    ]
    assert run("list", "channels")[1].splitlines()[-1].startswith(f"Policy file {policy_file}, version ")


def test_channels_need_no_snapshot_and_none_is_said(policy_file, run):
    assert "(81212)" in run("list", "channels")[1]
    policy_file.write_text('admin_channel = "#ops"\n')
    assert run("list", "channels")[1].startswith("None.")


@pytest.mark.parametrize("what", ["sources", "policies", "people"])
def test_without_a_snapshot_nothing_is_listed(run, what):
    assert run("list", what) == (78, "")
