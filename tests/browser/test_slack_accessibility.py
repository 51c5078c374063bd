"""Nothing bars people from the Slack window, in light or dark, in any of its main states, large or small."""

import pytest
from playwright.async_api import expect

from bot.sandbox.slack.workspace import MessageShortcut
from tests.browser.accessibility import barriers
from tests.browser.chromium import fixture
from tests.browser.everything import EVERYTHING
from tests.browser.slack_window import SlackWindow
from tests.sandbox.shapes import button, section

DEMO = "C024BE91L"


@pytest.fixture(params=["light", "dark"])
def scheme(request):
    return request.param


@fixture
async def with_bot(daemon, sandbox, open_page, scheme):
    slack = SlackWindow(await open_page(sandbox.page_url, dark=scheme == "dark"))
    await slack.act_as("Sam Sommer")
    await slack.go_to("demo")
    return slack


@fixture
async def with_app(app, sandbox, open_page, scheme):
    sandbox.slack.workspace.app.shortcuts = (MessageShortcut("Create ilert alert", "alert_from_message"),)
    slack = SlackWindow(await open_page(sandbox.page_url, dark=scheme == "dark"))
    await slack.act_as("Sam Sommer")
    await slack.go_to("demo")
    return slack


async def test_raising_an_alert(with_bot, scheme, picture):
    slack = with_bot
    assert await barriers(slack.page) == []
    await slack.composer.press_sequentially("/")
    await expect(slack.window.get_by_role("option").first).to_be_visible()
    assert await barriers(slack.page) == []
    await slack.write("/il-alert the checkout is down")
    await expect(slack.dialog).to_be_visible()
    await picture(f"{scheme}-dialog", slack.page)
    assert await barriers(slack.page) == []
    await slack.press("Submit")
    await expect(slack.dialog).to_contain_text("Please complete this required field.")
    await picture(f"{scheme}-errors", slack.page)
    assert await barriers(slack.page) == []
    await slack.dialog.get_by_role("radio", name="Network Infrastructure").check()
    await slack.press("Submit")
    await expect(slack.dialog).to_contain_text("Network Infrastructure is being alerted.")
    assert await barriers(slack.page) == []
    await slack.press("Close")
    await expect(slack.dialog).to_have_count(0)
    await expect(slack.messages.last).to_contain_text("Network Infrastructure is being alerted.")
    await picture(f"{scheme}-receipt", slack.page)
    assert await barriers(slack.page) == []


async def test_being_denied(with_bot, scheme, picture):
    await with_bot.go_to("ops")
    await with_bot.write("/il-alert")
    await expect(with_bot.messages.last).to_contain_text("Only visible to you")
    await picture(f"{scheme}-denial", with_bot.page)
    assert await barriers(with_bot.page) == []


async def test_choosing_among_all_that_an_account_allows(with_bot, scheme, picture):
    await with_bot.act_as("Ursula Unger")
    await with_bot.go_to("ops")
    await with_bot.write("/il-alert")
    await with_bot.dialog.get_by_role("combobox", name="Alert source").click()
    await expect(with_bot.page.get_by_role("option", name="Core database")).to_be_visible()
    await picture(f"{scheme}-menu", with_bot.page)
    assert await barriers(with_bot.page) == []


async def test_every_element_of_a_dialog(with_app, app, sandbox, scheme):
    await with_app.write("/il-alert")
    await sandbox.until(lambda: app.envelopes)
    await app.call("views.open", trigger_id=app.told["trigger_id"], view=EVERYTHING)
    await with_app.choose("Teams", "Network")
    await with_app.choose("Engineer", "Alice Adler")
    assert await barriers(with_app.page) == []


async def test_threads_shortcuts_and_elements_of_messages(with_app, app, sandbox, scheme, picture):
    slack = with_app
    options = [{"text": {"type": "plain_text", "text": "Mute"}, "value": "mute"}]
    row = {
        "type": "actions",
        "elements": [
            button(style="danger"),
            {"type": "static_select", "action_id": "policy", "options": options},
            {"type": "overflow", "action_id": "more", "options": options},
        ],
    }
    blocks = [section("*Alert* of <@U0ALICE0001> `db1` <https://acme.example|more>"), row]
    await app.call("chat.postMessage", channel=DEMO, text="Alert", blocks=blocks)
    await slack.write("disk full on db1")
    await expect(slack.messages).to_have_count(2)
    assert await barriers(slack.page) == []
    await slack.open_thread(slack.messages.last)
    await slack.reply("I look.")
    await expect(slack.replies).to_have_count(2)
    await picture(f"{scheme}-thread", slack.page)
    assert await barriers(slack.page) == []
    await slack.page.keyboard.press("Escape")
    await slack.shortcuts_of(slack.messages.last)
    await picture(f"{scheme}-shortcuts", slack.page)
    assert await barriers(slack.page) == []


