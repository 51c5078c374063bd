"""The README's pictures. `make screenshots` puts them into docs/; any other run leaves docs/ alone."""

import re

from playwright.async_api import expect

from tests.browser.pictures import keep


async def test_the_dialog(page):
    await page.go_to("demo")
    await page.write("/il-alert the checkout is down")
    await page.dialog.get_by_role("radio", name="Network Infrastructure").check()
    await expect(page.field("Alert summary")).to_have_value("the checkout is down")
    await keep("dialog", page.dialog)


async def test_the_sandbox(page):
    await page.go_to("demo")
    await page.write("Is the checkout down for you, too?")
    await page.write("/il-alert the checkout is down")
    await page.dialog.get_by_role("radio", name="Network Infrastructure").check()
    await page.press("Submit")
    await expect(page.dialog).to_contain_text("Network Infrastructure is being alerted.")
    await page.press("Close")
    await expect(page.dialog).to_have_count(0)
    await expect(page.messages.last).to_contain_text("Pending: the checkout is down")
    await page.composer.hover()
    await keep("sandbox", page.page)


async def test_an_alert_about_a_message(page):
    await page.go_to("demo")
    await page.write("The checkout shows error 500 since 9:40, on all three nodes. Is anybody looking at it?")
    entries = await page.shortcuts_of(page.messages.last)
    await entries.first.click()
    await page.dialog.get_by_role("radio", name="Network Infrastructure").check()
    await expect(page.field("Alert summary")).to_have_value(re.compile("^The checkout shows error 500"))
    await keep("message-shortcut", page.dialog)


async def test_who_is_on_call(page):
    await page.go_to("demo")
    await page.act_as("Ursula Unger")
    await page.write("/il-oncall sre")
    await expect(page.messages.last).to_contain_text("On call for SRE Team Escalation")
    await page.composer.hover()
    await keep("on-call", page.messages.last)


async def test_what_is_known_before_submitting(page):
    await page.act_as("Sam Sommer")
    await page.go_to("demo")
    await page.write("/il-alert the checkout is down")
    await page.dialog.get_by_role("radio", name="Network Infrastructure").check()
    await page.press("Submit")
    await expect(page.dialog).to_contain_text("Network Infrastructure is being alerted.")
    await page.act_as("Ursula Unger")
    await page.write("/il-alert no orders come in")
    await page.dialog.get_by_role("radio", name="Network Infrastructure").check()
    await expect(page.dialog).to_contain_text("has just submitted an alert for the same target.")
    await keep("hints", page.dialog)


async def test_the_home_tab(page):
    await page.go_to("demo")
    await page.write("/il-alert the checkout is down")
    await page.dialog.get_by_role("radio", name="Network Infrastructure").check()
    await page.press("Submit")
    await expect(page.dialog).to_contain_text("Network Infrastructure is being alerted.")
    await page.press("Close")
    await page.go_home()
    await expect(page.home).to_contain_text("Network Infrastructure is being alerted.")
    await keep("home", page.window)


async def test_the_dialog_in_german(page):
    await page.act_as("Hanna Huber")
    await page.go_to("demo")
    await page.write("/il-alert Der Checkout ist ausgefallen")
    await page.dialog.get_by_role("radio", name="Network Infrastructure").check()
    await expect(page.field("Zusammenfassung des Alarms")).to_have_value("Der Checkout ist ausgefallen")
    await keep("dialog-german", page.dialog)


async def test_the_card(page):
    await page.raise_alert("the checkout is down")
    await expect(page.dialog).to_contain_text("Network Infrastructure is being alerted.")
    await page.press("Close")
    card = page.messages.filter(has_text="Pending: the checkout is down")
    await keep("card-pending", card)
    await card.get_by_role("button", name="Accept the alert").click()
    card = page.messages.filter(has_text="Accepted: the checkout is down")
    await expect(card).to_contain_text("pressed Accept")
    await keep("card-accepted", card)
    await card.get_by_role("button", name="Resolve the alert").click()
    await page.page.get_by_role("button", name="Resolve", exact=True).last.click()
    card = page.messages.filter(has_text="Resolved: the checkout is down")
    await expect(card).to_contain_text("pressed Resolve")
    await keep("card-resolved", card)
