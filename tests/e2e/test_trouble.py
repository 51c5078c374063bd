"""When ilert or Slack do not do what they should."""

import pytest

from bot.directory import snapshot_file
from bot.domain.account import Directory
from tests.e2e.actions import NETWORK, alerts, paths, raised, result_of, submitted, words
from tests.e2e.daemon import Daemon


@pytest.mark.parametrize("fault", ["error_500", "error_503", "down", "lose_answer"])
async def test_passing_trouble_at_ilert_ends_in_one_alert(sandbox, daemon, fault):
    sandbox.faults.script("POST /events", [fault])
    sam = await submitted(sandbox)
    assert "*Network Infrastructure* is being alerted." in await result_of(sandbox, sam)
    assert len(alerts(sandbox)) == 1


async def test_a_manual_alert_whose_answer_was_lost_is_found_not_repeated(sandbox, daemon):
    sandbox.faults.script("POST /alerts", ["lose_answer"])
    ursula = sandbox.person("ursula")
    await ursula.command("#ops", "/il-alert", "The core is down")
    await ursula.opened_view()
    await ursula.choose("source", "2247480")
    await sandbox.until(lambda: ursula.view.values.get("policy.2247480") == "81214")
    await ursula.submit()
    alert = await raised(sandbox)
    assert f"view.jsf?id={alert.id}" in await result_of(sandbox, ursula)
    assert paths(sandbox).count("POST /alerts") == 1


async def test_an_outage_at_ilert_is_told_and_waited_out(sandbox, daemon):
    sandbox.faults.ilert = "down"
    sam = await submitted(sandbox)
    await sandbox.until(lambda: "keeps trying" in words(sam.view), timeout=10)
    assert "Urgent? Call +49 221 5550 0000" in words(sam.view)
    sandbox.faults.ilert = "up"
    await sandbox.until(lambda: "is being alerted" in words(sam.view), timeout=40)
    assert len(alerts(sandbox)) == 1


async def test_an_alert_waits_while_ilert_does_not_accept_the_key(sandbox, daemon):
    sandbox.faults.script("POST /events", ["unauthorized"])
    sam = await submitted(sandbox)
    await sandbox.until(lambda: "is being alerted" in words(sam.view), timeout=40)
    assert len(alerts(sandbox)) == 1


async def test_a_final_refusal_says_what_to_do(sandbox, daemon):
    sandbox.faults.script("POST /events", ["forbidden"])
    sam = await submitted(sandbox)
    shown = await result_of(sandbox, sam)
    assert "the bot's access to ilert is not valid" in shown
    assert "reauthorize" in shown
    assert "Urgent? Call +49 221 5550 0000" in shown
    line = await daemon.logged("alert_not_delivered")
    assert line["reason"] == "ilert_unauthorized"


async def test_who_closed_the_dialog_hears_it_all_the_same(sandbox, daemon):
    sandbox.faults.ilert = "down"
    sam = await submitted(sandbox)
    await sam.close_view()
    sandbox.faults.ilert = "up"
    await sandbox.until(lambda: sandbox.messages("#demo", seen_by="sam"), timeout=40)
    assert "is being alerted" in sandbox.messages("#demo", seen_by="sam")[0].text


async def test_a_dialog_opens_while_ilert_is_down(sandbox, daemon):
    sandbox.faults.ilert = "down"
    ursula = sandbox.person("ursula")
    await ursula.command("#ops", "/il-alert", "")
    assert (await ursula.opened_view()).title == "Alert on-call team"


async def test_before_ilert_was_read_people_with_an_account_are_told_to_wait(sandbox, stopped_daemon):
    sandbox.faults.ilert = "down"
    await stopped_daemon.start()
    await stopped_daemon.logged("slack_connected", seconds=30)
    await sandbox.person("ursula").command("#ops", "/il-alert", "")
    await sandbox.until(lambda: sandbox.messages("#ops", seen_by="ursula"))
    assert (
        "cannot read your company's ilert account at the moment" in sandbox.messages("#ops", seen_by="ursula")[0].text
    )


async def test_a_missing_scope_is_named_to_the_person(sandbox, daemon):
    sandbox.slack.workspace.app.scopes.discard("users:read")
    await sandbox.person("sam").command("#demo", "/il-alert", "")
    await sandbox.until(lambda: sandbox.messages("#demo", seen_by="sam"))
    (message,) = sandbox.messages("#demo", seen_by="sam")
    assert "The bot is missing the Slack permission users:read." in message.text
    assert "reauthorize" in message.text
    line = await daemon.logged("person_unknown")
    assert "missing_scope" in line["problem"]
    assert line["ref"] in str(message.blocks)


