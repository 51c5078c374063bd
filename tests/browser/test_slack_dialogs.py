"""Dialogs, with an app that the test scripts: every element, errors, searches, stacks, and the keyboard."""

import pytest
from playwright.async_api import expect

from tests.browser.chromium import fixture
from tests.browser.everything import EVERYTHING, field
from tests.sandbox.shapes import button, menu_field, modal, option, plain, section, text_field


@fixture
async def opened(scripted, app, sandbox):
    """Open a dialog for Sam in #demo: `await opened(view)`."""
    await scripted.act_as("Sam Sommer")
    await scripted.go_to("demo")

    async def opened(view):
        await scripted.write("/il-alert")
        await sandbox.until(lambda: app.envelopes)
        await app.call("views.open", trigger_id=app.told["trigger_id"], view=view)
        await expect(scripted.dialog).to_be_visible()
        return scripted

    return opened


async def submitted(app):
    """Wait for a submission and return what was entered."""
    await app.sandbox.until(lambda: app.told.get("type") == "view_submission")
    values = app.told["view"]["state"]["values"]
    return {block_id: bare(actions["v"]) for block_id, actions in values.items()}


def bare(entry):
    value = next(one for name, one in entry.items() if name != "type")
    if isinstance(value, list):
        return [one["value"] for one in value]
    return value["value"] if isinstance(value, dict) else value


async def test_every_element_is_filled_in(opened, app, picture):
    app.answers["block_suggestion"] = {"options": [option("77", "Checkout monitoring")]}
    slack = await opened(EVERYTHING)
    await slack.field("Summary").fill("down")
    await slack.field("Details").fill("since nine")
    await slack.choose("Policy", "Database")
    await slack.choose("Teams", "Network")
    await slack.choose("Teams", "Payments")
    await expect(slack.dialog.get_by_role("combobox", name="Teams")).to_have_count(0)
    await slack.choose("Source", "Checkout monitoring", search="che")
    await slack.choose("Engineer", "Alice Adler", search="ali")
    await slack.choose("Channel", "#ops")
    await slack.field("Until").fill("2030-01-31")
    await slack.dialog.get_by_role("radio", name="Database").check()
    await slack.dialog.get_by_role("checkbox", name="Network").check()
    await picture("every-element", slack.page)
    await slack.press("Submit")
    assert await submitted(app) == {
        "text": "down",
        "long": "since nine",
        "one": "2",
        "some": ["1", "3"],
        "found": "77",
        "who": "U0ALICE0001",
        "where": "C0OPS000001",
        "when": "2030-01-31",
        "radio": "2",
        "ticks": ["1"],
    }
    await expect(slack.dialog).to_have_count(0)


async def test_several_choices_are_taken_back_one_by_one(opened, app):
    slack = await opened(EVERYTHING)
    await slack.choose("Teams", "Network")
    await slack.choose("Teams", "Payments")
    await slack.press("Remove Network")
    await expect(slack.dialog.get_by_role("combobox", name="Teams")).to_be_focused()
    await slack.press("Submit")
    assert (await submitted(app))["some"] == ["3"]


async def test_what_is_required_is_said_at_its_field_before_the_app_hears_of_it(opened, app, picture):
    slack = await opened(modal(text_field(), menu_field("source", "1")))
    await slack.press("Submit")
    await expect(slack.field("Summary")).to_have_accessible_description("Please complete this required field.")
    await expect(slack.field("Source")).to_have_accessible_description("Please complete this required field.")
    await expect(slack.field("Summary")).to_be_focused()
    await picture("required-fields", slack.page)
    assert app.told.get("type") != "view_submission"


async def test_the_apps_errors_stand_at_their_fields(opened, app):
    slack = await opened(modal(text_field(), menu_field("source", "1")))
    app.answers["view_submission"] = {"response_action": "errors", "errors": {"source": "Not from here."}}
    await slack.field("Summary").fill("down")
    await slack.choose("Source", "1")
    await slack.press("Submit")
    await expect(slack.field("Source")).to_have_accessible_description("Not from here.")
    await expect(slack.field("Source")).to_be_focused()
    await expect(slack.field("Summary")).to_have_value("down")


