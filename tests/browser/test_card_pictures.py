"""Pictures of an alert's card in its states. `make screenshots` puts them into docs/."""

import pytest
from playwright.async_api import expect

from bot.sandbox.ilert import escalation
from tests.browser.chromium import fixture
from tests.browser.pictures import keep
from tests.e2e.actions import submitted
from tests.e2e.cards import announced
from tests.e2e.daemon import HurriedDaemon

SOURCE, ALICE = 2247477, 601


@pytest.fixture
def policy_file(policy_file):
    return announced(policy_file)


@pytest.fixture
def followed_seconds():
    """For how long the bot follows an alert."""
    return 86_400


@fixture
async def daemon(settings, followed_seconds):
    daemon = HurriedDaemon({**settings, "FOLLOWED_SECONDS": str(followed_seconds)})
    await daemon.start()
    await daemon.logged("slack_connected")
    yield daemon
    await daemon.stop()


@fixture
async def raised(slack, sandbox):
    """Raises an alert, and returns it with its card."""

    async def raised(summary="the checkout is down"):
        await slack.go_to("demo")
        await submitted(sandbox, "ursula", summary)
        card = slack.messages.filter(has_text=f"Pending: {summary}").last
        await expect(card).to_be_visible()
        return next(reversed(sandbox.ilert.account.alerts.values())), card

    return raised


async def test_an_escalated_card_one_that_was_given_on_and_one_that_was_merged(sandbox, raised):
    alert, card = await raised()
    escalation.escalate(sandbox.ilert.account, alert, sandbox.clock.now())
    sandbox.slack.changes.notify()
    await expect(card).to_contain_text("1 reply")
    await expect(card).to_contain_text("Alice Adler")
    await keep("card-escalated", card)
    sandbox.ilert.alerts.assign_to_user(alert, ALICE, "Robert Müller")
    await expect(card).not_to_contain_text("Robert Müller")
    await keep("card-reassigned", card)
    other = sandbox.ilert.alerts.create(sandbox.ilert.account.sources[SOURCE], {"summary": "orders are not shipped"})
    sandbox.ilert.alerts.merge(alert, other, "Robert Müller")
    await expect(card).to_contain_text("merged into alert")
    await keep("card-merged", card)


async def test_the_card_of_an_alert_of_low_priority_and_what_reads_who_may_not_press(slack, sandbox, raised):
    sandbox.ilert.account.sources[SOURCE].priority_rule = "LOW"
    _, card = await raised("the staging server is slow")
    await expect(card).to_contain_text("Its priority is low")
    await keep("card-low", card)
    await slack.act_as("Sam Sommer")
    await slack.go_to("demo")
    await card.get_by_role("button", name="Accept the alert").click()
    answer = slack.messages.filter(has_text="Nothing was done.")
    await expect(answer).to_contain_text("Only visible to you")
    await keep("card-refused", answer)


@pytest.mark.parametrize("followed_seconds", [5])
async def test_a_card_whose_alert_is_no_longer_followed(raised):
    _, card = await raised("the backup has not run")
    await expect(card).to_contain_text("no longer follows")
    await keep("card-not-followed", card)
