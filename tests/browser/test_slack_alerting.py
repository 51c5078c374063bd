"""Raising alerts, as people do it in Slack, with the real daemon behind the page."""

import pytest
from playwright.async_api import expect

from bot.sandbox.ilert.account import AlertSource
from bot.wording.denials import NO_SLACK_ALERT_SOURCE
from tests.browser.chromium import fixture
from tests.browser.slack_window import SlackWindow
from tests.e2e.settings import POLICY

RECOVERY_MS = 40_000


@fixture
async def many_sources(sandbox):
    """More alert sources than a menu of Slack takes, so that it is searched."""
    for number in range(120):
        source = AlertSource(3_000_000 + number, f"Shop {number:03}", "API", f"il1api0shop{number}", 81214)
        sandbox.ilert.account.sources[source.id] = source


async def open_dialog(slack, person, channel, text="/il-alert the checkout is down"):
    await slack.act_as(person)
    await slack.go_to(channel)
    await slack.write(text)
    await expect(slack.dialog).to_be_visible()


async def test_anybody_alerts_from_a_configured_channel(slack, sandbox, picture):
    await open_dialog(slack, "Sam Sommer", "demo")
    await expect(slack.dialog).to_have_accessible_name("Alert on-call engineers")
    await expect(slack.field("Alert summary")).to_have_value("the checkout is down")
    await slack.dialog.get_by_role("radio", name="Network Infrastructure").check()
    await slack.field("Alert details").fill("since nine o'clock")
    await picture("option-2-dialog", slack.page)
    await slack.press("Submit")
    await expect(slack.dialog).to_contain_text("Network Infrastructure is being alerted.")
    await picture("option-2-result", slack.page)
    await slack.press("Close")
    await expect(slack.dialog).to_have_count(0)
    await expect(slack.composer).to_be_focused()
    await expect(slack.messages.last).to_contain_text("Only visible to you")
    await expect(slack.messages.last).to_contain_text("Network Infrastructure is being alerted.")
    (alert,) = sandbox.ilert.account.alerts.values()
    assert (alert.summary, alert.policy) == ("the checkout is down", 81211)
    assert "since nine o'clock" in alert.details


async def test_an_ilert_user_searches_among_all_that_they_may_alert(many_sources, slack, sandbox, picture):
    await open_dialog(slack, "Ursula Unger", "ops", "/il-alert")
    await expect(slack.dialog).to_have_accessible_name("Alert on-call team")
    await slack.dialog.get_by_role("combobox", name="Alert source").click()
    await slack.page.keyboard.type("core data")
    await expect(slack.dialog.get_by_role("option")).to_have_text(["Core database"])
    await picture("option-1-search", slack.page)
    await slack.page.keyboard.press("Enter")
    await expect(slack.field("Alert source")).to_have_value("Core database")
    await expect(slack.field("Escalation policy")).to_have_value("Database Admins")
    await slack.field("Alert summary").fill("The core database is full")
    await slack.choose("Priority", "High")
    await picture("option-1-dialog", slack.page)
    await slack.press("Submit")
    await slack.dialog.get_by_role("link", name="Open the alert in ilert").click()
    (alert,) = sandbox.ilert.account.alerts.values()
    assert (alert.source, alert.policy, alert.priority) == (2247480, 81214, "HIGH")
    await expect(slack.page.locator(f"#alert-{alert.id}")).to_be_focused()


async def test_who_has_an_account_goes_to_the_full_dialog_and_back(slack):
    await open_dialog(slack, "Alice Adler", "demo")
    await slack.field("Alert details").fill("typed before")
    await slack.press("Use my ilert account")
    await expect(slack.dialog).to_have_accessible_name("Alert on-call team")
    await expect(slack.field("Alert details")).to_have_value("typed before")
    await slack.press("Use the channel dialog")
    await expect(slack.dialog).to_have_accessible_name("Alert on-call engineers")
    await expect(slack.field("Alert summary")).to_have_value("the checkout is down")
    await expect(slack.field("Alert details")).to_have_value("typed before")


async def test_who_may_not_is_told_why_and_nobody_else_sees_it(slack, picture):
    await slack.act_as("Sam Sommer")
    await slack.go_to("ops")
    await slack.write("/il-alert")
    await expect(slack.messages.last).to_contain_text("Only visible to you")
    await expect(slack.messages.last).to_contain_text(NO_SLACK_ALERT_SOURCE)
    await expect(slack.messages.last).to_contain_text("You can do it in #demo.")
    await picture("denial", slack.page)
    await slack.messages.last.get_by_role("button", name="How to set this channel up").click()
    await expect(slack.messages.last).to_contain_text('channels = ["C0OPS000001"]')
    await picture("denial-set-up", slack.page)
    await slack.act_as("Alice Adler")
    await slack.go_to("ops")
    await expect(slack.messages).to_have_count(0)


