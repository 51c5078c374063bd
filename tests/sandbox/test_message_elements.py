"""Menus in messages: what is chosen is told, and remembered for the person."""

import pytest

from bot.sandbox.slack.inputs import ImpossibleInput
from tests.sandbox.shapes import option, section

DEMO = "C024BE91L"
ROW = {
    "type": "actions",
    "block_id": "row",
    "elements": [
        {"type": "static_select", "action_id": "policy", "options": [option("1"), option("2")]},
        {"type": "external_select", "action_id": "source", "min_query_length": 0},
        {"type": "overflow", "action_id": "more", "options": [option("mute")]},
    ],
}


@pytest.fixture
async def card(sandbox, app):
    await app.call("chat.postMessage", channel=DEMO, text="Alert", blocks=[section(), ROW])
    [card] = sandbox.messages("#demo")
    return card


async def test_a_choice_is_told_with_what_was_chosen_before(app, sam, card):
    assert await sam.press(card, "policy", "2")
    [action] = app.told["actions"]
    assert (action["type"], action["selected_option"]["value"]) == ("static_select", "2")
    await sam.press(card, "more", "mute")
    assert app.told["actions"][0]["selected_option"]["value"] == "mute"
    values = app.told["state"]["values"]["row"]
    assert {name: entry["selected_option"] and entry["selected_option"]["value"] for name, entry in values.items()} == {
        "policy": "2",
        "source": None,
    }


async def test_choices_are_each_persons_own(sandbox, app, sam, card):
    await sam.press(card, "policy", "2")
    await sandbox.person("alice").press(card, "more", "mute")
    assert app.told["state"]["values"]["row"]["policy"]["selected_option"] is None


async def test_a_message_that_changes_forgets_the_choices(app, sam, card):
    await sam.press(card, "policy", "2")
    await app.call("chat.update", channel=DEMO, ts=card.ts, text="Alert", blocks=[ROW])
    await sam.press(card, "more", "mute")
    assert app.told["state"]["values"]["row"]["policy"]["selected_option"] is None


async def test_what_is_not_offered_is_not_chosen(app, sam, card):
    with pytest.raises(ImpossibleInput):
        await sam.press(card, "policy", "3")


async def test_a_menu_asks_the_app_while_the_person_types(app, sam, card):
    app.answers["block_suggestion"] = {"options": [option("9", "Payments")]}
    assert await sam.search_in(card, "source", "pay") == [option("9", "Payments")]
    told = app.told
    assert (told["type"], told["value"], told["block_id"], told["action_id"]) == (
        "block_suggestion",
        "pay",
        "row",
        "source",
    )
    assert (told["container"]["message_ts"], told["message"]["ts"], told["channel"]["id"]) == (card.ts, card.ts, DEMO)
    assert "trigger_id" not in told
    assert await sam.press(card, "source", "9")
    assert app.told["actions"][0]["selected_option"]["value"] == "9"


async def test_a_search_that_fails_offers_nothing(app, sam, card):
    app.answers["block_suggestion"] = {"options": "none"}
    assert await sam.search_in(card, "source", "pay") is None


async def test_the_page_searches_too(app, sam, card, control):
    app.answers["block_suggestion"] = {"options": [option("9", "Payments")]}
    where = {"user": sam.id, "channel": DEMO, "ts": card.ts, "block_id": "row", "action_id": "source"}
    answer = {"ok": True, "options": [option("9", "Payments")], "option_groups": []}
    assert await control("message/search", **where, query="pay") == (200, answer)
