"""The pane of ilert: alert sources and what they make of events, what an engineer does, and ilert's behaviour."""

import pytest
import pytest_asyncio
from playwright.async_api import expect

from tests.browser.accessibility import barriers

EVENT = {"integrationKey": "il1slack0demo0key", "eventType": "ALERT"}
DEMO = 2247477

fixture = pytest_asyncio.fixture(loop_scope="session")


@fixture
async def page(sandbox, open_page):
    return await open_page(sandbox.page_url)


@fixture
async def source(page):
    """The demo source's card."""
    await page.get_by_text("Alert sources (7)").click()
    return page.locator(".source").filter(has_text="Slack Alerts")


def event(sandbox, summary):
    """Let the demo source get an event."""
    source = sandbox.ilert.account.sources[DEMO]
    sandbox.ilert.events.take(source, {**EVENT, "summary": summary})


async def test_a_source_that_groups_shows_it_and_the_alert_counts(sandbox, page, source):
    await source.get_by_role("combobox", name="Alerts, Slack Alerts").select_option("ONE_OPEN_ALERT_ALLOWED")
    await sandbox.until(lambda: sandbox.ilert.account.sources[DEMO].alert_creation == "ONE_OPEN_ALERT_ALLOWED")
    event(sandbox, "disk full")
    event(sandbox, "router down")
    await expect(page.locator(".alert")).to_contain_text("1 more event, nobody was called again")
    await source.get_by_text("Event log (2)").click()
    await expect(source).to_contain_text("ALERT: appended to the open alert 2370001, nobody is called: router down")


async def test_a_source_drops_events_or_takes_none(sandbox, page, source):
    filter_field = source.get_by_role("textbox", name="Drops events with, Slack Alerts")
    await filter_field.fill("test")
    await filter_field.press("Tab")
    await sandbox.until(lambda: sandbox.ilert.account.sources[DEMO].filtered_out == "test")
    event(sandbox, "a test")
    await expect(source).to_contain_text("ALERT: dropped by the event filter")
    takes = source.get_by_role("checkbox", name="Takes events, Slack Alerts")
    await takes.press("Space")
    await sandbox.until(lambda: not sandbox.ilert.account.sources[DEMO].takes_events)
    event(sandbox, "the real thing")
    await expect(source).to_contain_text("ALERT: ignored: this source takes no events")
    await expect(takes).to_be_focused()
    await expect(page.locator(".alert")).to_have_count(0)


async def test_outside_support_hours_alerts_are_low(sandbox, page, source):
    await source.get_by_role("combobox", name="Support hours, Slack Alerts").select_option("OUTSIDE")
    await sandbox.until(lambda: sandbox.ilert.account.sources[DEMO].support_hours)
    event(sandbox, "disk full")
    await expect(page.locator(".alert")).to_contain_text("priority LOW")


async def test_an_engineer_reassigns_and_merges(sandbox, page):
    event(sandbox, "first")
    event(sandbox, "second")
    first, second = page.locator("#alert-2370001"), page.locator("#alert-2370002")
    for alert in (first, second):
        await alert.get_by_text("Reassign or merge").click()
    await first.get_by_role("combobox", name="Who gets alert").select_option("Ursula Unger")
    await first.get_by_role("button", name="Reassign").click()
    await expect(first).to_contain_text("CallsUrsula Unger")
    await first.get_by_role("button", name="Accept").click()
    await expect(first).to_contain_text("Accepted byUrsula Unger")
    await second.get_by_role("button", name="Merge").click()
    await expect(second).to_contain_text("into #2370001")
    await expect(second.get_by_role("button")).to_have_count(0)
    await expect(page.locator("#ilert")).to_contain_text("1 open alert")


async def test_menus_set_how_ilert_behaves(sandbox, page):
    await page.get_by_text("What else ilert does").click()
    for name, choice, switch, value in (
        ("A new alert is listed", "never", "ilert_visible_after_s", 1e9),
        ("An event's answer", "is empty, as ilert says", "ilert_empty_event_answer", True),
        ("A minute's requests", "as many as you like", "ilert_key_limit", None),
        ("A field of each item", "is missing", "ilert_odd_fields", "missing"),
        ("Integration keys", "are null: no right to see them", "ilert_integration_keys", False),
        ("Between two pages", "a row is removed", "ilert_paging", "remove"),
    ):
        menu = page.get_by_role("combobox", name=name)
        await menu.select_option(choice)
        await sandbox.until(lambda: sandbox.faults.json()[switch] == value)  # noqa: B023 - it is called within the round
        await expect(menu.locator("option:checked")).to_have_text(choice)


async def test_a_gateway_answers_once_after_ilert_did_the_work(sandbox, page):
    await page.get_by_text("What else ilert does").click()
    await page.get_by_role("combobox", name="It does so").select_option("once")
    await page.get_by_role("combobox", name="and does it").select_option("after ilert did the work")
    await page.get_by_role("combobox", name="A gateway answers").select_option("302, to a login")
    await sandbox.until(lambda: sandbox.faults.ilert == "gateway_302_after")
    assert sandbox.faults.ilert_times == 1
    await expect(page.locator("#trouble")).to_contain_text("a gateway answers instead of ilert")


@pytest.mark.parametrize("dark", [False, True])
async def test_nobody_is_barred_from_ilerts_pane(sandbox, open_page, picture, dark):
    page = await open_page(sandbox.page_url, dark=dark)
    event(sandbox, "first")
    event(sandbox, "second")
    await page.get_by_text("Alert sources (7)").click()
    await page.get_by_text("What else ilert does").click()
    await expect(page.locator(".alert")).to_have_count(2)
    await page.get_by_text("Reassign or merge").first.click()
    assert await barriers(page) == []
    await picture(f"ilert-pane-{'dark' if dark else 'light'}", page)
