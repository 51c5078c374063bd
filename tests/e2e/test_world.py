"""Slack, networks and texts that misbehave, one case each, against the real daemon."""

import asyncio
import copy
import sys

import pytest

from tests.e2e.actions import NETWORK, alerts, channel_submission, raised, state, submitted

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


@pytest.mark.parametrize(
    ("kind", "payload"),
    [
        ("events_api", {"type": "event_callback", "event": {"type": "app_home_opened", "user": "U0SAM000001"}}),
        ("events_api", {"type": "event_callback", "event": {"type": "reaction_added", "user": "U0SAM000001"}}),
        ("events_api", {"type": "event_callback", "event": {"type": "message", "channel_type": "channel"}}),
        ("view_closed", {"user": {"id": "U0SAM000001"}, "view": {"id": "V1", "callback_id": "alert_channel"}}),
        ("block_actions", {"user": {"id": "U0SAM000001"}, "actions": [{"action_id": "nobodys", "block_id": "b"}]}),
        ("shortcut", {"user": {"id": "U0SAM000001"}, "callback_id": "nobodys"}),
        ("message_action", {"user": {"id": "U0SAM000001"}, "callback_id": "nobodys"}),
        ("of_next_year", {"user": 5, "actions": "x"}),
    ],
)
async def test_what_nobody_listens_to_is_acknowledged_and_no_mistake(sandbox, daemon, kind, payload):
    assert await sandbox.slack.deliver(kind, payload) is not None
    assert await sandbox.slack.deliver(kind, payload) is not None
    assert len([line for line in daemon.events("payload_ignored") if line["level"] == "info"]) <= 1
    assert "Traceback" not in daemon.text


async def test_a_command_of_another_name_is_answered_to_its_sender(sandbox, daemon):
    sam = sandbox.person("sam")
    payload = {
        "command": "/il-page",
        "user_id": sam.id,
        "channel_id": "C0DEMO00001",
        "trigger_id": "1.2",
        "response_url": "",
    }
    await sandbox.slack.deliver("slash_commands", payload)
    await sandbox.until(lambda: sandbox.messages("@sam"))
    assert "does not know the command /il-page" in sandbox.messages("@sam")[-1].text


async def test_who_writes_to_the_bot_reads_what_it_can_do_and_opens_the_dialog_with_a_button(sandbox, daemon):
    ursula = sandbox.person("ursula")
    await ursula.say("dm", "the checkout is down")
    answer = await sandbox.until(lambda: next((one for one in sandbox.messages("@ursula") if one.bot), None))
    assert "*/il-alert whoami*" in answer.all_text
    await ursula.press(answer, "open_dialog")
    view = await ursula.opened_view()
    assert view.values["summary"] == "the checkout is down"


@pytest.mark.parametrize("summary", ["\u200b", "\u00ad", "\u2800", "\u3164", "\ufe0f", "\x00", "\u200b \u2060\n"])
async def test_a_summary_that_nobody_sees_is_refused(sandbox, daemon, summary):
    payload = await channel_submission(sandbox)
    state(payload)["summary"]["summary"]["value"] = summary
    ack = await sandbox.slack.deliver("view_submission", payload)
    assert set(ack.payload["errors"]) == {"summary"}
    assert alerts(sandbox) == []


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


@pytest.mark.parametrize(
    ("typed", "summary", "details"),
    [
        ("if x<y and z>w then page", "if x<y and z>w then page", ""),
        ("<" * 3000, None, "<" * 3000),
        ("x" * 240 + "🔥" * 10, "x" * 240 + "🔥" * 7 + "…", "x" * 240 + "🔥" * 10),
        ("vector<int> &amp; R&D", "vector<int> &amp; R&D", ""),
        ("x" * 2999 + "🔥" + "the end", None, "x" * 2999),
    ],
)
async def test_what_is_typed_after_the_command_is_taken_as_it_is(sandbox, daemon, typed, summary, details):
    sam = sandbox.person("sam")
    await sam.command("#demo", "/il-alert", typed)
    view = await sam.opened_view()
    assert summary is None or view.values["summary"] == summary
    assert (view.values["details"] or "") == details
    if rest := typed[len(details) :] if details else "":
        await sandbox.until(lambda: sandbox.messages("#demo", seen_by="sam"))
        assert rest in sandbox.messages("#demo", seen_by="sam")[0].all_text


