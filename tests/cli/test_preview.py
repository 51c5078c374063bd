"""`il-alert-bot preview`."""

import json


def test_the_channels_dialog(policy_file, snapshot, run):
    code, out = run("preview", "--channel", "#demo")
    assert code == 0
    assert out.startswith(
        "┌──────────────────────────────────────────────────────────────────┐\n"
        "│ Alert on-call engineers                                        ✕ │\n"
        "├──────────────────────────────────────────────────────────────────┤\n"
        "│ What is broken?                                                  │\n"
        "│  ( ) Network                                                     │\n"
        "│  ( ) SRE Team Escalation                                         │\n"
        "│                                                                  │\n"
        "│ Alert summary                                                    │\n"
    )
    assert out.endswith("The ilert account is as the bot read it 10 min ago.\n")


def test_a_persons_own_dialog(policy_file, snapshot, run):
    _, channel = run("preview", "--channel", "#demo", "--user", "robert@acme.example")
    assert "[ Use my ilert account ]" in channel
    _, account = run("preview", "--channel", "#demo", "--user", "robert@acme.example", "--account")
    assert "│ Alert on-call team " in account
    assert "│    · Payments Slack  " in account
    assert "[ Use the channel dialog ]" in account


def test_the_message_that_comes_instead(policy_file, snapshot, run):
    code, out = run("preview", "--channel", "#ops")
    assert code == 0
    assert out.startswith("│ There is no Slack alert source configured for this channel in\n│ ilert, which is")
    assert "│ [ How to set this channel up ]\n" in out


def test_why_there_is_no_dialog_behind_the_button(policy_file, snapshot, run):
    _, out = run("preview", "--channel", "#demo", "--user", "stella@acme.example", "--account")
    assert out.startswith("│ Your ilert role is Stakeholder.")


def test_json_for_the_block_kit_builder(policy_file, snapshot, run):
    code, out = run("preview", "--channel", "#demo", "--json")
    view = json.loads(out)
    assert code == 0
    assert (view["type"], view["title"]["text"]) == ("modal", "Alert on-call engineers")
    assert [block["block_id"] for block in view["blocks"]] == ["choice", "summary", "details"]


def test_a_broken_policy_file_draws_nothing(policy_file, run):
    policy_file.write_text("x = ")
    assert run("preview", "--channel", "#demo") == (78, "")
