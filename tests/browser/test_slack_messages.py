"""Messages, threads, direct messages and message shortcuts, with an app that the test scripts."""

import pytest
from playwright.async_api import expect

from bot.sandbox.slack.workspace import MessageShortcut
from tests.browser.chromium import fixture
from tests.browser.everything import CHOICES
from tests.browser.slack_window import SlackWindow
from tests.sandbox.shapes import button, modal, option, plain, section, text_field

DEMO, SAM = "C024BE91L", "U0SAM000001"


@fixture
async def in_demo(scripted):
    await scripted.act_as("Sam Sommer")
    await scripted.go_to("demo")
    return scripted


async def test_people_write_in_channels(in_demo, sandbox):
    await in_demo.composer.fill("Is the checkout *down*?")
    await in_demo.composer.press("Shift+Enter")
    await in_demo.page.keyboard.type("<Nobody> knows.")
    await in_demo.composer.press("Enter")
    await expect(in_demo.messages.last).to_contain_text("Is the checkout down?<Nobody> knows.")
    await expect(in_demo.messages.last.locator("b", has_text="down")).to_be_visible()
    await expect(in_demo.composer).to_have_value("")
    [message] = sandbox.messages("#demo")
    assert message.text == "Is the checkout *down*?\n<Nobody> knows."


async def test_a_thread_is_opened_answered_and_left(in_demo, sandbox, app, picture):
    await in_demo.write("Is the checkout down?")
    await in_demo.open_thread(in_demo.messages.last)
    await expect(in_demo.thread.get_by_role("textbox")).to_be_focused()
    await in_demo.reply("It is.")
    await expect(in_demo.replies).to_have_count(2)
    [question, _] = sandbox.messages("#demo")
    await app.call("chat.postMessage", channel=DEMO, text="An alert has been raised.", thread_ts=question.ts)
    await expect(in_demo.replies.last).to_contain_text("An alert has been raised.")
    await in_demo.reply("/il-alert help")
    await expect(in_demo.replies.last).to_contain_text("commands cannot be sent from threads")
    await picture("thread", in_demo.page)
    await in_demo.page.keyboard.press("Escape")
    await expect(in_demo.thread).to_have_count(0)
    await expect(in_demo.composer).to_be_focused()
    await expect(in_demo.messages).to_have_count(1)
    summary = in_demo.messages.last.get_by_role("button", name="2 replies")
    await picture("thread-summary", in_demo.page)
    await summary.click()
    await expect(in_demo.replies).to_have_count(4)


@pytest.mark.parametrize(("width", "beside"), [(1360, False), (1900, True)])
async def test_a_thread_stands_beside_its_channel_where_there_is_room(app, sandbox, open_page, width, beside):
    slack = SlackWindow(await open_page(sandbox.page_url, window={"width": width, "height": 900}))
    await slack.write("Is the checkout down?")
    await slack.open_thread(slack.messages.last)
    await expect(slack.thread).to_be_visible()
    await expect(slack.messages.last).to_be_visible(visible=beside)


async def test_what_people_write_is_shown_as_slack_does(in_demo, picture):
    await in_demo.write("*Down*, @alice: see https://acme.example/status, and #ops & <b>")
    message = in_demo.messages.last
    await expect(message).to_contain_text("Down, @Alice Adler: see https://acme.example/status, and #ops & <b>")
    await expect(message.get_by_role("link")).to_have_attribute("href", "https://acme.example/status")
    await expect(message.locator(".mention")).to_have_text(["@Alice Adler", "#ops"])
    await picture("typed-text", in_demo.page)


async def test_a_markdown_block_is_drawn(in_demo, app):
    text = "# Alert\n**bold**, *italic*, ~~gone~~, [a link](https://acme.example/) & `**code**`\n- one\n- two"
    blocks = [{"type": "markdown", "text": text}]
    await app.call("chat.postMessage", channel=DEMO, text="x", blocks=blocks)
    words = in_demo.messages.last.locator(".plain")
    await expect(words).to_have_text("Alertbold, italic, gone, a link & **code**• one• two")
    await expect(words.locator("b")).to_have_text(["Alert", "bold"])
    await expect(words.locator("i")).to_have_text("italic")
    await expect(words.locator("s")).to_have_text("gone")
    await expect(words.get_by_role("link", name="a link")).to_have_attribute("href", "https://acme.example/")


