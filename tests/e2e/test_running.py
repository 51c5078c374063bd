"""Start, stop, settings, tokens."""

import signal

import pytest

from tests.e2e.actions import alerts, paths, submitted
from tests.e2e.daemon import Daemon


async def test_it_stops_cleanly_on_sigterm(sandbox, daemon):
    assert await daemon.stop() == 0
    await daemon.logged("stopped")
    await sandbox.until(lambda: not sandbox.slack.socket.connections)


async def test_no_token_reaches_the_log(sandbox, daemon):
    sam = sandbox.person("sam")
    await sam.command("#demo", "/il-alert", "down")
    await sam.opened_view()
    await daemon.stop()
    for secret in (sandbox.bot_token, sandbox.app_token, sandbox.ilert_token):
        assert secret not in daemon.text
    assert "ticket=" not in daemon.text
    assert "/hooks/" not in daemon.text


@pytest.mark.parametrize(
    ("name", "value", "expected"),
    [
        ("SLACK_BOT_TOKEN", "", "SLACK_BOT_TOKEN is malformed: expected a Slack bot token, which starts with xoxb-"),
        ("ILERT_ENDPOINT", "ilert", "ILERT_ENDPOINT is malformed: expected a web address that starts with https://"),
        ("IL_ALERT_CONFIG", "/nonexistent.toml", "/nonexistent.toml: found no such file, expected a policy file"),
        ("SLACK_BOT_TOKEN", "xoxb-wrong", "SLACK_BOT_TOKEN: Slack answered invalid_auth."),
        ("SLACK_APP_TOKEN", "xapp-wrong", "SLACK_APP_TOKEN: Slack answered invalid_auth."),
    ],
)
async def test_a_wrong_setting_ends_it_with_78_and_is_named(stopped_daemon, name, value, expected):
    stopped_daemon.settings[name] = value
    await stopped_daemon.start()
    assert await stopped_daemon.wait() == 78
    assert expected in stopped_daemon.text


async def test_a_policy_file_with_a_mistake_keeps_it_from_starting(stopped_daemon, policy_file):
    policy_file.write_text('[ilert_users]\npriority = "high"\n')
    await stopped_daemon.start()
    assert await stopped_daemon.wait() == 78
    assert f"{policy_file}:2:12: ilert_users.priority" in stopped_daemon.text


async def test_a_missing_setting_is_named(stopped_daemon):
    del stopped_daemon.settings["ILERT_API_TOKEN"]
    await stopped_daemon.start()
    assert await stopped_daemon.wait() == 78
    assert "ILERT_API_TOKEN is not set: expected an ilert API key" in stopped_daemon.text


async def test_a_wrong_ilert_key_is_named_in_the_log_and_the_rest_goes_on(sandbox, stopped_daemon):
    stopped_daemon.settings["ILERT_API_TOKEN"] = "il1wrong"
    await stopped_daemon.start()
    line = await stopped_daemon.logged("ilert_key_rejected")
    assert line["problem"].startswith("ilert does not accept the API key (")
    await stopped_daemon.logged("slack_connected")
    sam = sandbox.person("sam")
    await sam.command("#demo", "/il-alert", "down")
    assert (await sam.opened_view()).title == "Alert on-call engineers"


async def test_missing_scopes_are_named_at_start(sandbox, stopped_daemon):
    sandbox.slack.workspace.app.scopes.discard("groups:read")
    await stopped_daemon.start()
    assert (await stopped_daemon.logged("slack_scopes_missing"))["missing"] == ["groups:read"]


async def test_an_outage_of_slack_at_the_start_is_waited_out(sandbox, stopped_daemon):
    sandbox.faults.script("auth.test", [{"error": "internal_error"}])
    await stopped_daemon.start()
    await stopped_daemon.logged("slack_unreachable")
    await stopped_daemon.logged("slack_connected")


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
async def test_it_can_be_stopped_while_it_waits_for_slack(sandbox, stopped_daemon, number):
    sandbox.faults.script("auth.test", [{"error": "internal_error"}] * 50)
    await stopped_daemon.start()
    await stopped_daemon.logged("slack_unreachable")
    stopped_daemon.send(number)
    assert await stopped_daemon.wait() == 0


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
async def test_a_second_signal_ends_it_at_once_and_what_was_accepted_is_raised_after_the_next_start(
    sandbox, settings, stopped_daemon, number
):
    await stopped_daemon.start()
    await stopped_daemon.logged("slack_connected")
    sandbox.faults.ilert = "hang"
    await submitted(sandbox)
    await sandbox.until(lambda: "POST /events" in paths(sandbox))
    stopped_daemon.send(signal.SIGTERM)
    await stopped_daemon.logged("stopping")
    # It waits for ilert's answer now, for longer than this test would.
    stopped_daemon.send(number)
    assert await stopped_daemon.wait(2.0) == 128 + number
    assert (await stopped_daemon.logged("stopped_at_once"))["signal"] == number.name
    assert not stopped_daemon.events("stopped")

    sandbox.faults.ilert = "up"
    again = Daemon(settings)
    try:
        await again.start()
        await again.logged("alert_raised", seconds=30.0)
    finally:
        await again.stop()
    assert len(alerts(sandbox)) == 1


async def test_a_quiet_day_is_quiet(sandbox, settings):
    """Slack refreshes the connection and monitoring looks in: nobody needs to read of that."""
    daemon = Daemon({**settings, "IL_ALERT_LOG_LEVEL": "info"})
    try:
        await daemon.start()
        await daemon.logged("slack_connected")
        await daemon.logged("directory_read")
        await daemon.logged("ilert_connected")
        before = len(daemon.lines)
        await sandbox.slack.disconnect("refresh_requested")
        await sandbox.until(lambda: sandbox.slack.socket.connections)
        for path in ("/healthz", "/readyz"):
            assert (await daemon.get(path))[0] == 200
        sandbox.slack.event({"type": "user_change", "user": {"id": "U0SAM00001"}})
        await sandbox.until(lambda: sandbox.slack.socket.envelopes and sandbox.slack.socket.envelopes[-1].acks)
        assert daemon.lines[before:] == []
    finally:
        await daemon.stop()