async def test_what_is_entered_stays_when_the_app_changes_the_dialog(opened, app, sandbox):
    asking = {**menu_field("source", "1", "2"), "dispatch_action": True}
    slack = await opened(modal(text_field(), asking))
    await slack.field("Summary").fill("down")
    await slack.choose("Source", "2")
    await sandbox.until(lambda: app.told.get("type") == "block_actions")
    assert app.told["view"]["state"]["values"]["summary"]["v"]["value"] == "down"
    fresh = modal(section("Ready?"), text_field(), asking, title=plain("Changed"))
    await app.call("views.update", view_id=app.told["view"]["id"], view=fresh)
    await expect(slack.dialog).to_have_accessible_name("Changed")
    await expect(slack.field("Summary")).to_have_value("down")
    await expect(slack.field("Source")).to_have_value("2")
    await expect(slack.field("Source")).to_be_focused()


@pytest.mark.parametrize(("when", "key"), [("on_enter_pressed", "Enter"), ("on_character_entered", "n")])
async def test_typing_is_told_where_the_app_wants_to_know(opened, app, sandbox, when, key):
    asking = {**text_field(dispatch_action_config={"trigger_actions_on": [when]}), "dispatch_action": True}
    slack = await opened(modal(asking))
    await slack.field("Summary").press_sequentially("dow")
    await slack.field("Summary").press(key)
    typed = "down" if key == "n" else "dow"
    await sandbox.until(lambda: app.told.get("type") == "block_actions" and app.told["actions"][0]["value"] == typed)
    await expect(slack.dialog).to_be_visible()


async def test_a_dialog_that_changes_takes_nobody_away_from_elsewhere(opened, app):
    slack = await opened(modal(text_field()))
    elsewhere = slack.page.get_by_role("button", name="Start over")
    await elsewhere.focus()
    view_id = app.sandbox.person("sam").view.id
    await app.call("views.update", view_id=view_id, view=modal(text_field(), title=plain("Changed")))
    await expect(slack.dialog).to_have_accessible_name("Changed")
    await expect(elsewhere).to_be_focused()


async def test_an_app_that_does_not_answer_leaves_the_dialog_as_it_was(opened, app, sandbox, picture):
    slack = await opened(modal(text_field()))
    app.silent = True
    sandbox.slack.socket.ack_seconds = 0.2
    await slack.field("Summary").fill("down")
    await slack.press("Submit")
    await expect(slack.dialog.get_by_role("alert")).to_have_text("We had some trouble connecting. Try again?")
    await expect(slack.field("Summary")).to_have_value("down")
    await picture("trouble-connecting", slack.page)
    sandbox.slack.violations.clear()


async def test_a_menu_searches_the_app_while_the_person_types(opened, app, picture):
    def found(told):
        label = plain(f"Found for {told['value']}")
        return {"option_groups": [{"label": label, "options": [option("77", "Checkout monitoring")]}]}

    app.answers["block_suggestion"] = found
    slack = await opened(EVERYTHING)
    await slack.dialog.get_by_role("combobox", name="Source").click()
    await expect(slack.dialog).to_contain_text("Type at least 2 characters to search")
    await slack.page.keyboard.type("chec")
    await expect(slack.page.get_by_role("group", name="Found for chec")).to_be_visible()
    await picture("external-select", slack.page)
    app.answers["block_suggestion"] = {"options": []}
    await slack.page.keyboard.type("x")
    await expect(slack.dialog).to_contain_text("No results")


async def test_options_that_take_longer_than_slack_waits_are_a_problem(opened, app, sandbox):
    slack = await opened(EVERYTHING)
    sandbox.slack.socket.ack_seconds = 0.2
    app.silent = True
    await slack.dialog.get_by_role("combobox", name="Source").click()
    await slack.page.keyboard.type("che")
    await expect(slack.dialog).to_contain_text("There was a problem loading the options")
    sandbox.slack.violations.clear()


