"""What people do inside the dialog, with a Slack that only remembers."""

import pytest

from bot.slack.features.alert import command, interactions
from bot.slack.features.alert.source_menus import SourceMenus
from tests.accounts import CHECKOUT, CORE_DB, OPS, ROBERT, URSULA
from tests.slack.fake_slack import Accounts, FakeSlack, clicked, context, shown, submitted, typed


async def dialog(slack, bot, **where):
    """Open the dialog and return it."""
    await command.answer(bot, typed(slack, "down", **where))
    return slack.opened[-1]


async def test_choosing_a_source_preselects_its_policy_and_keeps_the_words():
    slack = FakeSlack(URSULA.email)
    accounts = Accounts()
    bot = context(slack, accounts=accounts)
    view = await dialog(slack, bot, channel=OPS)
    await interactions.show_account_dialog(bot, submitted(slack, view, source=str(CORE_DB), summary="it is full"))
    (drawn,) = slack.updated
    assert accounts.prefetched == [(URSULA, None), (URSULA, CORE_DB)]
    assert f"policy.{CORE_DB}" in shown(drawn)
    assert "it is full" in shown(drawn)
    assert drawn["private_metadata"] == view["private_metadata"]


async def test_one_changes_to_the_other_dialog_and_back():
    slack = FakeSlack(ROBERT.email)
    bot = context(slack)
    view = await dialog(slack, bot)
    await interactions.show_account_dialog(bot, submitted(slack, view))
    await interactions.show_channel_dialog(bot, submitted(slack, view))
    assert [drawn["title"]["text"] for drawn in slack.updated] == ["Alert on-call team", "Alert on-call engineers"]


async def test_who_may_not_is_told_in_the_dialog():
    slack = FakeSlack()
    bot = context(slack)
    await interactions.show_account_dialog(bot, submitted(slack, await dialog(slack, bot)))
    assert "There is no Slack alert source configured" in shown(slack.updated[0])


@pytest.mark.parametrize(
    ("typed_in", "found"), [("checkout", [str(CHECKOUT)]), ("payments", []), ("core DATA", [str(CORE_DB)])]
)
async def test_a_search_finds_what_this_person_may_alert(typed_in, found):
    slack = FakeSlack(URSULA.email)
    bot = context(slack)
    view = await dialog(slack, bot, channel=OPS)
    options = await interactions.search_sources(SourceMenus(), bot, clicked(slack, view, value=typed_in))
    assert [option["value"] for option in options] == found