async def test_another_person_sees_the_thread_but_not_what_only_one_sees(in_demo, app):
    await in_demo.write("Is the checkout down?")
    await expect(in_demo.messages).to_have_count(1)
    ts = app.sandbox.messages("#demo")[0].ts
    await app.call("chat.postMessage", channel=DEMO, text="It is.", thread_ts=ts)
    await app.call("chat.postEphemeral", channel=DEMO, user=SAM, text="You may alert", thread_ts=ts)
    await in_demo.messages.last.get_by_role("button", name="1 reply").click()
    await expect(in_demo.replies).to_have_count(3)
    await in_demo.act_as("Alice Adler")
    await in_demo.messages.last.get_by_role("button", name="1 reply").click()
    await expect(in_demo.replies).to_have_count(2)


async def test_a_reply_may_stand_in_the_channel_too(in_demo, app):
    await in_demo.write("Is the checkout down?")
    await expect(in_demo.messages).to_have_count(1)
    ts = app.sandbox.messages("#demo")[0].ts
    await app.call("chat.postMessage", channel=DEMO, text="It is.", thread_ts=ts, reply_broadcast=True)
    await expect(in_demo.messages.last).to_contain_text("replied to a thread")
    await expect(in_demo.messages.last).to_contain_text("It is.")


async def test_the_bot_and_a_person_write_to_each_other(in_demo, sandbox, app, picture):
    await app.call("chat.postMessage", channel=SAM, text="Your alert got through.")
    row = in_demo.page.get_by_role("navigation", name="Channels").get_by_role("button", name="ilert")
    await expect(row).to_have_accessible_name("ilert 1 unread")
    await picture("direct-message-unread", in_demo.page)
    await row.click()
    await expect(in_demo.messages.last).to_contain_text("Your alert got through.")
    await expect(row).to_have_accessible_name("ilert")
    await in_demo.write("Thanks")
    await expect(in_demo.messages.last).to_contain_text("Thanks")
    await picture("direct-message", in_demo.page)
    assert [message.text for message in sandbox.messages("@sam")] == ["Your alert got through.", "Thanks"]


async def test_an_archived_channel_cannot_be_written_to(in_demo):
    await in_demo.go_to("old")
    await expect(in_demo.window).to_contain_text("This channel has been archived")
    await expect(in_demo.composer).to_be_hidden()


async def test_a_shortcut_of_a_message_opens_a_dialog(in_demo, sandbox, app, picture):
    sandbox.slack.workspace.app.shortcuts = (MessageShortcut("Create ilert alert", "alert_from_message"),)
    await in_demo.write("disk full on db1")
    entries = await in_demo.shortcuts_of(in_demo.messages.last)
    await expect(entries).to_have_text(["Create ilert alertilert"])
    await picture("message-shortcuts", in_demo.page)
    await entries.first.click()
    await sandbox.until(lambda: app.envelopes)
    assert (app.told["callback_id"], app.told["message"]["text"]) == ("alert_from_message", "disk full on db1")
    await app.call("views.open", trigger_id=app.told["trigger_id"], view=modal(text_field()))
    await expect(in_demo.dialog).to_have_accessible_name("Alert")


async def test_a_global_shortcut_is_chosen_beside_the_field_to_write_in(in_demo, sandbox, app, picture):
    await in_demo.window.get_by_role("button", name="Shortcuts").click()
    await picture("global-shortcuts", in_demo.page)
    await in_demo.window.get_by_role("menuitem", name="Create ilert alert").click()
    await sandbox.until(lambda: app.envelopes)
    assert (app.told["type"], app.told["callback_id"]) == ("shortcut", "create_alert")


async def test_an_app_without_shortcuts_offers_none(in_demo, sandbox, picture):
    sandbox.slack.workspace.app.shortcuts = ()
    await in_demo.write("disk full on db1")
    await expect(await in_demo.shortcuts_of(in_demo.messages.last)).to_have_count(0)
    await expect(in_demo.messages.last).to_contain_text("The app has no message shortcuts.")
    await picture("message-no-shortcuts", in_demo.page)