async def test_the_page_is_switched_to_dark_and_back(slack):
    ground = slack.page.locator("#conversation")
    before = await ground.evaluate("node => getComputedStyle(node).color")
    await slack.page.get_by_role("button", name="Dark").click()
    assert await ground.evaluate("node => getComputedStyle(node).color") != before
    await slack.page.reload()
    await slack.page.get_by_role("button", name="Light").click()
    assert await ground.evaluate("node => getComputedStyle(node).color") == before


@fixture
async def telephone(daemon, sandbox, open_page, scheme):
    return SlackWindow(await open_page(sandbox.page_url, dark=scheme == "dark", window={"width": 390, "height": 780}))


async def whole_in_sight(page, part):
    """Whether nothing of a part is outside of the window."""
    box, window = await part.bounding_box(), page.viewport_size
    fits_across = box["x"] >= 0 and box["x"] + box["width"] <= window["width"]
    return fits_across and box["y"] >= 0 and box["y"] + box["height"] <= window["height"]


async def test_a_german_on_a_telephone(telephone, scheme, picture):
    slack, page = telephone, telephone.page
    await expect(slack.composer).to_be_focused()
    assert await page.evaluate("scrollY") == 0
    assert await page.evaluate("document.documentElement.scrollWidth") == 390
    assert await barriers(page) == []
    await slack.act_as("Hanna Huber")
    await slack.go_to("demo")
    await slack.write("/il-alert Der Checkout ist ausgefallen")
    await expect(slack.dialog.get_by_role("heading", name="Bereitschaft alarmieren")).to_be_visible()
    assert await whole_in_sight(page, slack.dialog)
    await picture(f"{scheme}-telephone-dialog", page)
    assert await barriers(page) == []
    await slack.dialog.get_by_role("radio", name="Network Infrastructure").check()
    await slack.press("Absenden")
    await expect(slack.dialog).to_contain_text("Jetzt wird Network Infrastructure alarmiert.")
    assert await barriers(page) == []
    await slack.press("Schließen")
    await expect(slack.messages.last).to_contain_text("Jetzt wird Network Infrastructure alarmiert.")
    await picture(f"{scheme}-telephone-receipt", page)
    assert await barriers(page) == []


async def test_what_a_screen_reader_reads_of_a_message_can_be_seen(slack):
    await slack.act_as("Hanna Huber")
    await slack.go_to("ops")
    await slack.write("/il-alert")
    message = slack.messages.last
    await message.get_by_text("What a screen reader reads").click()
    spoken = message.locator(".spoken-words")
    await expect(spoken).to_contain_text("Für diesen Channel ist in ilert keine Slack-Alarmquelle konfiguriert.")
    await expect(spoken).to_contain_text("Referenz")
    assert await barriers(slack.page) == []


async def test_an_alert_is_raised_by_the_keyboard_alone(slack):
    page, keys = slack.page, slack.page.keyboard
    await expect(slack.composer).to_be_focused()
    await keys.press("Shift+F6")
    while not await page.get_by_role("button", name="Hanna Huber").evaluate("one => one === document.activeElement"):
        await keys.press("Tab")
    await keys.press("Enter")
    await expect(slack.composer).to_be_focused()
    await keys.type("/il-alert Der Checkout ist ausgefallen")
    await keys.press("Enter")
    await expect(slack.dialog.get_by_role("radio", name="Network Infrastructure")).to_be_focused()
    await keys.press("Space")
    await keys.press("Tab")
    await expect(slack.field("Zusammenfassung des Alarms")).to_be_focused()
    await keys.press("Control+Enter")
    await expect(slack.dialog).to_contain_text("Jetzt wird Network Infrastructure alarmiert.")
    await keys.press("Escape")
    await expect(slack.dialog).to_have_count(0)
    await expect(slack.composer).to_be_focused()
