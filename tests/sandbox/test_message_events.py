"""What an app hears of what people write: as much as it subscribes to, where its bot is a member."""

import pytest


@pytest.fixture
def subscribed(sandbox):
    sandbox.slack.workspace.app.events = ("message.channels", "message.groups", "message.im", "app_mention")


async def heard(sandbox, app, number):
    """Wait for so many events, and return them."""
    await sandbox.until(lambda: len(app.envelopes) >= number)
    return [envelope["payload"]["event"] for envelope in app.envelopes]


@pytest.mark.usefixtures("subscribed")
@pytest.mark.parametrize(
    ("who", "where", "kind"), [("sam", "#demo", "channel"), ("alice", "#payments", "group"), ("sam", "dm", "im")]
)
async def test_a_message_is_told(sandbox, app, who, where, kind):
    message = await sandbox.person(who).say(where, "a < b")
    [event] = await heard(sandbox, app, 1)
    assert (event["type"], event["channel_type"], event["channel"]) == ("message", kind, message.channel)
    assert (event["user"], event["text"], event["event_ts"]) == (message.user, "a &lt; b", message.ts)


@pytest.mark.usefixtures("subscribed")
async def test_a_mention_of_the_bot_is_told_too(sandbox, app, sam):
    await sam.say("#demo", "@ilert help")
    message, mention = await heard(sandbox, app, 2)
    assert (message["type"], mention["type"], mention["text"]) == ("message", "app_mention", "<@U0ILERTBOT1> help")


@pytest.mark.usefixtures("subscribed")
async def test_a_reply_tells_its_thread(sandbox, app, sam):
    question = await sam.say("#demo", "Is the checkout down?")
    await sam.say("#demo", "It is.", answering=question)
    assert (await heard(sandbox, app, 2))[1]["thread_ts"] == question.ts


@pytest.mark.usefixtures("subscribed")
async def test_where_the_bot_is_not_it_hears_nothing(app, sam):
    await sam.say("#random", "@ilert help")
    await sam.say("#demo", "here")
    assert [event["text"] for event in await heard(app.sandbox, app, 1)] == ["here"]


async def test_without_subscriptions_nothing_is_told(app, sam):
    await sam.say("#demo", "@ilert help")
    await sam.command("#demo", "/il-alert")
    assert [envelope["type"] for envelope in app.envelopes] == ["slash_commands"]