async def test_a_shortcut_that_is_not_answered_is_told(in_demo, sandbox, app):
    sandbox.slack.workspace.app.shortcuts = (MessageShortcut("Create ilert alert", "alert_from_message"),)
    app.silent = True
    sandbox.slack.socket.ack_seconds = 0.2
    await in_demo.write("disk full on db1")
    await (await in_demo.shortcuts_of(in_demo.messages.last)).first.click()
    await expect(in_demo.messages.last).to_contain_text("Create ilert alert failed because the app did not respond")
    sandbox.slack.violations.clear()


async def test_a_command_that_is_not_answered_is_told(in_demo, sandbox, app):
    app.silent = True
    sandbox.slack.socket.ack_seconds = 0.2
    await in_demo.write("/il-alert")
    await expect(in_demo.messages.last).to_contain_text("/il-alert failed because the app did not respond")
    sandbox.slack.violations.clear()


async def test_starting_over_leaves_the_thread(in_demo):
    await in_demo.write("Is the checkout down?")
    await in_demo.open_thread(in_demo.messages.last)
    await expect(in_demo.thread).to_be_visible()
    await in_demo.page.get_by_role("button", name="Start over").click()
    await expect(in_demo.thread).to_be_hidden()
    await expect(in_demo.composer).to_be_focused()


async def test_messages_are_walked_with_the_keyboard(in_demo, sandbox, app):
    sandbox.slack.workspace.app.shortcuts = (MessageShortcut("Create ilert alert", "alert_from_message"),)
    for text in ("one", "two", "three"):
        await in_demo.write(text)
        await expect(in_demo.messages.last).to_contain_text(text)
    keyboard = in_demo.page.keyboard
    await keyboard.press("Shift+Tab")
    await expect(in_demo.messages.nth(2)).to_be_focused()
    await keyboard.press("ArrowUp")
    await expect(in_demo.messages.nth(1)).to_be_focused()
    await keyboard.press("Tab")
    await expect(in_demo.messages.nth(1).get_by_role("button", name="Reply in thread")).to_be_focused()
    await keyboard.press("Tab")
    await keyboard.press("Enter")
    await expect(in_demo.messages.nth(1).get_by_role("menuitem")).to_be_focused()
    await keyboard.press("Escape")
    await expect(in_demo.messages.nth(1).get_by_role("button", name="More actions")).to_be_focused()
    await keyboard.press("Enter")
    await keyboard.press("Enter")
    await sandbox.until(lambda: app.envelopes)
    assert app.told["message"]["text"] == "two"


async def test_menus_and_buttons_of_a_message_tell_the_app(scripted, app, sandbox, picture):
    row = {
        "type": "actions",
        "block_id": "row",
        "elements": [
            button(style="primary"),
            {"type": "static_select", "action_id": "policy", "placeholder": plain("Assign to"), "options": CHOICES},
            {"type": "external_select", "action_id": "source", "placeholder": plain("Find"), "min_query_length": 0},
            {"type": "overflow", "action_id": "more", "options": [option("mute", "Mute for an hour")]},
        ],
    }
    app.answers["block_suggestion"] = {"options": [option("9", "Robert Müller")]}
    await scripted.go_to("demo")
    await app.call("chat.postMessage", channel="C024BE91L", text="Alert", blocks=[section("*Alert*"), row])
    message = scripted.messages.last
    await message.get_by_role("button", name="Press", exact=True).click()
    await sandbox.until(lambda: app.envelopes and app.told["actions"][0].get("value") == "pressed")
    await message.get_by_role("combobox", name="Assign to").click()
    await scripted.page.get_by_role("option", name="Database").click()
    await sandbox.until(lambda: app.told["actions"][0]["action_id"] == "policy")
    await message.get_by_role("combobox", name="Find").click()
    await scripted.page.get_by_role("option", name="Robert Müller").click()
    await sandbox.until(lambda: app.told["type"] == "block_actions" and app.told["actions"][0]["action_id"] == "source")
    await message.get_by_role("button", name="More options").click()
    await picture("message-elements", scripted.page)
    await message.get_by_role("menuitem", name="Mute for an hour").click()
    await sandbox.until(lambda: app.told["actions"][0]["action_id"] == "more")
    values = app.told["state"]["values"]["row"]
    assert values["policy"]["selected_option"]["value"] == "2"
