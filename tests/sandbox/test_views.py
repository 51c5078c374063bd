"""The stack of dialogs, hashes, and what survives an update."""

import re

from tests.sandbox.shapes import button, menu_field, modal, option, section, text_field

PRESSABLE = modal(section(accessory=button()), text_field(), menu_field("source", "1", "2"))


async def pushed(app, person, view):
    """Press the button of the view on top, and push another view."""
    await person.click("press")
    return await app.call("views.push", trigger_id=app.told["trigger_id"], view=view)


async def test_slack_completes_a_view(app, sam):
    view = (await app.open(sam, modal({"type": "input", **_without_ids()})))["view"]
    [block] = view["blocks"]
    assert block["block_id"]
    assert block["element"]["action_id"]
    assert (block["optional"], block["dispatch_action"]) == (False, False)
    assert block["label"] == {"type": "plain_text", "text": "Summary", "emoji": True}
    assert re.fullmatch(r"V[A-Z0-9]{10}", view["id"])
    assert view["root_view_id"] == view["id"]
    assert (view["previous_view_id"], view["callback_id"], view["private_metadata"]) == (None, "", "")
    assert view["state"] == {"values": {}}


def _without_ids():
    block = text_field()
    del block["block_id"], block["element"]["action_id"], block["type"]
    return block


async def test_each_update_changes_the_hash(app, sam):
    before = (await app.open(sam, modal()))["view"]
    after = (await app.call("views.update", view_id=before["id"], view=modal(), hash=before["hash"]))["view"]
    assert after["id"] == before["id"]
    assert after["hash"] != before["hash"]
    late = await app.call("views.update", view_id=before["id"], view=modal(), hash=before["hash"])
    assert late["error"] == "hash_conflict"


async def test_a_closed_dialog_is_not_found(app, sam):
    view = (await app.open(sam, modal()))["view"]
    await sam.close_view()
    assert (await app.call("views.update", view_id=view["id"], view=modal()))["error"] == "not_found"
    assert sam.view is None


async def test_a_dialog_is_found_by_the_apps_own_id(app, sam):
    await app.open(sam, modal(external_id="mine"))
    assert (await app.call("views.update", external_id="mine", view=modal(external_id="mine")))["ok"]
    assert (await app.call("views.update", external_id="other", view=modal()))["error"] == "not_found"
    assert (await app.call("views.update", view=modal()))["error"] == "invalid_arguments"


async def test_the_apps_own_id_is_unique(sandbox, app, sam):
    await app.open(sam, modal(external_id="mine"))
    other = await app.open(sandbox.person("alice"), modal(external_id="mine"))
    assert other["error"] == "duplicate_external_id"


async def test_three_dialogs_fit_on_the_stack(app, sam):
    first = (await app.open(sam, PRESSABLE))["view"]
    second = (await pushed(app, sam, PRESSABLE))["view"]
    third = (await pushed(app, sam, PRESSABLE))["view"]
    assert [view["root_view_id"] for view in (first, second, third)] == [first["id"]] * 3
    assert (second["previous_view_id"], third["previous_view_id"]) == (first["id"], second["id"])
    assert (await pushed(app, sam, PRESSABLE))["error"] == "push_limit_reached"


async def test_below_a_closed_dialog_the_one_before_is_seen(app, sam):
    first = (await app.open(sam, PRESSABLE))["view"]
    await pushed(app, sam, modal())
    await sam.close_view()
    assert sam.view.id == first["id"]


async def test_only_what_is_done_in_a_dialog_pushes_another(app, sam):
    await app.open(sam, PRESSABLE)
    await sam.command("#demo", "/il-alert")
    answer = await app.call("views.push", trigger_id=app.told["trigger_id"], view=modal())
    assert answer["error"] == "invalid_trigger_id"


async def test_input_survives_an_update_while_its_ids_stay(app, sam):
    view = (await app.open(sam, PRESSABLE))["view"]
    sam.type("summary", "down")
    await sam.choose("source", "2")
    await app.call("views.update", view_id=view["id"], view=modal(text_field(), menu_field("source.2", "1", "2")))
    assert sam.view.values == {"summary": "down", "source.2": None}


async def test_input_does_not_survive_another_kind_of_element(app, sam):
    view = (await app.open(sam, modal(text_field("x"))))["view"]
    sam.type("x", "down")
    await app.call("views.update", view_id=view["id"], view=modal(menu_field("x", "1")))
    assert sam.view.values == {"x": None}


async def test_a_dialog_starts_with_initial_values(app, sam):
    chosen = menu_field("source", "1", "2", initial_option=option("2"))
    await app.open(sam, modal(text_field(initial_value="typed"), chosen))
    assert sam.view.values == {"summary": "typed", "source": "2"}


async def test_closing_is_told_where_the_app_wants_to_know(app, sam):
    await app.open(sam, modal(notify_on_close=True))
    await sam.close_view()
    assert (app.told["type"], app.told["is_cleared"]) == ("view_closed", False)
    await app.open(sam, modal())
    told = len(app.envelopes)
    await sam.close_view()
    assert len(app.envelopes) == told


async def test_the_cross_closes_the_whole_stack(app, sam):
    view = {**PRESSABLE, "notify_on_close": True}
    await app.open(sam, view)
    await pushed(app, sam, view)
    await sam.close_view(clear_all=True)
    assert sam.view is None
    closed = [envelope["payload"] for envelope in app.envelopes if envelope["payload"].get("type") == "view_closed"]
    assert [payload["is_cleared"] for payload in closed] == [True, True]


async def test_a_view_of_a_quarter_megabyte_is_too_large(app, sam):
    blocks = [section("ä" * 3000) for _ in range(50)]
    assert (await app.open(sam, modal(*blocks)))["error"] == "view_too_large"


async def test_a_view_is_judged_without_being_shown(lone_app):
    assert await lone_app.call("blocks.validate", view=modal(text_field())) == {"ok": True, "errors": []}
    answer = await lone_app.call(
        "blocks.validate", view={**modal(text_field()), "title": {"type": "plain_text", "text": "x" * 25}}
    )
    (error,) = answer["errors"]
    assert (error["pointer"], error["message"]) == ("/view/title/text", "must be less than 25 characters")


async def test_messages_and_blocks_are_judged_as_dialogs_are(lone_app):
    good = [{"type": "section", "text": {"type": "mrkdwn", "text": "x"}}]
    assert await lone_app.call("blocks.validate", message={"blocks": good}) == {"ok": True, "errors": []}
    assert await lone_app.call("blocks.validate", blocks=good) == {"ok": True, "errors": []}
    (error,) = (await lone_app.call("blocks.validate", message={"blocks": [{"type": "section"}]}))["errors"]
    assert error["code"] == "invalid_block"
    assert (await lone_app.call("blocks.validate"))["error"] == "invalid_arguments"
