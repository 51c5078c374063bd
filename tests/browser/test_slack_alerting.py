"""Raising alerts, as people do it in Slack."""

from playwright.async_api import expect


async def test_anybody_alerts_from_a_configured_channel(slack, sandbox, picture):
    await slack.act_as("Sam Sommer")
    await slack.go_to("demo")
    await slack.write("/il-alert the checkout is down")
    await expect(slack.dialog).to_have_accessible_name("Alert on-call engineers")
    await expect(slack.field("Alert summary")).to_have_value("the checkout is down")
    await slack.dialog.get_by_role("radio", name="Network Infrastructure").check()
    await slack.field("Alert details").fill("since nine o'clock")
    await picture("option-2-dialog", slack.page)
    await slack.press("Submit")
    await expect(slack.dialog).to_contain_text("The alert has been raised in ilert.")
    await picture("option-2-result", slack.page)
    await slack.press("Close")
    await expect(slack.dialog).to_have_count(0)
    await expect(slack.composer).to_be_focused()
    await expect(slack.messages.last).to_contain_text("Only visible to you")
    await expect(slack.messages.last).to_contain_text("The alert has been raised in ilert.")
    (alert,) = sandbox.ilert.account.alerts.values()
    assert (alert.summary, alert.policy) == ("the checkout is down", 81211)
    assert "since nine o'clock" in alert.details
