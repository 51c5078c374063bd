"""The panes around Slack: alerts in ilert, who may what, the policy file, the wires."""

import pytest
from playwright.async_api import expect

from bot.sandbox.server import Sandbox
from bot.sandbox.worlds import small_world
from tests.browser.accessibility import barriers
from tests.browser.demo_page import DemoPage
from tests.e2e.demo import address, running

TABS = ("Exactly once", "Who may what", "Policy file", "Wires")


async def test_an_engineer_accepts_and_resolves_an_alert(page):
    await page.raise_alert("the checkout is down")
    alert = page.alerts
    await expect(alert).to_contain_text("PENDING")
    await expect(alert).to_contain_text("Calls")
    await expect(alert).to_contain_text("Slack Alerts → Network Infra Team, priority HIGH")
    await expect(alert.get_by_role("combobox", name="Who acts on alert")).to_have_value("Robert Müller")
    await alert.get_by_role("button", name="Accept").click()
    await expect(alert).to_contain_text("ACCEPTED")
    await alert.get_by_role("button", name="Resolve").click()
    await expect(alert).to_contain_text("RESOLVED")
    await alert.get_by_text("Log (").click()
    await expect(alert.get_by_role("listitem").filter(has_text="Accepted by Robert Müller")).to_be_visible()
    await expect(alert.get_by_role("button")).to_have_count(0)
    await expect(page.page.locator("#ilert")).to_contain_text("0 open alerts")


async def test_a_change_of_person_shows_what_differs_and_why(page, picture):
    await page.go_to("general")
    await page.open_tab("Who may what")
    panel = page.page.get_by_role("tabpanel", name="Who may what")
    await expect(panel).to_contain_text("Alice Adler in #general")
    await page.act_as("Ursula Unger")
    await expect(panel).to_contain_text("Ursula Unger in #general")
    await expect(panel).to_contain_text("Compared with Alice Adler")
    await expect(panel.locator(".sketch del").first).to_have_text("Payments Slack")
    await expect(panel).to_contain_text("it belongs to a private team, of which this person is no member")
    await picture("who-may-what", page.page)
    await page.act_as("Sam Sommer")
    await expect(panel).to_contain_text("No dialog, but an answer")
    await expect(panel).to_contain_text("fails: #general is named by no [[slack_alert_source]]")
    await page.go_to("demo")
    await expect(panel).to_contain_text("Sam Sommer in #demo")
    await expect(panel).to_contain_text("Network Infrastructure")


async def test_everybodys_share_stands_beside_their_name(page):
    people = page.page.get_by_role("navigation", name="Act as")
    await expect(people.get_by_role("button", name="Alice Adler")).to_contain_text("channel + own (6)")
    await expect(people.get_by_role("button", name="Gina Gast")).to_contain_text("no dialog")
    await page.go_to("general")
    await expect(people.get_by_role("button", name="Alice Adler")).to_contain_text("→ own (6)")
    await expect(people.get_by_role("button", name="Sam Sommer")).to_contain_text("no dialog")


async def test_a_refused_policy_changes_nothing_until_it_is_mended(page, picture):
    await page.open_tab("Policy file")
    await expect(page.verdict).to_contain_text("Accepted: in force")
    good = await page.policy.input_value()
    await page.save_policy(good.replace('channels = ["#demo"]', 'chanels = ["#demo"]'))
    await expect(page.verdict).to_contain_text("Refused: the last good policy stays in force")
    await expect(page.verdict).to_contain_text("config.toml:16:1")
    await expect(page.verdict).to_contain_text("did you mean `channels`?")
    await expect(page.page.locator(".gutter .marked")).to_have_text(["14", "16"])
    await picture("policy-refused", page.page)
    await page.act_as("Sam Sommer")
    await page.write("/il-alert")
    await expect(page.dialog).to_contain_text("Network Infrastructure")
    await page.press("Close")
    await page.save_policy(good.replace("Network Infrastructure", "The Network"))
    await expect(page.verdict).to_contain_text("Accepted: in force")
    await expect(page.verdict).to_contain_text('is now "The Network", was "Network Infrastructure".')
    await expect(page.page.locator(".gutter .marked")).to_have_count(0)
    await page.write("/il-alert")
    await expect(page.dialog).to_contain_text("The Network")


async def test_a_file_that_an_editor_saves_is_judged_too(tmp_path, open_page):
    async with running(tmp_path, "demo", "--port", "0") as (_, printed):
        page = DemoPage(await open_page(address(printed)))
        await page.ready()
        await page.open_tab("Policy file")
        file = tmp_path / ".demo" / "config.toml"
        typed = await page.policy.input_value() + "# mine\n"
        await page.policy.fill(typed)
        file.write_text(file.read_text().replace('"ask"', '"always"'))
        await expect(page.verdict).to_contain_text("Refused")
        await expect(page.policy).to_have_value(typed)  # what is being typed is not lost
        await page.page.get_by_role("button", name="Undo").click()
        await expect(page.policy).to_have_value(file.read_text())
        file.write_text(file.read_text().replace('"always"', '"ask"'))
        await expect(page.verdict).to_contain_text("Accepted")
        await expect(page.policy).to_have_value(file.read_text())
        await page.policy.press("End")
        await page.policy.type("x")
        await page.policy.press("Control+s")
        await expect(page.verdict).to_contain_text("Refused")
        await page.page.close()


