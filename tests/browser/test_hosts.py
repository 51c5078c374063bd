"""Several hosts on the demo's page: who leads, who took what, and switches to kill any of them."""

import pytest
from playwright.async_api import expect

from tests import postgres
from tests.browser.accessibility import barriers
from tests.browser.chromium import fixture
from tests.browser.demo_page import DemoPage
from tests.e2e.demo import address, running

pytestmark = pytest.mark.skipif(postgres.programs() is None, reason=postgres.MISSING)

SMALL = {"width": 390, "height": 844}


@fixture
async def hosts(tmp_path):
    """The address of a demo with three hosts."""
    async with running(tmp_path, "demo", "--hosts", "3", "--port", "0") as (_, printed):
        yield address(printed)


async def test_a_leader_that_is_killed_is_followed_by_another_and_the_alert_arrives_once(hosts, open_page, picture):
    page = DemoPage(await open_page(hosts))
    group = page.page.get_by_role("group", name="Hosts")
    leads = group.get_by_text("leads", exact=True)
    await expect(leads.locator("visible=true")).to_have_count(1, timeout=20_000)
    await expect(group.get_by_text("not connected to Slack")).to_have_count(0, timeout=20_000)
    await expect(page.page.get_by_role("button", name="Alice Adler")).to_contain_text("own (", timeout=20_000)
    await page.raise_alert("the checkout is down")
    await expect(page.outbox).to_contain_text("In ilert, once: done")
    await picture("hosts", page.page)
    await page.press("Close")
    await expect(page.composer).to_be_focused()
    names = ("alpha", "beta", "gamma")
    rows = {name: group.get_by_role("group", name=name) for name in names}
    (leader,) = [name for name in names if await rows[name].get_by_text("leads", exact=True).is_visible()]
    await rows[leader].get_by_role("button", name="Kill", exact=True).click()
    await expect(rows[leader]).to_contain_text("dead")
    await expect(page.trouble).to_contain_text(f"{leader} is dead")
    await expect(rows[leader].get_by_role("button", name="Start")).to_be_focused()
    await expect(leads.locator("visible=true")).to_have_count(1, timeout=20_000)
    await expect(rows[leader].get_by_text("leads", exact=True)).to_be_hidden()
    assert await barriers(page.page) == []
    await picture("hosts-killed", page.page)
    dark = DemoPage(await open_page(hosts, dark=True, window=SMALL))
    row = dark.page.get_by_role("group", name="database")
    await row.get_by_role("button", name="Kill, restart").click()
    await row.scroll_into_view_if_needed()
    assert await barriers(dark.page) == []
    await picture("hosts-small-dark", dark.page)
    await expect(dark.page.locator("html")).to_have_js_property("scrollWidth", SMALL["width"])
