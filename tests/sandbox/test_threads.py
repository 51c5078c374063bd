"""Threads: replies of people and of the app."""

import pytest

from bot.sandbox.slack.actions import ImpossibleAction
from tests.sandbox.shapes import button

DEMO = "C024BE91L"


async def test_people_answer_in_a_thread(sandbox, sam):
    question = await sam.say("#demo", "Is the checkout down?")
    answer = await sandbox.person("alice").say("#demo", "It is.", answering=question)
    assert answer.thread_ts == question.ts
    assert sandbox.slack.workspace.replies(question) == [answer]


async def test_a_reply_to_a_reply_stands_in_the_same_thread(sandbox, sam):
    question = await sam.say("#demo", "Is the checkout down?")
    answer = await sam.say("#demo", "It is.", answering=question)
    more = await sam.say("#demo", "Since nine.", answering=answer)
    assert more.thread_ts == question.ts


async def test_the_app_answers_in_a_thread(sandbox, app, sam):
    question = await sam.say("#demo", "Is the checkout down?")
    posted = await app.call("chat.postMessage", channel=DEMO, text="It is.", thread_ts=question.ts)
    assert (posted["message"]["thread_ts"], posted["message"]["parent_user_id"]) == (question.ts, sam.id)
    [answer] = sandbox.slack.workspace.replies(question)
    assert (answer.text, answer.broadcast) == ("It is.", False)


async def test_a_reply_may_stand_in_the_channel_too(sandbox, app, sam):
    question = await sam.say("#demo", "Is the checkout down?")
    reply = {"thread_ts": question.ts, "reply_broadcast": True}
    await app.call("chat.postMessage", channel=DEMO, text="It is.", **reply)
    assert sandbox.slack.workspace.replies(question)[0].broadcast


async def test_what_one_person_sees_in_a_thread_is_no_reply(sandbox, app, sam):
    question = await sam.say("#demo", "Is the checkout down?")
    await app.call("chat.postEphemeral", channel=DEMO, user=sam.id, text="Look", thread_ts=question.ts)
    [_, hint] = sandbox.messages("#demo", seen_by="sam")
    assert (hint.thread_ts, sandbox.slack.workspace.replies(question)) == (question.ts, [])


async def test_a_message_tells_of_its_thread(sandbox, app, sam):
    blocks = [{"type": "actions", "block_id": "row", "elements": [button()]}]
    ts = (await app.call("chat.postMessage", channel=DEMO, text="Alert", blocks=blocks))["ts"]
    [card] = sandbox.messages("#demo")
    await sam.say("#demo", "I look.", answering=card)
    last = await sandbox.person("alice").say("#demo", "Thanks", answering=card)
    await sam.press(card, "press")
    told = app.told["message"]
    assert (told["thread_ts"], told["reply_count"], told["latest_reply"]) == (ts, 2, last.ts)
    assert (told["reply_users"], told["reply_users_count"]) == ([sam.id, "U0ALICE0001"], 2)


@pytest.mark.parametrize("what", ["nothing", "an ephemeral message"])
async def test_only_messages_are_answered(sandbox, app, sam, what):
    await app.call("chat.postEphemeral", channel=DEMO, user=sam.id, text="only you")
    [ghost] = sandbox.messages("#demo", seen_by="sam")
    ts = ghost.ts if what == "an ephemeral message" else "1.000001"
    answer = await app.call("chat.postMessage", channel=DEMO, text="x", thread_ts=ts)
    assert answer["error"] == "cannot_reply_to_message"
    with pytest.raises(ImpossibleAction, match="cannot_reply_to_message"):
        await sam.say("#demo", "x", answering=ghost)


async def test_commands_are_not_sent_from_threads(app, sam, control, sandbox):
    question = await sam.say("#demo", "Is the checkout down?")
    sent = await control("command", user=sam.id, channel=DEMO, text="/il-alert", thread_ts=question.ts)
    assert sent == (200, {"ok": False, "error": "not_in_threads"})
    assert app.envelopes == []


async def test_an_answer_through_a_response_url_may_stand_in_a_thread(sandbox, session, app, sam):
    question = await sam.say("#demo", "Is the checkout down?")
    await sam.command("#demo", "/il-alert")
    url, body = app.told["response_url"], {"text": "It is.", "response_type": "in_channel"}
    async with session.post(url, json={**body, "thread_ts": question.ts}) as response:
        assert response.status == 200
    async with session.post(url, json={**body, "thread_ts": "1.000001"}) as response:
        assert (response.status, await response.text()) == (404, "cannot_reply_to_message")
    assert [reply.text for reply in sandbox.slack.workspace.replies(question)] == ["It is."]


async def test_a_message_that_is_replaced_keeps_its_thread(sandbox, session, app, sam):
    blocks = [{"type": "actions", "block_id": "row", "elements": [button()]}]
    await app.call("chat.postMessage", channel=DEMO, text="Alert", blocks=blocks)
    [card] = sandbox.messages("#demo")
    await sam.say("#demo", "I look.", answering=card)
    await sam.press(card, "press")
    async with session.post(app.told["response_url"], json={"text": "Accepted", "replace_original": True}) as response:
        assert response.status == 200
    assert (card.text, len(sandbox.slack.workspace.replies(card))) == ("Accepted", 1)