async def test_views_are_stacked_and_left_one_by_one(opened, app, picture):
    slack = await opened(modal(text_field(), title=plain("First")))
    app.answers["view_submission"] = {
        "response_action": "push",
        "view": modal(text_field("more"), title=plain("Second")),
    }
    await slack.field("Summary").fill("down")
    await slack.press("Submit")
    await expect(slack.dialog).to_have_accessible_name("Second")
    await picture("stacked-view", slack.page)
    await slack.press("Back")
    await expect(slack.dialog).to_have_accessible_name("First")
    await expect(slack.field("Summary")).to_have_value("down")
    await slack.press("Submit")
    await expect(slack.dialog).to_have_accessible_name("Second")
    await slack.page.keyboard.press("Escape")
    await expect(slack.dialog).to_have_accessible_name("First")
    await slack.press("Submit")
    await expect(slack.dialog).to_have_accessible_name("Second")
    await slack.press("Dismiss")
    await expect(slack.dialog).to_have_count(0)
    await expect(slack.composer).to_be_focused()


async def test_closing_is_told_where_the_app_wants_to_know(opened, app, sandbox):
    slack = await opened(modal(notify_on_close=True))
    await slack.press("Cancel")
    await sandbox.until(lambda: app.told.get("type") == "view_closed")
    assert app.told["is_cleared"] is False


async def test_the_focus_stays_in_the_dialog(opened):
    slack = await opened(modal(text_field()))
    await expect(slack.field("Summary")).to_be_focused()
    for name in ("Cancel", "Submit", "Dismiss"):
        await slack.page.keyboard.press("Tab")
        await expect(slack.dialog.get_by_role("button", name=name)).to_be_focused()
    await slack.page.keyboard.press("Tab")
    await expect(slack.field("Summary")).to_be_focused()
    await slack.page.keyboard.press("Shift+Tab")
    await expect(slack.dialog.get_by_role("button", name="Dismiss")).to_be_focused()


async def test_the_field_that_the_app_names_has_the_focus(opened):
    view = modal(text_field(), field("second", "Details", type="plain_text_input", focus_on_load=True))
    slack = await opened(view)
    await expect(slack.field("Details")).to_be_focused()


async def test_enter_submits_and_adds_a_line_where_there_are_several(opened, app):
    slack = await opened(modal(text_field(), field("long", "Details", type="plain_text_input", multiline=True)))
    await slack.field("Summary").fill("down")
    await slack.field("Details").press_sequentially("one")
    await slack.field("Details").press("Enter")
    await slack.field("Details").press_sequentially("two")
    assert app.told.get("type") is None
    await slack.field("Details").press("Control+Enter")
    assert (await submitted(app))["long"] == "one\ntwo"


async def test_a_menu_is_used_with_the_keyboard(opened, app):
    slack = await opened(EVERYTHING)
    await slack.dialog.get_by_role("combobox", name="Policy").focus()
    await slack.page.keyboard.press("ArrowDown")
    await slack.page.keyboard.press("ArrowDown")
    await expect(slack.page.get_by_role("option", name="Database")).to_be_visible()
    await slack.page.keyboard.press("Enter")
    await expect(slack.field("Policy")).to_have_value("Database")
    await slack.page.keyboard.press("ArrowDown")
    await slack.page.keyboard.press("Escape")
    await expect(slack.dialog).to_be_visible()
    await slack.page.keyboard.press("Control+Enter")
    assert (await submitted(app))["one"] == "2"


async def test_an_app_may_ask_before_a_button_acts(opened, app, sandbox, picture):
    question = {
        "title": plain("Resolve the alert?"),
        "text": plain("Nobody will be called any more."),
        "confirm": plain("Resolve"),
        "deny": plain("Keep it"),
        "style": "danger",
    }
    slack = await opened(modal(section(block_id="row", accessory=button(confirm=question))))
    sure = slack.page.get_by_role("dialog", name="Resolve the alert?")
    await slack.press("Press")
    await picture("confirm", slack.page)
    await sure.get_by_role("button", name="Keep it").click()
    await expect(sure).to_have_count(0)
    assert app.told.get("type") is None
    await slack.press("Press")
    await sure.get_by_role("button", name="Resolve", exact=True).click()
    await sandbox.until(lambda: app.told.get("type") == "block_actions")
