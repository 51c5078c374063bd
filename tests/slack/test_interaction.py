"""Whatever fails after Slack's acknowledgement, the person is told, with the reference."""

import re

import pytest
from structlog.testing import capture_logs

from bot.runtime.deadline import Deadline
from bot.slack.api.errors import CannotPost, MissingScope, SlackUnreachable, ViewGone
from bot.slack.interaction import DialogUnreadable, answering, begin, searching, submitting
from bot.slack.ui.blocks import modal
from bot.slack.ui.metadata import Metadata, dump
from tests.accounts import IN_DEMO, policy
from tests.english import ENGLISH
from tests.slack.fake_slack import FakeSlack, clicked, command_body, context, shown, view_body

SAY = ENGLISH.failures
FALLBACK = "Call the NOC"
REFERENCE = re.compile(r"Reference [0-9A-Z]{4}-[0-9A-Z]{4}")
VIEW = modal("Alert", [], close="Close", callback_id="x", private_metadata=dump(Metadata("7K3M-Q9XD", IN_DEMO)))
FOREIGN = {**VIEW, "private_metadata": "{}"}
DOWN = SlackUnreachable("users.info", "timeout")


@pytest.fixture
def slack():
    return FakeSlack()


@pytest.fixture
def bot(slack):
    return context(slack, policy(dialog={"fallback": FALLBACK}))


class Ack:
    """Remembers what Slack was acknowledged with."""

    def __init__(self):
        self.calls = []

    async def __call__(self, payload=None, **more):
        self.calls.append({**(payload or {}), **more})


async def happen(bot, listener, body):
    """Let a listener handle a payload. Returns the acknowledgement and the events that were logged."""
    ack = Ack()
    with capture_logs() as lines:
        await listener(ack=ack, body=body, deadline=Deadline.after(3.0))
        await bot.tasks.drain(5.0)
    (answer,) = ack.calls
    return answer, [line["event"] for line in lines]


def raising(error):
    async def handler(_context, _interaction):
        raise error

    return handler


async def test_a_mistake_after_a_command_is_told_where_it_was_typed(bot, slack):
    _, events = await happen(bot, answering(bot, raising(RuntimeError("oops"))), command_body())
    (message,) = slack.replies
    said, fallback, reference = message["text"].splitlines()
    assert (said, fallback) == (SAY.unexpected(), FALLBACK)
    assert REFERENCE.search(reference)
    assert FALLBACK in shown(message)
    assert REFERENCE.search(shown(message))
    assert events == ["interaction_failed"]


async def test_where_the_conversation_takes_no_answer_a_direct_message_does(bot, slack):
    slack.failing["respond"] = CannotPost("response_url", "used_url")
    await happen(bot, answering(bot, raising(RuntimeError("oops"))), command_body())
    ((person, message),) = slack.posted
    assert person == "U0SAM000001"
    assert REFERENCE.search(shown(message))


async def test_who_can_be_told_nowhere_is_in_the_log(bot, slack):
    slack.failing = dict.fromkeys(("respond", "post_message"), SlackUnreachable("chat.postMessage", "timeout"))
    _, events = await happen(bot, answering(bot, raising(RuntimeError("oops"))), command_body())
    assert events == ["interaction_failed", "response_url_failed", "failure_not_shown"]


async def test_a_mistake_after_a_click_is_told_in_the_dialog(bot, slack):
    await happen(bot, answering(bot, raising(RuntimeError("oops"))), view_body(VIEW))
    (view,) = slack.updated
    assert SAY.unexpected() in shown(view)
    assert "Reference 7K3M-Q9XD" in shown(view)
    assert FALLBACK in shown(view)
    assert slack.posted == []


async def test_where_the_dialog_is_gone_a_direct_message_tells(bot, slack):
    slack.failing["update_view"] = ViewGone("views.update", "not_found")
    _, events = await happen(bot, answering(bot, raising(RuntimeError("oops"))), view_body(VIEW))
    ((_, message),) = slack.posted
    assert "Reference 7K3M-Q9XD" in shown(message)
    assert events == ["interaction_failed", "view_update_failed"]


async def test_who_closed_the_dialog_wants_to_be_told_nothing(bot, slack):
    _, events = await happen(bot, answering(bot, raising(ViewGone("views.update", "not_found"))), view_body(VIEW))
    assert (slack.updated, slack.posted, events) == ([], [], ["dialog_gone"])


@pytest.mark.parametrize(
    ("error", "event", "words"),
    [
        (DOWN, "person_unknown", SAY.unknown_person()),
        (SlackUnreachable("views.open", "timeout"), "dialog_not_opened", SAY.dialog_failed()),
        (SlackUnreachable("views.update", "timeout"), "dialog_not_updated", SAY.dialog_not_updated()),
        (SlackUnreachable("reactions.add", "timeout"), "slack_call_failed", SAY.slack_failed()),
        (MissingScope("reactions.add", "reactions:write"), "slack_call_failed", SAY.missing_scope("reactions:write")),
    ],
)
async def test_what_slack_does_not_do_is_no_mistake_and_told_in_its_own_words(bot, slack, error, event, words):
    _, events = await happen(bot, answering(bot, raising(error)), command_body())
    assert slack.replies[0]["text"].splitlines()[0] == words
    assert events == [event]


async def test_a_failed_submission_is_answered_with_what_is_known(bot):
    answer, events = await happen(bot, submitting(bot, raising(RuntimeError("oops"))), view_body(VIEW))
    assert answer["response_action"] == "update"
    assert answer["view"]["title"]["text"] == "Alert"
    assert SAY.submission_failed() in shown(answer["view"])
    assert "Reference 7K3M-Q9XD" in shown(answer["view"])
    assert FALLBACK in shown(answer["view"])
    assert events == ["interaction_failed"]


async def test_a_dialog_of_another_release_says_so(bot):
    async def submit(_context, interaction):
        return interaction.origin

    answer, events = await happen(bot, submitting(bot, submit), view_body(FOREIGN))
    assert SAY.dialog_unreadable() in shown(answer["view"])
    assert events == ["dialog_unreadable"]


async def test_a_search_while_slack_is_slow_finds_nothing_and_is_no_mistake(bot):
    answer, events = await happen(bot, searching(bot, raising(DOWN)), view_body(VIEW))
    assert answer == {"options": []}
    assert events == ["person_unknown"]


async def test_a_mistake_in_a_search_leaves_the_dialog_as_it_is(bot, slack):
    answer, events = await happen(bot, searching(bot, raising(RuntimeError("oops"))), view_body(VIEW))
    assert (answer, events, slack.updated) == ({"options": []}, ["interaction_failed"], [])


def test_a_dialog_goes_by_what_it_was_opened_with(slack):
    interaction = clicked(slack, VIEW)
    assert (interaction.reference, interaction.origin) == ("7K3M-Q9XD", IN_DEMO)
    assert interaction.metadata == Metadata("7K3M-Q9XD", IN_DEMO)


def test_what_is_not_known_is_not_made_up(slack):
    with pytest.raises(DialogUnreadable):
        _ = clicked(slack, FOREIGN).origin
    with pytest.raises(DialogUnreadable):
        _ = begin(slack, command_body(), Deadline.after(3.0)).view
