"""Kill the bot and take ilert away, from the page: what was accepted arrives once."""

import pytest
from playwright.async_api import expect


async def test_an_alert_survives_an_outage_and_a_killed_bot(page, picture):
    await page.switch("ilert is", "Down").click()
    await expect(page.trouble).to_have_text("ilert is down")
    await page.act_as("Sam Sommer")
    await page.raise_alert("the checkout is down")
    await expect(page.dialog).to_contain_text("ilert has not accepted your alert to Network Infrastructure yet")
    await page.press("Close")
    await expect(page.composer).to_be_focused()
    row = page.outbox
    await expect(row).to_contain_text("the checkout is down")
    await expect(row).to_contain_text("In ilert: not yet")
    await expect(row).to_contain_text("Its fate is unknown")

    await page.bot.get_by_role("button", name="Kill", exact=True).click()
    await expect(page.bot).to_contain_text("dead: killed by SIGKILL")
    await expect(page.bot.get_by_role("button", name="Start")).to_be_focused()
    await expect(row).to_contain_text("The bot is dead; the row is safe")
    await picture("exactly-once-killed", page.page)
    await page.write("/il-alert whoami")
    await expect(page.messages.last).to_contain_text("the app is not connected")

    await page.switch("ilert is", "Up").click()
    await page.bot.get_by_role("button", name="Start").click()
    await expect(row).to_contain_text("In ilert, once: done")
    await expect(row).to_contain_text("Raised. Sam Sommer was told.")
    await expect(page.alerts).to_have_count(1)
    await expect(page.alerts).to_contain_text("the checkout is down")
    await expect(page.bot).to_contain_text("start 2")
    await picture("exactly-once-delivered", page.page)


async def test_a_killed_bot_is_started_again(page):
    await page.bot.get_by_role("button", name="Kill, restart").click()
    await expect(page.bot).to_contain_text("killed by SIGKILL; starts in a moment")
    await expect(page.trouble).to_contain_text("the bot is dead")
    await expect(page.bot).to_contain_text("start 2")
    await expect(page.bot).to_contain_text("runs: process")
    await expect(page.trouble).to_be_empty()


@pytest.mark.parametrize(
    ("switch", "trouble", "shown"),
    [
        ("500", "ilert answers with errors", "Next try"),
        # The sender itself waits for ilert's limit, with the alert in its hands.
        ("429", "ilert refuses: 429", "Sent, try 2"),
        ("Answer lost", "ilert's answers are lost", "Next try"),
    ],
)
async def test_what_ilert_spoils_arrives_once_all_the_same(page, switch, trouble, shown):
    await page.switch("ilert is", switch).click()
    await expect(page.switch("ilert is", switch)).to_have_attribute("aria-pressed", "true")
    await expect(page.trouble).to_have_text(trouble)
    await page.raise_alert("the checkout is down")
    await expect(page.outbox).to_contain_text(shown, timeout=20_000)
    await page.switch("ilert is", "Up").click()
    await expect(page.outbox).to_contain_text("In ilert, once: done", timeout=40_000)
    await expect(page.outbox).to_contain_text("Raised.")
    await expect(page.alerts).to_have_count(1)


async def test_an_alert_that_is_given_up_says_so(page):
    await page.switch("ilert is", "402").click()
    await expect(page.trouble).to_have_text("ilert's plan is not enough")
    await page.raise_alert("the checkout is down")
    await expect(page.outbox).to_contain_text("Given up: ")
    await expect(page.outbox).to_contain_text("402")
    await expect(page.outbox).to_contain_text("Reporter told: done")
    await expect(page.dialog).not_to_contain_text("is being alerted")
    await expect(page.alerts).to_have_count(0)


async def test_a_slow_ilert_is_waited_for(page):
    await page.switch("ilert is", "Slow").click()
    await expect(page.trouble).to_have_text("ilert is slow")
    await page.raise_alert("the checkout is down")
    await expect(page.outbox).to_contain_text("Its fate is unknown")
    await expect(page.outbox).to_contain_text("Raised.", timeout=20_000)
    await expect(page.alerts).to_have_count(1)


async def test_slack_fails_and_recovers(page):
    await page.switch("Slack is", "API down").click()
    await expect(page.trouble).to_have_text("Slack's API is down")
    await page.switch("Slack is", "Slow").click()
    await expect(page.trouble).to_have_text("Slack is slow")
    await page.switch("Slack is", "Up").click()
    await expect(page.trouble).to_be_empty()
    for way in ("Disconnect", "Drop all"):
        await page.open_tab("Wires")
        connects = page.page.locator(".what", has_text="apps.connections.open")
        before = await connects.count()
        await page.open_tab("Exactly once")
        await page.switch("Socket", way).click()
        await expect(connects).not_to_have_count(before)
        await expect(page.page.get_by_role("group", name="Socket")).to_contain_text("live connection")
    await page.raise_alert("the checkout is down")
    await expect(page.alerts).to_have_count(1)


async def test_one_of_two_connections_breaks_while_somebody_types_and_nobody_notices(page):
    socket = page.page.get_by_role("group", name="Socket")
    await expect(socket).to_contain_text("2 live connections", timeout=20_000)
    await page.act_as("Sam Sommer")
    await page.write("/il-alert the checkout")
    summary = page.field("Alert summary")
    await expect(summary).to_have_value("the checkout")
    await summary.press("End")
    await summary.press_sequentially(" is")
    await page.switch("Socket", "Drop one").click()
    await expect(socket).to_contain_text("1 live connection")
    await summary.press("End")
    await summary.press_sequentially(" down")
    await page.dialog.get_by_role("radio").first.check()
    await page.press("Submit")
    await expect(page.dialog).to_contain_text("is being alerted")
    await expect(page.alerts).to_have_count(1)
    await expect(page.alerts).to_contain_text("the checkout is down")
    await expect(page.trouble).to_be_empty()
