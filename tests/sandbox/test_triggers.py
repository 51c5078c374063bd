"""Opening dialogs: within 3 seconds of what a person did, and once."""

import pytest

from tests.sandbox.shapes import modal


async def test_a_trigger_opens_one_dialog(app, sam):
    opened = await app.open(sam, modal())
    assert opened["ok"]
    again = await app.call("views.open", trigger_id=app.told["trigger_id"], view=modal())
    assert again["error"] == "exchanged_trigger_id"


async def test_a_trigger_lives_for_three_seconds(sandbox, app, sam):
    await sam.command("#demo", "/il-alert")
    sandbox.clock.advance(3.1)
    answer = await app.call("views.open", trigger_id=app.told["trigger_id"], view=modal())
    assert answer["error"] == "expired_trigger_id"


async def test_an_invented_trigger_is_refused(app):
    answer = await app.call("views.open", trigger_id="1.2.3", view=modal())
    assert answer["error"] == "invalid_trigger_id"


async def test_a_refused_view_has_used_the_trigger_up(app, sam):
    assert (await app.open(sam, modal(title={})))["error"] == "invalid_arguments"
    again = await app.call("views.open", trigger_id=app.told["trigger_id"], view=modal())
    assert again["error"] == "exchanged_trigger_id"


@pytest.mark.parametrize("missing", ["trigger_id", "view"])
async def test_opening_needs_trigger_and_view(app, missing):
    arguments = {"trigger_id": "1.2.3", "view": modal()}
    del arguments[missing]
    answer = await app.call("views.open", **arguments)
    assert answer["response_metadata"]["messages"] == [f"[ERROR] missing required field: {missing}"]
