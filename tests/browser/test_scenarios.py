"""What `il-alert-bot demo --scenario` begins with, as people see it."""

from playwright.async_api import expect

from tests.browser.demo_page import DemoPage
from tests.e2e.demo import address, running


async def test_an_outage_ends(tmp_path, open_page, picture):
    async with running(tmp_path, "demo", "--scenario", "outage", "--port", "0") as (_, printed):
        page = DemoPage(await open_page(address(printed)))
        await page.ready()
        await expect(page.tour).to_have_count(0)
        await expect(page.page.locator("#about")).to_contain_text("two people have raised alerts")
        await expect(page.trouble).to_have_text("ilert is down")
        await expect(page.outbox).to_have_count(2)
        await expect(page.outbox.nth(0)).to_contain_text("Its fate is unknown")
        await expect(page.outbox.nth(1)).to_contain_text("Its fate is unknown")
        await picture("scenario-outage", page.page)
        await page.switch("ilert is", "Up").click()
        for row in (page.outbox.nth(0), page.outbox.nth(1)):
            await expect(row).to_contain_text("In ilert, once: done", timeout=40_000)
        await expect(page.alerts).to_have_count(2)
        await page.page.close()


async def test_private_teams_keep_to_themselves(tmp_path, open_page, picture):
    async with running(tmp_path, "demo", "--scenario", "private-teams", "--port", "0") as (_, printed):
        page = DemoPage(await open_page(address(printed)))
        await page.ready()
        await page.go_to("general")
        await page.open_tab("Who may what")
        sketch = page.page.locator(".sketch")
        await page.act_as("Robert Müller")
        await expect(sketch).to_contain_text("Card payments")
        await page.act_as("Ursula Unger")
        await expect(sketch.locator("ins").filter(has_text="Intrusion detection")).to_be_visible()
        await expect(sketch.locator("del").filter(has_text="Card payments")).to_be_visible()
        await expect(sketch.locator("span").filter(has_text="Payment fraud")).to_be_visible()
        await picture("scenario-private-teams", page.page)
        await page.write("/il-alert")
        await page.dialog.get_by_role("combobox", name="Alert source").click()
        await expect(page.page.get_by_role("option", name="Intrusion detection")).to_be_visible()
        await expect(page.page.get_by_role("option", name="Card payments")).to_have_count(0)
        await page.page.close()
