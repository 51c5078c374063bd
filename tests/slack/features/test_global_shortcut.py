"""The global shortcut, with a Slack that only remembers."""

import asyncio

import pytest

from bot.runtime.deadline import Deadline
from bot.slack.api.errors import SlackUnreachable
from bot.slack.features.global_shortcut import feature
from bot.slack.features.global_shortcut.views import CHANNEL
from bot.slack.interaction import begin
from bot.slack.ui.metadata import load
from tests.accounts import CHANNEL_SOURCE, DEMO, OPS, URSULA, policy
from tests.slack.fake_slack import FakeSlack, context, shown, submitted

TWO = policy(slack_alert_source=[{**CHANNEL_SOURCE, "channels": ["#demo", "#ops"]}])
BODY = {"type": "shortcut", "user": {"id": "U0SAM000001"}, "trigger_id": "1.2.3", "callback_id": "create_alert"}


def used(slack):
    return begin(slack, BODY, Deadline.after(3.0))


async def test_somebody_with_an_account_gets_its_dialog():
    slack = FakeSlack(URSULA.email)
    await feature.answer(context(slack), used(slack))
    (view,) = slack.opened
    assert view["callback_id"] == "alert_account"
    assert load(view["private_metadata"]).origin.channel_id == ""


async def test_somebody_without_one_gets_the_dialog_of_the_only_channel_they_may_use():
    slack = FakeSlack()
    slack.channels = {DEMO: "demo", "C0OTHER0001": "other"}
    await feature.answer(context(slack), used(slack))
    (view,) = slack.opened
    assert view["callback_id"] == "alert_channel"
    origin = load(view["private_metadata"]).origin
    assert (origin.channel_id, origin.name) == (DEMO, "demo")


async def test_of_several_channels_they_choose_one():
    slack = FakeSlack()
    slack.channels = {OPS: "ops", DEMO: "demo"}
    parts = context(slack, TWO)
    await feature.answer(parts, used(slack))
    (view,) = slack.opened
    options = view["blocks"][0]["element"]["options"]
    assert [(one["text"]["text"], one["value"]) for one in options] == [("#demo", DEMO), ("#ops", OPS)]
    answer = await feature.choose(parts, submitted(slack, view, channel=OPS))
    assert answer["response_action"] == "update"
    assert load(answer["view"]["private_metadata"]).origin.channel_id == OPS
    assert load(answer["view"]["private_metadata"]).reference == load(view["private_metadata"]).reference


async def test_a_channel_that_they_have_left_meanwhile_is_none_to_choose():
    slack = FakeSlack()
    slack.channels = {OPS: "ops", DEMO: "demo"}
    parts = context(slack, TWO)
    await feature.answer(parts, used(slack))
    slack.channels = {DEMO: "demo"}
    answer = await feature.choose(parts, submitted(slack, slack.opened[0], channel=OPS))
    assert answer == {"response_action": "errors", "errors": {CHANNEL: answer["errors"][CHANNEL]}}
    assert "not in this channel any more" in answer["errors"][CHANNEL]


@pytest.mark.parametrize("chosen", ["C0SECRET001", "", "x" * 5000])
async def test_a_channel_that_was_never_offered_is_refused(chosen):
    slack = FakeSlack()
    slack.channels = {OPS: "ops", DEMO: "demo"}
    parts = context(slack, TWO)
    await feature.answer(parts, used(slack))
    answer = await feature.choose(parts, submitted(slack, slack.opened[0], channel=chosen))
    assert answer["response_action"] == "errors"


async def test_who_is_in_no_such_channel_is_told_why_there_is_nothing():
    slack = FakeSlack()
    slack.channels = {"C0OTHER0001": "other"}
    await feature.answer(context(slack), used(slack))
    assert slack.opened == []
    ((person, message),) = slack.posted
    assert person == "U0SAM000001"
    assert "There is no Slack alert source configured" in message["text"]


async def test_where_slack_does_not_name_the_channels_nothing_is_claimed_about_them():
    class Slow(FakeSlack):
        async def channels_of(self, user_id):
            await asyncio.Event().wait()

    slack = Slow()
    started = Deadline(0.0, 3.0, lambda: 2.5)
    with pytest.raises(SlackUnreachable, match="no answer in time"):
        await feature.answer(context(slack), begin(slack, BODY, started))
    assert slack.opened == slack.posted == []


async def test_the_choice_names_what_it_asks_for():
    slack = FakeSlack()
    slack.channels = {OPS: "ops", DEMO: "demo"}
    await feature.answer(context(slack, TWO), used(slack))
    assert "Channel whose on-call engineers to alert" in shown(slack.opened[0])
