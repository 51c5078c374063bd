"""External selects: the app offers options while a person types."""

import pytest

from bot.sandbox.slack.inputs import ImpossibleInput
from tests.sandbox.shapes import menu_field, modal, option, plain

ANSWER = {"options": [option("1", "One"), option("2", "Two")]}


@pytest.fixture
async def searching(app, sam):
    await app.open(sam, modal(menu_field("policy", type="external_select", min_query_length=2)))
    app.answers["block_suggestion"] = ANSWER
    return app


async def test_what_the_app_offers_can_be_chosen(searching, sam):
    assert await sam.search("policy", "tw") == ANSWER["options"]
    await sam.choose("policy", "2")
    assert sam.view.values == {"policy": "2"}
    assert (searching.told["value"], searching.told["block_id"], searching.told["action_id"]) == ("tw", "policy", "v")
    assert "trigger_id" not in searching.told


async def test_nothing_else_can_be_chosen(searching, sam):
    await sam.search("policy", "tw")
    with pytest.raises(ImpossibleInput, match="does not offer '3'"):
        await sam.choose("policy", "3")


async def test_too_short_a_query_is_not_asked(searching, sam):
    told = len(searching.envelopes)
    assert await sam.search("policy", "t") == []
    assert len(searching.envelopes) == told


async def test_groups_of_options_are_offered(searching, sam):
    searching.answers["block_suggestion"] = {"option_groups": [{"label": plain("All"), **ANSWER}]}
    assert await sam.search("policy", "tw") == ANSWER["options"]


@pytest.mark.parametrize("answer", [None, {"options": [option("1", "x" * 76)]}, {"options": "none"}])
async def test_a_wrong_answer_offers_nothing(searching, sam, answer):
    searching.answers["block_suggestion"] = answer
    assert await sam.search("policy", "tw") is None


async def test_a_kept_choice_can_be_sent_again(searching, sam, control):
    await sam.search("policy", "tw")
    await sam.choose("policy", "2")
    await sam.search("policy", "on")
    values = {"policy": {"v": "2"}}
    _, answer = await control("view/submit", user=sam.id, view_id=sam.view.id, values=values)
    assert answer == {"ok": True, "result": "closed", "errors": {}}
