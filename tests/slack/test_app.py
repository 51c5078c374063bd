"""What comes to the app and is nobody's: ignored, refused or answered, and never a mistake in the bot."""

import linecache

import pytest
from structlog.testing import capture_logs

from bot.runtime.deadline import Deadline
from bot.slack.app import App
from bot.slack.features.all import FEATURES
from tests.english import ENGLISH
from tests.slack.fake_slack import HOME, FakeSlack, command_body, context, shown, view_body

APP_ID = "A0ILERT0001"
BODY = {"team": {"id": HOME.team_id}, "user": {"id": "U0SAM000001", "team_id": HOME.team_id}, "api_app_id": APP_ID}


@pytest.fixture
def slack():
    return FakeSlack()


@pytest.fixture
def bot(slack):
    return context(slack)


@pytest.fixture
def app(bot):
    return App(FEATURES, bot, lambda: APP_ID)


async def happen(app, bot, payload):
    """Let the app answer. Returns the acknowledgement, and events with their levels."""
    with capture_logs() as lines:
        answer = await app.dispatch(payload, Deadline.after(3.0))
        await bot.tasks.drain(5.0)
    return answer, [(line["event"], line["log_level"]) for line in lines]


def test_no_sources_are_read_to_name_the_app(bot):
    linecache.clearcache()
    App(FEATURES, bot, lambda: APP_ID)
    assert not linecache.cache


UNHEARD = [
    {"type": "event_callback", "event": {"type": "pin_added", "user": "U0SAM000001"}},
    {"type": "event_callback", "event": {"type": "reaction_added", "user": "U0SAM000001", "item": {"type": "message"}}},
    {"type": "event_callback"},
    {"type": "view_closed", **BODY, "view": {"id": "V1", "callback_id": "nobodys"}},
    {"type": "block_actions", **BODY, "actions": [{"action_id": "nobodys", "block_id": "b"}]},
    {"type": "block_suggestion", **BODY, "action_id": "nobodys", "block_id": "b", "value": ""},
    {"type": "shortcut", **BODY, "callback_id": "nobodys"},
    {"type": "message_action", **BODY, "callback_id": "nobodys"},
    {"type": "workflow_step_edit", **BODY, "callback_id": "nobodys"},
    {"type": "of_next_year"},
    {},
]


@pytest.mark.parametrize("payload", UNHEARD, ids=str)
async def test_what_nobody_listens_to_is_said_once_and_then_at_debug(app, bot, payload):
    assert await happen(app, bot, payload) == (None, [("payload_ignored", "info")])
    assert await happen(app, bot, payload) == (None, [("payload_ignored", "debug")])


async def test_the_kinds_that_are_remembered_do_not_grow_without_end(app, bot):
    for number in range(200):
        await happen(app, bot, {"type": "shortcut", **BODY, "callback_id": f"c{number}"})
    _, events = await happen(app, bot, {"type": "shortcut", **BODY, "callback_id": "one more"})
    assert events == [("payload_ignored", "debug")]


async def test_a_command_of_another_name_is_answered_to_its_sender(app, bot, slack):
    _, events = await happen(app, bot, {**command_body("down"), "command": "/il-<other>"})
    assert events == [("command_unknown", "info")]
    (message,) = slack.replies
    assert message["text"].startswith("The bot does not know the command /il-&lt;other&gt;.")
    assert "*/il-alert* opens a dialog" in shown(message)


FOREIGN = {"user": {"id": "U0SAM000001", "team_id": "T0OTHER0001"}}


async def test_a_submission_of_another_workspace_is_refused_and_says_so(app, bot, slack):
    view = {"id": "V1", "callback_id": "alert_channel"}
    answer, events = await happen(app, bot, {"type": "view_submission", **BODY, **FOREIGN, "view": view})
    assert answer["response_action"] == "update"
    assert ENGLISH.failures.not_for_us() in shown(answer["view"])
    assert events == [("payload_refused", "warning")]


async def test_a_command_of_another_app_opens_nothing_and_says_so(app, bot, slack):
    payload = {**command_body("down"), "command": "/il-alert", "api_app_id": "A0OTHER0001"}
    _, events = await happen(app, bot, payload)
    assert slack.opened == []
    assert slack.replies[0]["text"].splitlines()[0] == ENGLISH.failures.not_for_us()
    assert events == [("payload_refused", "warning")]


async def test_a_search_of_another_workspace_finds_nothing(app, bot):
    payload = {"type": "block_suggestion", **BODY, **FOREIGN, "action_id": "source", "block_id": "source", "value": ""}
    answer, events = await happen(app, bot, payload)
    assert answer == {"options": []}
    assert events == [("payload_refused", "warning")]


@pytest.mark.parametrize("kind", ["event_callback", "view_closed"])
async def test_what_nobody_waits_for_is_refused_without_an_answer(app, bot, kind):
    assert await happen(app, bot, {"type": kind, **FOREIGN}) == (None, [("payload_refused", "warning")])


async def test_a_submission_of_nobody_is_answered_all_the_same(app, bot):
    answer, events = await happen(app, bot, {**view_body({"callback_id": "x"}), "type": "view_submission", "user": 5})
    assert ENGLISH.failures.dialog_unreadable() in shown(answer["view"])
    assert events == [("payload_unreadable", "warning")]


async def test_a_mistake_in_a_listener_of_events_is_one_in_the_bot(bot):
    def register(app, _context):
        @app.event("app_mention")
        async def fail():
            raise RuntimeError("oops")

    app = App([FEATURES[0].__class__("broken", register)], bot, lambda: APP_ID)
    _, events = await happen(app, bot, {"type": "event_callback", "event": {"type": "app_mention"}})
    assert events == [("listener_failed", "error")]
