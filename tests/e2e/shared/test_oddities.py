"""What people type and Slack sends that nobody would expect, one case each, against the real daemon."""

import copy

import pytest

from tests.e2e.actions import alerts, channel_submission, state

pytestmark = pytest.mark.asyncio(loop_scope="session")


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


@pytest.mark.parametrize(
    "break_it",
    [
        lambda payload: payload["view"].update(state=5),
        lambda payload: payload["view"].update(state={"values": {"summary": [5], "choice": {"choice": "x"}}}),
        lambda payload: payload["view"].update(private_metadata="[" * 3000),
        lambda payload: payload["view"].update(private_metadata=5),
        lambda payload: state(payload)["choice"].update(choice={"selected_option": {"value": "9" * 5000 + ":1"}}),
        lambda payload: payload.update(user={"id": ["U0SAM000001"]}),
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
