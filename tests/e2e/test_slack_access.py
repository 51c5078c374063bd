"""Slack takes the bot's access away while it runs: that is said clearly, once, and nothing is hammered."""

import pytest


@pytest.mark.parametrize("event", ["tokens_revoked", "app_uninstalled"])
async def test_slack_tells_that_the_token_is_gone(sandbox, daemon, event):
    sandbox.faults.slack_token = "token_revoked"
    sandbox.slack.event({"type": event, "tokens": {"oauth": [], "bot": ["U0BOT"]}})
    line = await daemon.logged("slack_token_rejected")
    assert line["level"] == "error"
    assert "SLACK_BOT_TOKEN (token_revoked)" in line["problem"]
    status, answer = await daemon.get("/readyz")
    assert status == 503
    assert "slack_token_rejected" in str(answer)


async def test_a_revoked_token_is_said_once_and_so_is_its_return(sandbox, daemon):
    sandbox.faults.slack_token = "account_inactive"
    for number in (1, 2):
        await sandbox.person("sam").command("#demo", "/il-alert", "")
        await sandbox.until(lambda number=number: len(sandbox.messages("#demo", seen_by="sam")) == number)
    await daemon.logged("slack_token_rejected")
    sandbox.faults.slack_token = None
    sam = sandbox.person("sam")
    await sam.command("#demo", "/il-alert", "")
    await sam.opened_view()
    await daemon.logged("slack_token_accepted")
    assert len(daemon.events("slack_token_rejected")) == 1


async def test_a_revoked_app_token_is_said_and_asked_about_seldom(sandbox, daemon):
    sandbox.faults.script("apps.connections.open", [{"error": "invalid_auth"}])
    sandbox.slack.drop()
    line = await daemon.logged("slack_not_connected")
    assert line["level"] == "error"
    assert "SLACK_APP_TOKEN (invalid_auth)" in line["problem"]
    assert line["again_in_seconds"] >= 30
    status, answer = await daemon.get("/readyz")
    assert status == 503
    assert "slack_needs_an_admin" in str(answer)


async def test_socket_mode_switched_off_is_said(sandbox, daemon):
    await sandbox.slack.disconnect("link_disabled", 0.0)
    line = await daemon.logged("slack_not_connected")
    assert line["level"] == "error"
    assert "Socket Mode is switched off" in line["problem"]
    assert line["again_in_seconds"] >= 30