async def test_whoami_and_help_answer_with_a_message(slack, picture):
    await slack.act_as("Ursula Unger")
    await slack.go_to("ops")
    await slack.write("/il-alert whoami")
    await expect(slack.messages.last).to_contain_text("Your ilert account")
    await slack.write("/il-alert help")
    await expect(slack.messages.last).to_contain_text("/il-alert opens a dialog to alert the people on call.")
    await picture("whoami-and-help", slack.page)


async def test_what_is_wrong_is_said_at_its_field(slack, sandbox, picture):
    await open_dialog(slack, "Sam Sommer", "demo", "/il-alert")
    await slack.press("Submit")
    choice = slack.dialog.get_by_role("radiogroup", name="Please choose a problem area to report an incident.")
    await expect(choice).to_have_accessible_description("Please complete this required field.")
    await slack.dialog.get_by_role("radio", name="Network Infrastructure").check()
    await slack.field("Alert summary").fill("   ")
    await slack.press("Submit")
    await expect(slack.field("Alert summary")).to_have_accessible_description(
        "Please say in a few words what is wrong. This is what the on-call engineer hears when ilert calls."
    )
    await expect(slack.field("Alert summary")).to_be_focused()
    await picture("field-errors", slack.page)
    assert sandbox.ilert.account.alerts == {}


@pytest.mark.timeout(120)
async def test_an_outage_of_ilert_is_told_and_waited_out(slack, sandbox, picture):
    sandbox.faults.set({"ilert": "down"})
    await open_dialog(slack, "Sam Sommer", "demo")
    await slack.dialog.get_by_role("radio", name="Network Infrastructure").check()
    await slack.press("Submit")
    await expect(slack.dialog).to_contain_text("the bot keeps trying", timeout=RECOVERY_MS)
    await expect(slack.dialog).to_contain_text("Urgent? Call +49 221 5550 0000")
    await picture("outage", slack.page)
    sandbox.faults.set({"ilert": "up"})
    await expect(slack.dialog).to_contain_text("Network Infrastructure is being alerted.", timeout=RECOVERY_MS)
    assert len(sandbox.ilert.account.alerts) == 1


async def test_a_policy_that_changes_while_a_dialog_is_open_counts(slack, sandbox, daemon, policy_file, picture):
    await open_dialog(slack, "Sam Sommer", "demo")
    await slack.dialog.get_by_role("radio", name="Platform Infrastructure").check()
    policy_file.write_text(POLICY.replace("81212", "81213").replace("Please choose a problem area", "What burns?"))
    await daemon.logged("policy_loaded", lambda line: line.get("changes"))
    await slack.press("Submit")
    choice = slack.dialog.get_by_role("radiogroup")
    await expect(choice).to_have_accessible_description(
        "This choice is no longer available here. Please choose another one."
    )
    await picture("policy-changed", slack.page)
    await slack.press("Close")
    await slack.write("/il-alert")
    await expect(slack.dialog).to_contain_text("What burns?")
    assert sandbox.ilert.account.alerts == {}


async def test_a_bot_that_is_not_connected_is_told(sandbox, open_page, picture):
    slack = SlackWindow(await open_page(sandbox.page_url))
    await slack.write("/il-alert")
    await expect(slack.messages.last).to_contain_text("/il-alert failed because the app is not connected")
    await picture("not-connected", slack.page)


async def test_commands_are_completed_while_typing(slack, picture):
    await slack.go_to("demo")
    await slack.composer.press_sequentially("/")
    await expect(slack.window.get_by_role("option", name="/il-alert")).to_be_visible()
    await picture("completion", slack.page)
    await slack.composer.press("Escape")
    await expect(slack.window.get_by_role("option")).to_have_count(0)
    await slack.composer.press_sequentially("il")
    await slack.composer.press("Tab")
    await expect(slack.composer).to_have_value("/il-alert ")
    await slack.composer.press_sequentially("down")
    await slack.composer.press("Enter")
    await expect(slack.dialog).to_be_visible()


async def test_a_draft_waits_in_its_channel(slack):
    await slack.go_to("demo")
    await slack.composer.fill("half a sentence")
    await slack.go_to("ops")
    await expect(slack.composer).to_have_value("")
    await slack.go_to("demo")
    await expect(slack.composer).to_have_value("half a sentence")


async def test_a_newcomer_raises_an_alert_in_the_demo(page):
    await open_dialog(page, "Sam Sommer", "demo")
    await page.dialog.get_by_role("radio", name="Network Infrastructure").check()
    await page.press("Submit")
    await expect(page.dialog).to_contain_text("Network Infrastructure is being alerted.")
