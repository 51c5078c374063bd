"""Slack, networks and texts that misbehave, one case each, against the real daemon."""

import pytest

from tests.e2e.actions import NETWORK, alerts, channel_submission, raised, state, submitted
from tests.e2e.command_line import il_alert_bot

LIMITED = {"http": 429, "retry_after": 1}
LOST = {"lose_answer": True}
HALF = "\ud83d"


@pytest.mark.parametrize(
    "faults",
    [
        {"users.info": [LIMITED]},
        {"views.open": [LIMITED]},
        {"users.info": [LIMITED], "views.open": [LIMITED]},
        {"users.info": [LOST]},
        {"views.open": [LOST]},
        {"users.info": [LOST], "views.open": [LOST]},
    ],
    ids=str,
)
async def test_a_dialog_opens_once_in_spite_of(sandbox, daemon, faults):
    for method, steps in faults.items():
        sandbox.faults.script(method, steps)
    sam = sandbox.person("sam")
    await sam.command("#demo", "/il-alert", "down")
    await sam.opened_view()
    calls = 1 + len(faults.get("views.open", ()))
    await sandbox.until(lambda: len(sandbox.slack.called("views.open")) == calls)
    await sam.close_view()
    assert sam.view is None


async def test_a_message_is_not_posted_twice_where_the_answer_was_lost(sandbox, daemon):
    sandbox.faults.script("chat.postMessage", [LOST])
    sam = sandbox.person("sam")
    await sam.say("dm", "hello?")
    await daemon.logged("slack_call_failed")
    await sandbox.until(lambda: len(sandbox.slack.called("chat.postMessage")) == 2)
    assert len([one for one in sandbox.messages("@sam") if "Writing here alerts nobody" in one.text]) == 1


async def test_halves_of_characters_and_controls_do_not_keep_an_alert_from_being_raised(sandbox, daemon):
    sam = sandbox.slack.workspace.person_named("sam")
    sam.real_name = f"Sam {HALF}"
    payload = await channel_submission(sandbox)
    state(payload)["summary"]["summary"]["value"] = f"down {HALF}\x07"
    state(payload)["details"]["details"]["value"] = f"{HALF}\x1b[31m since\r\nnine"
    await sandbox.slack.deliver("view_submission", payload)
    alert = await raised(sandbox)
    assert alert.summary == "down \ufffd"
    assert "\ufffd[31m since\nnine" in alert.details


async def test_who_submits_what_somebody_else_has_sent_reads_that_and_not_their_words(sandbox, daemon):
    sam = await submitted(sandbox, summary="a secret")
    await raised(sandbox)
    payload = sam.submission()
    payload["view"]["callback_id"] = "alert_channel"
    payload["view"]["state"] = {
        "values": {
            "choice": {"choice": {"type": "radio_buttons", "selected_option": {"value": NETWORK}}},
            "summary": {"summary": {"type": "plain_text_input", "value": "mine"}},
        }
    }
    opened = next(call for call in sandbox.slack.called("views.open")).body["view"]
    payload["view"]["private_metadata"] = opened["private_metadata"]
    payload["user"]["id"] = sandbox.person("ursula").id
    ack = await sandbox.slack.deliver("view_submission", payload)
    assert "Somebody else has already submitted this dialog." in str(ack.payload["view"])
    assert "a secret" not in str(ack.payload)
    assert len(alerts(sandbox)) == 1


async def test_a_bot_of_a_connected_workspace_is_a_bot(sandbox, daemon):
    sandbox.slack.workspace.person_named("sam").connector_bot = True
    await sandbox.person("sam").command("#demo", "/il-alert", "down")
    await sandbox.until(lambda: sandbox.messages("#demo", seen_by="sam"))
    assert "only be raised by people" in sandbox.messages("#demo", seen_by="sam")[-1].text


async def test_whom_slack_does_not_show_reads_what_helps(sandbox, daemon):
    sandbox.faults.script("users.info", [{"error": "user_not_found"}])
    await sandbox.person("sam").command("#demo", "/il-alert", "down")
    await sandbox.until(lambda: sandbox.messages("#demo", seen_by="sam"))
    assert "Only members of this workspace can raise alerts" in sandbox.messages("#demo", seen_by="sam")[-1].text


async def test_whom_ilert_could_not_be_asked_about_is_not_told_that_they_have_no_account(sandbox, daemon):
    await daemon.logged("directory_read")
    sandbox.faults.ilert = "error_500"
    await sandbox.person("sam").command("#ops", "/il-alert", "down")
    await sandbox.until(lambda: sandbox.messages("#ops", seen_by="sam"))
    assert "ilert could not be asked just now" in sandbox.messages("#ops", seen_by="sam")[-1].text


@pytest.mark.parametrize("content", ["x = ", '[ilert_users]\npriority = "high"\n', None], ids=str)
async def test_a_start_that_meets_a_broken_or_missing_policy_file_uses_the_last_good_one(
    sandbox, stopped_daemon, policy_file, content
):
    good = f'admin_channel = "#ops"\n{policy_file.read_text()}'
    policy_file.write_text(good)
    await stopped_daemon.start()
    await stopped_daemon.logged("slack_connected")
    assert await stopped_daemon.stop() == 0
    if content is None:
        policy_file.unlink()
    else:
        policy_file.write_text(content)
    stopped_daemon.lines.clear()
    await stopped_daemon.start()
    await stopped_daemon.logged("last_good_policy_used")
    await stopped_daemon.logged("slack_connected")
    status, body = await stopped_daemon.get("/readyz")
    assert (status, "policy_refused" in str(body)) == (200, True)
    await sandbox.until(lambda: [one for one in sandbox.messages("#ops") if "policy file has mistakes" in one.text])
    await submitted(sandbox)
    await raised(sandbox)
    policy_file.write_text(good)
    policy_file.chmod(0o644)
    await sandbox.until(lambda: "valid again" in sandbox.messages("#ops")[-1].text)


async def test_names_on_many_pages_are_found_though_slack_wants_pauses(sandbox, stopped_daemon, policy_file):
    sandbox.slack.page_size = 1
    sandbox.faults.script("conversations.list", [{}, LIMITED] * 3)
    policy_file.write_text(policy_file.read_text().replace('"#demo"', '"#demo", "#payments"'))
    await stopped_daemon.start()
    await stopped_daemon.logged("slack_connected", seconds=30.0)

    def answers():
        return [call.status for call in sandbox.slack.called("conversations.list")]

    await sandbox.until(lambda: answers().count(429) == 3, timeout=20)
    sam = sandbox.person("sam")
    await sam.command("#demo", "/il-alert", "down")
    await sam.opened_view()
    read = [call for call in sandbox.slack.called("conversations.list") if call.status == 200]
    assert len([call for call in read if "cursor" not in {**call.body, **call.query}]) == 1


async def test_an_organisation_wide_installation_says_which_names_need_ids(sandbox, stopped_daemon, policy_file):
    sandbox.slack.workspace.app.organisation_wide = True
    admins = sandbox.slack.workspace.channel_named("#ops").id
    policy_file.write_text(f'admin_channel = "{admins}"\n{policy_file.read_text()}')
    await stopped_daemon.start()
    assert (await stopped_daemon.logged("channel_names_need_ids"))["names"] == ["#demo"]
    await sandbox.until(lambda: sandbox.messages("#ops"))
    assert "until the policy file has their ids (C…) instead: #demo" in sandbox.messages("#ops")[-1].text
    _, page = await il_alert_bot(stopped_daemon.settings, "check", "--online", str(policy_file))
    assert "write their ids (C...) instead of #demo" in page
