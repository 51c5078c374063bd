"""Response URLs: five answers within half an hour."""

import pytest

from tests.sandbox.shapes import button, section


@pytest.fixture
async def answer(session, app, sam):
    """Post to the response URL of a command that was just sent; returns status and text."""
    await sam.command("#random", "/il-alert")
    url = app.told["response_url"]

    async def post(**body):
        async with session.post(url, json=body) as response:
            return response.status, await response.text()

    return post


async def test_an_answer_is_ephemeral_even_where_the_bot_is_no_member(sandbox, answer):
    assert await answer(text="hello") == (200, "ok")
    [message] = sandbox.messages("#random", seen_by="sam")
    assert (message.text, message.only_for) == ("hello", "U0SAM000001")


async def test_an_answer_may_be_for_the_channel(sandbox, answer):
    await answer(text="hello", response_type="in_channel")
    assert [message.text for message in sandbox.messages("#random")] == ["hello"]


async def test_there_are_five_answers(sandbox, answer):
    sandbox.slack.limits.on = False
    for _ in range(5):
        assert await answer(text="x") == (200, "ok")
    assert await answer(text="x") == (404, "used_url")


async def test_it_lives_for_half_an_hour(sandbox, answer):
    sandbox.clock.advance(1801)
    assert await answer(text="x") == (404, "expired_url")


async def test_an_answer_can_be_replaced_and_deleted(sandbox, answer):
    await answer(text="first")
    await answer(text="second", replace_original=True)
    assert [message.text for message in sandbox.messages("#random", seen_by="sam")] == ["second"]
    await answer(delete_original=True)
    assert sandbox.messages("#random", seen_by="sam") == []


@pytest.mark.parametrize(
    ("body", "refusal"),
    [
        ({}, (400, "no_text")),
        ({"text": "x", "colour": "red"}, (400, "invalid_payload: ['colour']")),
        ({"text": "x", "response_type": "secret"}, (400, "invalid_response_type")),
        ({"blocks": [section("")]}, (400, "invalid_blocks")),
        ({"delete_original": True}, (404, "no_original_message")),
    ],
)
async def test_an_answer_that_slack_does_not_take_is_refused(answer, body, refusal):
    assert await answer(**body) == refusal


async def test_an_invented_url_is_refused(sandbox, session):
    async with session.post(f"{sandbox.base_url}slack/hooks/commands/x", json={"text": "x"}) as response:
        assert response.status == 404


async def test_too_many_answers_at_once_are_refused(sandbox, session, app, sam):
    await sam.command("#demo", "/il-alert")
    for _ in range(5):
        async with session.post(app.told["response_url"], json={"text": "x"}) as response:
            assert response.status == 200
    async with session.post(app.told["response_url"], json={"text": "x"}) as response:
        assert response.status == 404


async def test_a_button_in_a_message_can_have_its_message_replaced(sandbox, session, app, sam):
    blocks = [{"type": "actions", "block_id": "row", "elements": [button()]}]
    await app.call("chat.postMessage", channel="C024BE91L", text="card", blocks=blocks)
    [card] = sandbox.messages("#demo")
    assert await sam.press(card, "press")
    assert (app.told["channel"], app.told["message"]["ts"]) == ({"id": "C024BE91L", "name": "demo"}, card.ts)
    assert app.told["container"]["is_ephemeral"] is False
    body = {"text": "done", "replace_original": True, "response_type": "in_channel"}
    async with session.post(app.told["response_url"], json=body) as response:
        assert response.status == 200
    assert [message.text for message in sandbox.messages("#demo")] == ["done"]
