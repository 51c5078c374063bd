"""`/il-alert`, with a Slack that only remembers."""

import pytest

from bot.domain.decision_cache import CachedDecider
from bot.runtime.deadline import Deadline
from bot.slack.api.errors import SlackRefused, SlackUnreachable, TriggerExpired
from bot.slack.features.alert import command
from bot.slack.interaction import answering
from tests.accounts import ACCOUNT, CHANNEL_SOURCE, OPS, URSULA, policy
from tests.slack.fake_slack import FakeSlack, command_body, context, shown, typed


async def test_the_words_after_the_command_are_the_summary():
    slack = FakeSlack()
    await command.answer(context(slack), typed(slack, "the checkout is down"))
    (view,) = slack.opened
    assert view["title"]["text"] == "Alert on-call engineers"
    assert "the checkout is down" in shown(view)


async def test_what_no_field_has_room_for_is_shown_to_the_person():
    slack = FakeSlack()
    await command.answer(context(slack), typed(slack, f"{'x' * 3000}the <!end"))
    assert len(slack.opened) == 1
    (message,) = slack.replies
    assert message["blocks"][1]["text"] == {"type": "plain_text", "text": "the <!end", "emoji": False}
    assert message["text"].endswith("the &lt;!end")
    slack = FakeSlack()
    slack.failing["respond"] = slack.failing["post_message"] = SlackUnreachable("chat.postMessage", "timeout")
    await command.answer(context(slack), typed(slack, f"{'x' * 3000}the end"))
    assert len(slack.opened) == 1


async def test_somebody_with_an_account_gets_the_account_dialog_elsewhere():
    slack = FakeSlack(URSULA.email)
    await command.answer(context(slack), typed(slack, channel=OPS))
    assert slack.opened[0]["title"]["text"] == "Alert on-call team"


async def test_somebody_without_one_is_told_why_not():
    slack = FakeSlack()
    await command.answer(context(slack), typed(slack, channel=OPS))
    assert slack.opened == []
    assert "There is no Slack alert source configured" in slack.replies[0]["text"]


@pytest.mark.parametrize(
    ("ilert_users", "said"),
    [({}, True), ({"enabled": False}, False), ({"channels": ["#ops"]}, False), ({"channels": ["#demo"]}, True)],
)
async def test_before_ilert_was_read_the_channel_dialog_says_that_there_may_be_more(ilert_users, said):
    slack, current = FakeSlack(URSULA.email), policy(ilert_users=ilert_users)
    unread = CachedDecider(lambda: current, lambda: None)
    await command.answer(context(slack, current, decisions=unread), typed(slack))
    assert ("has not read your company's ilert account yet" in str(slack.opened[0])) is said
    await command.answer(context(slack, current), typed(slack))
    assert "has not read" not in str(slack.opened[1])


@pytest.mark.parametrize("guests", [False, True])
async def test_guests_without_an_account_dialog_are_promised_none(guests):
    class Guest(FakeSlack):
        async def user(self, user_id):
            user, scopes = await super().user(user_id)
            return {**user, "is_restricted": True}, scopes

    slack = Guest()
    current = policy(ilert_users={"guests": guests}, slack_alert_source=[{**CHANNEL_SOURCE, "guests": True}])
    unread = CachedDecider(lambda: current, lambda: None)
    await command.answer(context(slack, current, decisions=unread), typed(slack))
    assert ("has not read" in str(slack.opened[0])) is guests


@pytest.mark.parametrize("word", ["help", "HELP", "?", "--help"])
async def test_help_explains_without_asking_anybody(word):
    slack = FakeSlack()
    slack.failing["user"] = SlackUnreachable("users.info", "timeout")
    await command.answer(context(slack), typed(slack, word))
    assert "*/il-alert whoami*" in slack.replies[0]["text"]


async def test_whoami_answers_instead_of_opening():
    slack = FakeSlack(URSULA.email)
    await command.answer(context(slack), typed(slack, "whoami"))
    assert "Ursula User" in shown(slack.replies[0])
    assert slack.opened == []


async def test_a_dialog_that_comes_too_late_is_counted_and_left_to_the_boundary():
    slack = FakeSlack()
    slack.failing["open_view"] = TriggerExpired("views.open", "expired_trigger_id")
    bot = context(slack)
    with pytest.raises(TriggerExpired):
        await command.answer(bot, typed(slack))
    assert b'il_alert_dialog_seconds_count{outcome="too_late"} 1.0' in bot.metrics.text()


async def test_a_newcomer_is_looked_up_within_what_is_left_of_the_three_seconds():
    class Newcomers:
        within = None

        async def find(self, email, *, within):
            self.within = within
            return False

    slack, newcomers = FakeSlack(), Newcomers()
    await command.answer(context(slack, accounts=newcomers), typed(slack, channel=OPS))
    assert 1.0 < newcomers.within <= 2.0
    assert ACCOUNT.users_by_email.get(slack.email) is None


async def test_where_the_decision_fails_the_person_is_told():
    class Broken:
        def decide(self, person, origin):
            raise RuntimeError("oops")

    slack = FakeSlack()
    bot = context(slack, decisions=Broken())
    await answering(bot, command.answer)(ack=acknowledge, body=command_body(), deadline=Deadline.after(3.0))
    await bot.tasks.drain(5.0)
    (message,) = slack.replies
    assert message["text"].startswith("Something went wrong in the bot.")
    assert "Reference " in shown(message)


async def acknowledge():
    """Take Slack's acknowledgement."""


@pytest.mark.parametrize(
    "text", ["help", "HELP", "--help", "\u2014help", "\u2013h", "\u2212help", "\u200bhelp\u2060", "?"]
)
async def test_however_help_is_typed_it_is_given(text):
    slack = FakeSlack()
    await command.answer(context(slack), typed(slack, text))
    assert slack.opened == []
    assert "opens a dialog" in shown(slack.replies[0])


@pytest.mark.parametrize("text", ["whoami", "\u200bwhoami", "WhoAmI\u00ad"])
async def test_however_whoami_is_typed_it_is_answered(text):
    slack = FakeSlack()
    await command.answer(context(slack), typed(slack, text))
    assert slack.opened == []
    assert "Sam" in shown(slack.replies[0])


async def test_where_slack_refuses_the_summary_what_was_typed_goes_to_the_details():
    class Strict(FakeSlack):
        async def open_view(self, trigger_id, view):
            if "initial_value" in summary_of(view):
                raise SlackRefused("views.open", "invalid_arguments", "must be less than 256 characters")
            return await super().open_view(trigger_id, view)

    slack = Strict()
    await command.answer(context(slack), typed(slack, "the checkout is down"))
    (view,) = slack.opened
    details = next(block["element"] for block in view["blocks"] if block.get("block_id") == "details")
    assert details["initial_value"] == "the checkout is down"


def summary_of(view):
    """The summary field's element."""
    return next(block["element"] for block in view["blocks"] if block.get("block_id") == "summary")
