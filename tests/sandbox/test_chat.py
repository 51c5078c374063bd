"""Posting: where the bot may, and what it may."""

import pytest

from tests.sandbox.shapes import section

DEMO, PAYMENTS = "C024BE91L", "C0PAYMENTS1"


@pytest.mark.parametrize(
    ("channel", "error"),
    [
        ("C0SECRET001", "channel_not_found"),
        ("C0RANDOM001", "not_in_channel"),
        ("C0OLD000001", "is_archived"),
        ("#demo", "channel_not_found"),
        ("U0DANA00001", "channel_not_found"),
        ("U0EVE000001", "channel_not_found"),
        ("U0NOBODY001", "channel_not_found"),
    ],
)
async def test_the_bot_posts_only_where_it_may(sandbox, lone_app, channel, error):
    sandbox.slack.workspace.app.scopes.discard("chat:write.public")
    assert (await lone_app.call("chat.postMessage", channel=channel, text="x"))["error"] == error


async def test_a_scope_opens_public_channels(sandbox, lone_app):
    assert "chat:write.public" in sandbox.slack.workspace.app.scopes
    assert (await lone_app.call("chat.postMessage", channel="C0RANDOM001", text="x"))["ok"]
    assert (await lone_app.call("chat.postMessage", channel="C0SECRET001", text="x"))["error"] == "channel_not_found"


async def test_a_person_is_written_to_in_their_conversation_with_the_bot(sandbox, lone_app):
    answer = await lone_app.call("chat.postMessage", channel="U0SAM000001", text="hello")
    assert answer["channel"] == "D0SAM000001"
    assert [message.text for message in sandbox.messages("@sam", seen_by="sam")] == ["hello"]


@pytest.mark.parametrize(
    ("message", "error"),
    [
        ({}, "no_text"),
        ({"text": ""}, "no_text"),
        ({"text": "x" * 40_001}, "msg_too_long"),
        ({"text": "x", "blocks": [section("")]}, "invalid_blocks"),
        ({"text": "x", "blocks": [section()] * 51}, "invalid_blocks"),
        ({"text": "x", "blocks": "no json"}, "invalid_arguments"),
    ],
)
async def test_a_message_that_slack_does_not_take_is_refused(lone_app, message, error):
    assert (await lone_app.call("chat.postMessage", channel=DEMO, **message))["error"] == error


async def test_refused_blocks_are_explained(lone_app):
    answer = await lone_app.call("chat.postMessage", channel=DEMO, text="x", blocks=[section("y" * 3001)])
    complaint = "must be less than 3001 characters [json-pointer:/blocks/0/text/text]"
    assert answer["errors"] == [complaint]
    assert answer["response_metadata"]["messages"] == [f"[ERROR] {complaint}"]


async def test_blocks_without_text_bring_a_warning(lone_app):
    answer = await lone_app.call("chat.postMessage", channel=DEMO, blocks=[section()])
    assert answer["warning"] == "missing_text_in_message"


async def test_an_ephemeral_message_is_seen_by_one(sandbox, lone_app):
    await lone_app.call("chat.postEphemeral", channel=DEMO, user="U0SAM000001", text="only you")
    assert [message.text for message in sandbox.messages("#demo", seen_by="sam")] == ["only you"]
    assert sandbox.messages("#demo", seen_by="alice") == []


async def test_an_ephemeral_message_needs_a_member(lone_app):
    answer = await lone_app.call("chat.postEphemeral", channel=PAYMENTS, user="U0SAM000001", text="x")
    assert answer["error"] == "user_not_in_channel"


async def test_the_bot_edits_its_own_messages(sandbox, lone_app):
    ts = (await lone_app.call("chat.postMessage", channel=DEMO, text="before"))["ts"]
    assert (await lone_app.call("chat.update", channel=DEMO, ts=ts, text="after"))["ok"]
    [message] = sandbox.messages("#demo")
    assert (message.text, message.edited) == ("after", True)
    too_long = await lone_app.call("chat.update", channel=DEMO, ts=ts, text="x" * 4001)
    assert too_long["error"] == "msg_too_long"


async def test_the_bot_edits_nothing_else(sandbox, lone_app, control):
    await control("command", user="U0SAM000001", channel=DEMO, text="hi all")
    ts = sandbox.messages("#demo")[0].ts
    assert (await lone_app.call("chat.update", channel=DEMO, ts=ts, text="x"))["error"] == "cant_update_message"
    ghost = await lone_app.call("chat.postEphemeral", channel=DEMO, user="U0SAM000001", text="x")
    answer = await lone_app.call("chat.update", channel=DEMO, ts=ghost["message_ts"], text="x")
    assert answer["error"] == "message_not_found"


async def test_the_bot_takes_its_own_messages_back(sandbox, lone_app, sam):
    ts = (await lone_app.call("chat.postMessage", channel=DEMO, text="oops"))["ts"]
    assert await lone_app.call("chat.delete", channel=DEMO, ts=ts) == {"ok": True, "channel": DEMO, "ts": ts}
    assert (await lone_app.call("chat.delete", channel=DEMO, ts=ts))["error"] == "message_not_found"
    mine = await sam.say("#demo", "hi all")
    assert (await lone_app.call("chat.delete", channel=DEMO, ts=mine.ts))["error"] == "cant_delete_message"
    assert sandbox.messages("#demo") == [mine]


async def test_a_message_has_an_address(lone_app, sam):
    question = await sam.say("#demo", "Is the checkout down?")
    answer = await sam.say("#demo", "It is.", answering=question)
    address = f"https://acme.slack.com/archives/{DEMO}/p"
    for message, expected in [
        (question, f"{address}{question.ts.replace('.', '')}"),
        (answer, f"{address}{answer.ts.replace('.', '')}?thread_ts={question.ts}&cid={DEMO}"),
    ]:
        got = await lone_app.call("chat.getPermalink", channel=DEMO, message_ts=message.ts)
        assert (got["channel"], got["permalink"]) == (DEMO, expected)
    unknown = await lone_app.call("chat.getPermalink", channel=DEMO, message_ts="1.000001")
    assert unknown["error"] == "message_not_found"
    outside = await lone_app.call("chat.getPermalink", channel="C0SECRET001", message_ts=question.ts)
    assert outside["error"] == "channel_not_found"
