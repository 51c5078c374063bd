"""The Home tab and the answer about who is on call, light and dark, wide and on a phone."""

import pytest
from playwright.async_api import expect

from tests.browser.accessibility import barriers
from tests.browser.slack_window import SlackWindow

PHONE = {"width": 390, "height": 844}


@pytest.mark.parametrize("dark", [False, True])
@pytest.mark.parametrize("window", [None, PHONE], ids=["wide", "phone"])
async def test_home_and_on_call_can_be_read_everywhere(slack, sandbox, open_page, picture, dark, window):
    page = SlackWindow(await open_page(sandbox.page_url, dark=dark, window=window))
    name = f"{'dark' if dark else 'light'}-{'phone' if window else 'wide'}"
    await page.act_as("Ursula Unger")
    await page.go_to("demo")
    await page.write("/il-oncall sre")
    await expect(page.messages.last).to_contain_text("On call for SRE Team Escalation")
    await picture(f"on-call-{name}", page.page)
    assert await barriers(page.page) == []
    await page.go_home()
    await expect(page.home.get_by_role("heading", name="My alerts")).to_be_visible()
    await expect(page.home).to_contain_text("You have raised no alert lately.")
    await picture(f"home-{name}", page.page)
    assert await barriers(page.page) == []
    wide = await page.home.evaluate("(node) => node.scrollWidth > node.clientWidth")
    assert not wide


async def test_the_button_on_home_opens_the_dialog_and_messages_come_back(slack, sandbox):
    await slack.act_as("Ursula Unger")
    await slack.go_home()
    await slack.home.get_by_role("button", name="Raise an alert").click()
    await expect(slack.dialog).to_contain_text("Alert source")
    await slack.press("Close")
    await slack.window.get_by_role("button", name="Messages", exact=True).click()
    await expect(slack.home).to_be_hidden()
    await expect(slack.composer).to_be_visible()
