"""Nothing serious bars people from the Slack window, in light or dark, in any of its main states."""

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
    await expect(slack.window.get_by_role("option")).to_be_visible()
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