@pytest.mark.parametrize(
    ("typed", "answer"),
    [("\u2014help", "opens a dialog"), ("\u200bwhoami", "You in Slack"), ("\u200bhelp\u200b", "opens a dialog")],
)
async def test_words_that_a_telephone_has_changed_are_understood(sandbox, daemon, typed, answer):
    sam = sandbox.person("sam")
    await sam.command("#demo", "/il-alert", typed)
    await sandbox.until(lambda: sandbox.messages("#demo", seen_by="sam"))
    assert answer in sandbox.messages("#demo", seen_by="sam")[-1].all_text
    assert sam.view is None


async def test_where_slack_refuses_the_summary_the_dialog_opens_with_it_in_the_details(sandbox, daemon):
    sandbox.faults.script("views.open", [{"error": "invalid_arguments"}])
    sam = sandbox.person("sam")
    await sam.command("#demo", "/il-alert", "the checkout is down")
    view = await sam.opened_view()
    assert (view.values["summary"], view.values["details"]) == (None, "the checkout is down")


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


@pytest.mark.parametrize(
    "change",
    [
        {"user": {"id": "U0SAM000001", "team_id": "T0OTHER0001"}},
        {"team": {"id": "T0OTHER0001"}},
        {"api_app_id": "A0OTHER0001"},
    ],
    ids=str,
)
async def test_a_payload_of_another_workspace_or_app_is_refused(sandbox, daemon, change):
    payload = await channel_submission(sandbox)
    ack = await sandbox.slack.deliver("view_submission", {**payload, **change})
    assert "from another Slack workspace or app" in str(ack.payload["view"])
    assert (await daemon.logged("payload_refused"))["level"] == "warning"
    assert alerts(sandbox) == []


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


def nested(levels):
    """Return tables within tables."""
    inner = {}
    for _ in range(levels):
        inner = {"x": inner}
    return inner


@pytest.mark.parametrize(
    "break_it",
    [
        lambda payload: payload["view"].update(state=5),
        lambda payload: payload["view"].update(state={"values": {"summary": [5], "choice": {"choice": "x"}}}),
        lambda payload: payload["view"].update(private_metadata="[" * 3000),
        lambda payload: payload["view"].update(private_metadata=5),
        lambda payload: payload["view"].update(blocks={"x": 5}),
        lambda payload: payload["view"].update(title=[]),
        lambda payload: state(payload)["choice"].update(choice={"selected_option": {"value": "9" * 5000 + ":1"}}),
        lambda payload: payload.update(user={"id": ["U0SAM000001"]}),
        lambda payload: payload.update(team="x" * 10, enterprise=[5], channel=7, container=None, response_urls=5),
    ],
)
async def test_a_malformed_submission_is_answered_without_a_traceback(sandbox, daemon, break_it):
    payload = copy.deepcopy(await channel_submission(sandbox))
    break_it(payload)
    ack = await sandbox.slack.deliver("view_submission", payload)
    assert ack is not None
    assert ack.payload
    assert "Traceback" not in daemon.text
    assert alerts(sandbox) == []


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
    arguments = (sys.executable, "-m", "bot.cli.main", "check", "--online", str(policy_file))
    check = await asyncio.create_subprocess_exec(
        *arguments, env=stopped_daemon.settings, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.STDOUT
    )
    page, _ = await check.communicate()
    assert "write their ids (C...) instead of #demo" in page.decode()