async def test_a_missing_email_scope_is_named_to_the_person(sandbox, daemon):
    sandbox.slack.workspace.app.scopes.discard("users:read.email")
    await sandbox.person("ursula").command("#ops", "/il-alert", "")
    await sandbox.until(lambda: sandbox.messages("#ops", seen_by="ursula"))
    assert "users:read.email" in sandbox.messages("#ops", seen_by="ursula")[0].text


@pytest.mark.parametrize(
    ("fault", "expected"),
    [
        ({"error": "token_revoked"}, "Slack no longer accepts the bot's token."),
        ({"error": "expired_trigger_id"}, "The dialog could not be opened in time. Please try again."),
        ({"error": "internal_error"}, "The dialog could not be opened."),
        ({"http": 503}, "The dialog could not be opened."),
        ({"http": 429, "retry_after": 5}, "The dialog could not be opened."),
    ],
)
async def test_a_dialog_that_does_not_open_is_explained(sandbox, daemon, fault, expected):
    sandbox.faults.script("views.open", [fault])
    await sandbox.person("sam").command("#demo", "/il-alert", "")
    await sandbox.until(lambda: sandbox.messages("#demo", seen_by="sam"))
    (message,) = sandbox.messages("#demo", seen_by="sam")
    assert message.text.startswith(expected)
    assert "Urgent? Call +49 221 5550 0000" in str(message.blocks)


async def test_slack_failing_at_submit_keeps_the_dialog_and_what_was_typed(sandbox, daemon):
    sam = sandbox.person("sam")
    await sam.command("#demo", "/il-alert", "down")
    await sam.opened_view()
    await sam.choose("choice", NETWORK)
    payload = sam.submission()
    # Slack is asked about somebody whom the bot has not met yet, and does not answer.
    payload["user"]["id"] = sandbox.person("ursula").id
    sandbox.faults.script("users.info", [{"http": 500}] * 5)
    answer = await sandbox.slack.deliver("view_submission", payload)
    assert answer.payload["response_action"] == "errors"
    assert "Please press Submit again" in answer.payload["errors"]["summary"]
    assert alerts(sandbox) == []


@pytest.mark.parametrize("reason", ["warning", "refresh_requested"])
async def test_a_planned_refresh_leaves_no_gap(sandbox, daemon, reason):
    await sandbox.slack.disconnect(reason)
    await daemon.logged("slack_refreshes_connection")
    await sandbox.until(lambda: sandbox.slack.socket.connections)
    sam = sandbox.person("sam")
    assert (await sam.command("#demo", "/il-alert", "")).ok
    await sam.opened_view()


async def test_a_dropped_connection_comes_back(sandbox, daemon):
    sandbox.slack.drop()
    await daemon.logged("slack_disconnected")
    await daemon.logged("slack_connected", lambda line: len(daemon.events("slack_connected")) == 2)
    sam = sandbox.person("sam")
    assert (await sam.command("#demo", "/il-alert", "")).ok
    await sam.opened_view()


async def test_failed_handshakes_are_retried_with_a_fresh_address(sandbox, daemon):
    sandbox.slack.socket.fail_handshakes(2, status=503)
    sandbox.slack.drop()
    await daemon.logged("slack_connected", lambda line: len(daemon.events("slack_connected")) == 2)
    assert len(daemon.events("slack_not_connected")) == 2


async def test_a_bot_that_restarts_while_ilert_is_away_still_knows_who_may_alert_whom(sandbox, settings):
    before = Daemon(settings)
    await before.start()
    await before.logged("directory_read")
    await before.logged("slack_connected")
    assert await before.stop() == 0
    sandbox.faults.ilert = "down"
    after = Daemon(settings)
    try:
        await after.start()
        await after.logged("directory_restored")
        await after.logged("slack_connected", seconds=30)
        ursula = sandbox.person("ursula")
        await ursula.command("#ops", "/il-alert", "")
        assert (await ursula.opened_view()).title == "Alert on-call team"
    finally:
        await after.stop()


async def test_what_was_read_too_long_ago_does_not_count(sandbox, settings, state_dir):
    old = Directory({}, {}, {}, {}, {}, taken_at=0.0)
    snapshot_file.write(state_dir, old)
    sandbox.faults.ilert = "down"
    daemon = Daemon(settings)
    try:
        await daemon.start()
        await daemon.logged("slack_connected", seconds=30)
        await sandbox.person("ursula").command("#ops", "/il-alert", "")
        await sandbox.until(lambda: sandbox.messages("#ops", seen_by="ursula"))
        assert "cannot read your company's ilert account" in sandbox.messages("#ops", seen_by="ursula")[0].text
        line = await daemon.logged("directory_refresh_failed")
        assert line["age_seconds"] > 1_000_000
    finally:
        await daemon.stop()
