"""Somebody writes to the bot in its direct messages."""

import pytest

from bot.runtime.deadline import Deadline
from bot.slack.app import App
from bot.slack.features import direct_message
from bot.slack.features.direct_message import is_for_us
from tests.slack.fake_slack import HOME, FakeSlack, context, shown

MESSAGE = {"type": "message", "channel_type": "im", "user": "U0SAM000001", "channel": "D0SAM00001", "text": "hello?"}


@pytest.mark.parametrize(
    ("change", "answered"),
    [
        ({}, True),
        ({"text": ""}, True),
        ({"channel_type": "channel"}, False),
        ({"channel_type": "mpim"}, False),
        ({"bot_id": "B0OTHER"}, False),
        ({"app_id": "A0OTHER"}, False),
        ({"subtype": "bot_message"}, False),
        ({"subtype": "message_changed"}, False),
        ({"subtype": "channel_join"}, False),
        ({"edited": {"user": "U0SAM000001"}}, False),
        ({"user": HOME.user_id}, False),
        ({"user": ""}, False),
    ],
)
def test_only_what_a_person_writes_to_the_bot_is_answered(change, answered):
    assert is_for_us({**MESSAGE, **change}, HOME.user_id) is answered


async def told(event):
    """Let the app hear of an event. Returns Slack and the bot's context."""
    slack = FakeSlack()
    bot = context(slack)
    body = {"type": "event_callback", "event": event}
    await App((direct_message.FEATURE,), bot, lambda: "").dispatch(body, Deadline.after(3.0))
    await bot.tasks.drain(5.0)
    return slack, bot


async def test_the_answer_says_what_the_bot_can_do_and_has_a_button():
    slack, _ = await told({**MESSAGE, "text": "x&lt;y <@U0JANE00001|jane>"})
    ((person, message),) = slack.posted
    assert person == "U0SAM000001"
    assert "Writing here alerts nobody." in message["text"]
    assert "*/il-alert whoami*" in shown(message)
    (element,) = message["blocks"][1]["elements"]
    assert (element["action_id"], element["value"]) == ("open_dialog", "x<y @jane")


async def test_a_message_without_words_has_a_button_without_value():
    slack, _ = await told({**MESSAGE, "text": ""})
    assert "value" not in slack.posted[0][1]["blocks"][1]["elements"][0]


async def test_the_bot_answers_no_bot():
    slack, _ = await told({**MESSAGE, "bot_id": "B0OTHER"})
    assert slack.posted == []
