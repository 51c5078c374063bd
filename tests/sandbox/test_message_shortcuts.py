"""Shortcuts: an app's entries in the menu of a message, and in the menu of the whole client."""

import pytest

from bot.sandbox.slack.actions import ImpossibleAction
from bot.sandbox.slack.workspace import MessageShortcut
from tests.sandbox.shapes import modal

DEMO = "C024BE91L"


@pytest.fixture
def shortcut(sandbox):
    shortcut = MessageShortcut("Create ilert alert", "alert_from_message")
    sandbox.slack.workspace.app.shortcuts = (shortcut,)
    return shortcut.callback_id


async def test_a_shortcut_is_told_in_full(sandbox, app, sam, shortcut):
    text = "disk & cache full on https://db1.acme.example/, @robert"
    message = await sandbox.person("alice").say("#demo", text)
    assert await sam.use_shortcut(message, shortcut)
    told = dict(app.told)
    assert told.pop("response_url").startswith(f"{sandbox.base_url}slack/hooks/app/")
    assert told.pop("trigger_id").count(".") == 2
    assert float(told.pop("action_ts")) > float(message.ts)
    assert told == {
        "type": "message_action",
        "token": "verification-token",
        "team": {"id": "T0ACME00001", "domain": "acme"},
        "user": {"id": sam.id, "username": "sam", "name": "sam", "team_id": "T0ACME00001"},
        "api_app_id": "A0ILERT0001",
        "enterprise": None,
        "is_enterprise_install": False,
        "channel": {"id": DEMO, "name": "demo"},
        "callback_id": "alert_from_message",
        "message_ts": message.ts,
        "message": {
            "client_msg_id": told["message"]["client_msg_id"],
            "type": "message",
            "user": "U0ALICE0001",
            "ts": message.ts,
            "text": "disk &amp; cache full on <https://db1.acme.example/>, <@U0ROBERT001>",
            "team": "T0ACME00001",
            "blocks": [
                {
                    "type": "rich_text",
                    "block_id": message.ts.partition(".")[2],
                    "elements": [
                        {
                            "type": "rich_text_section",
                            "elements": [
                                {"type": "text", "text": "disk & cache full on "},
                                {"type": "link", "url": "https://db1.acme.example/"},
                                {"type": "text", "text": ", "},
                                {"type": "user", "user_id": "U0ROBERT001"},
                            ],
                        }
                    ],
                }
            ],
        },
    }
    envelope = app.envelopes[-1]
    assert (envelope["type"], envelope["accepts_response_payload"]) == ("interactive", False)


async def test_it_gives_the_right_to_a_dialog_and_to_an_answer(sandbox, session, app, sam, shortcut):
    message = await sam.say("#random", "disk full on db1")  # the bot is not here
    await sam.use_shortcut(message, shortcut)
    assert (await app.call("views.open", trigger_id=app.told["trigger_id"], view=modal()))["ok"]
    assert sam.view.title == "Alert"
    async with session.post(app.told["response_url"], json={"text": "Raised"}) as response:
        assert response.status == 200
    [_, answer] = sandbox.messages("#random", seen_by="sam")
    assert (answer.text, answer.only_for) == ("Raised", sam.id)


async def test_it_tells_which_thread_the_message_stands_in(sandbox, app, sam, shortcut):
    question = await sam.say("#demo", "Is the checkout down?")
    reply = await sam.say("#demo", "It is.", answering=question)
    await sam.use_shortcut(reply, shortcut)
    assert (app.told["message"]["thread_ts"], app.told["message_ts"]) == (question.ts, reply.ts)


async def test_private_conversations_are_not_named(sandbox, app, shortcut):
    robert = sandbox.person("robert")
    await robert.use_shortcut(await robert.say("#payments", "slow"), shortcut)
    assert app.told["channel"] == {"id": "C0PAYMENTS1", "name": "privategroup"}


async def test_an_app_that_does_not_answer_is_seen(sandbox, app, sam, shortcut):
    message = await sam.say("#demo", "disk full on db1")
    app.silent = True
    sandbox.slack.socket.ack_seconds = 0.05
    assert not await sam.use_shortcut(message, shortcut)


async def test_only_what_the_app_declares_is_offered(app, sam, shortcut):
    with pytest.raises(ImpossibleAction, match="no such shortcut"):
        await sam.use_shortcut(await sam.say("#demo", "x"), "invented")


async def test_what_one_person_sees_has_no_shortcuts(sandbox, app, sam, shortcut):
    await app.call("chat.postEphemeral", channel=DEMO, user=sam.id, text="only you")
    [ghost] = sandbox.messages("#demo", seen_by="sam")
    with pytest.raises(ImpossibleAction, match="only one person"):
        await sam.use_shortcut(ghost, shortcut)


async def test_people_from_outside_have_none(sandbox, app, sam, shortcut):
    with pytest.raises(ImpossibleAction, match="from outside"):
        await sandbox.person("eve").use_shortcut(await sam.say("#demo", "x"), shortcut)


async def test_nobody_reaches_a_message_of_a_channel_that_they_are_not_in(sandbox, app, sam, shortcut):
    message = await sandbox.person("robert").say("#payments", "slow")
    with pytest.raises(ImpossibleAction, match="no such message"):
        await sam.use_shortcut(message, shortcut)


async def test_the_page_uses_them(sandbox, control, app, sam, shortcut):
    message = await sam.say("#demo", "disk full on db1")
    place = {"user": sam.id, "channel": DEMO, "ts": message.ts}
    assert await control("message/shortcut", **place, callback_id=shortcut) == (200, {"ok": True})
    assert app.told["callback_id"] == shortcut
    assert (await control("message/shortcut", **place, callback_id="invented"))[0] == 400


async def test_a_global_shortcut_names_no_conversation(app, sam):
    assert await sam.use_global_shortcut("create_alert")
    told = dict(app.told)
    assert told.pop("trigger_id").count(".") == 2
    assert float(told.pop("action_ts")) > 0
    assert told == {
        "type": "shortcut",
        "token": "verification-token",
        "team": {"id": "T0ACME00001", "domain": "acme"},
        "user": {"id": sam.id, "username": "sam", "name": "sam", "team_id": "T0ACME00001"},
        "api_app_id": "A0ILERT0001",
        "enterprise": None,
        "is_enterprise_install": False,
        "callback_id": "create_alert",
    }
    with pytest.raises(ImpossibleAction, match="no such shortcut"):
        await sam.use_global_shortcut("invented")


async def test_people_from_outside_have_no_global_shortcuts(sandbox, app):
    with pytest.raises(ImpossibleAction, match="from outside"):
        await sandbox.person("eve").use_global_shortcut("create_alert")