async def test_the_wires_are_read(page):
    await page.raise_alert("the checkout is down")
    await expect(page.alerts).to_have_count(1)
    await page.open_tab("Wires")
    panel = page.page.get_by_role("tabpanel", name="Wires")
    await panel.get_by_role("button", name="ilert calls").click()
    entry = panel.get_by_role("listitem").filter(has_text="POST /api/events").first
    await expect(entry).to_contain_text("202")
    await entry.get_by_text("POST /api/events").click()
    await expect(entry).to_contain_text('"summary": "the checkout is down"')
    await panel.get_by_role("button", name="Envelopes").click()
    await expect(panel.get_by_role("listitem").filter(has_text="slash_commands")).to_contain_text("ack")


async def test_tabs_are_walked_with_the_arrow_keys(page):
    await page.page.get_by_role("tab", name="Exactly once").focus()
    for name in (*TABS[1:], TABS[0]):
        await page.page.keyboard.press("ArrowRight")
        await expect(page.page.get_by_role("tab", name=name)).to_be_focused()
        await expect(page.page.get_by_role("tabpanel", name=name)).to_be_visible()
    await page.page.keyboard.press("ArrowLeft")
    await expect(page.page.get_by_role("tab", name="Wires")).to_be_focused()


@pytest.mark.parametrize("dark", [False, True])
async def test_nobody_is_barred(demo, open_page, picture, dark):
    page = DemoPage(await open_page(demo, dark=dark))
    await page.ready()
    await page.raise_alert("the checkout is down")
    await expect(page.outbox).to_contain_text("Raised.")
    await page.press("Close")
    for tab in TABS:
        await page.open_tab(tab)
        assert await barriers(page.page) == []
        await picture(f"tab-{tab.replace(' ', '-').lower()}-{'dark' if dark else 'light'}", page.page)


@pytest.mark.parametrize("dark", [False, True])
async def test_nobody_is_barred_when_all_goes_wrong(demo, open_page, picture, dark):
    page = DemoPage(await open_page(demo, dark=dark))
    await page.ready()
    await page.go_to("general")
    await page.switch("ilert is", "Down").click()
    await page.open_tab("Policy file")
    await page.save_policy("[dialog]\nfalback = 'x'\n")
    await expect(page.verdict).to_contain_text("Refused")
    await page.act_as("Ursula Unger")
    await expect(page.page.locator(".sketch del").first).to_be_attached()
    await page.open_tab("Exactly once")
    await page.bot.get_by_role("button", name="Kill", exact=True).click()
    await expect(page.bot).to_contain_text("dead")
    for tab in TABS:
        await page.open_tab(tab)
        assert await barriers(page.page) == []
    await page.open_tab("Who may what")
    await picture(f"all-wrong-{'dark' if dark else 'light'}", page.page)


async def test_a_sandbox_alone_shows_no_bot_from_inside(open_page):
    async with Sandbox.start(world=small_world(), port=0) as sandbox:
        page = DemoPage(await open_page(sandbox.page_url))
        await expect(page.page.get_by_role("tab")).to_have_text(["Faults", "Wires"])
        await expect(page.page.get_by_role("tabpanel", name="Faults")).to_contain_text("il-alert-bot demo")
        await expect(page.bot).to_have_count(0)
        await expect(page.tour).to_have_count(0)
        assert await barriers(page.page) == []
        await page.page.close()


async def test_an_address_without_the_token_says_where_to_find_it(demo, open_page, problems):
    page = await open_page(demo.partition("?")[0])
    await expect(page.locator("#link")).to_contain_text("Open the one that it printed when it started.")
    await expect(page.get_by_role("main")).to_be_hidden()
    problems.clear()  # the browser tells of the refusal


async def test_the_link_of_an_alert_leads_to_it_in_a_tab_of_its_own(demo, open_page):
    page = DemoPage(await open_page(demo))
    await page.ready()
    await page.raise_alert("the checkout is down")
    number = (await page.alerts.get_attribute("id")).removeprefix("alert-")
    other = await page.page.context.new_page()
    await other.goto(f"{demo.partition('?')[0]}ilert/alert/view.jsf?id={number}")
    await expect(other.locator(f"#alert-{number}")).to_be_focused()


async def test_start_over_forgets_what_was(page):
    await page.raise_alert("the checkout is down")
    await expect(page.outbox).to_contain_text("Raised.")
    await page.press("Close")
    await page.page.get_by_role("button", name="Start over").click()
    await expect(page.outbox).to_have_count(0)
    await expect(page.alerts).to_have_count(0)
    await expect(page.messages).to_have_count(0)


async def test_in_a_phones_width_no_button_is_cut_off(demo, open_page, picture):
    page = DemoPage(await open_page(demo, window={"width": 390, "height": 844}))
    await page.ready()
    beyond = (
        "buttons => buttons.filter(one => one.getBoundingClientRect().right > innerWidth).map(one => one.textContent)"
    )
    assert await page.page.locator("button").evaluate_all(beyond) == []
    height = "element => element.getBoundingClientRect().height"
    assert await page.page.locator("#bar").evaluate(height) < 120
    assert await page.tour.evaluate(height) < 240
    await picture("phone", page.page)
