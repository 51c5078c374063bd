"""Slack judges the dialogs of this policy."""

from bot.cli.doctor.dialogs import dialog_results
from bot.cli.doctor.findings import Status
from bot.policy.schema import Policy
from bot.slack.api.errors import SlackUnreachable
from tests.accounts import ACCOUNT, CHANNEL_SOURCE

POLICY = Policy.model_validate(
    {"language": "en", "slack_alert_source": [{**CHANNEL_SOURCE, "channels": ["#demo", "C0OPS000001"]}]}
)


class Slack:
    """Has this against every dialog."""

    def __init__(self, *problems, failing=None):
        self.problems, self.failing, self.views = problems, failing, []

    async def problems_of(self, view):
        if self.failing is not None:
            raise self.failing
        self.views.append(view)
        return self.problems


async def judged(slack, policy=POLICY, directory=ACCOUNT):
    return [(one.status, one.result) async for one in dialog_results(slack, policy, directory)]


async def test_each_channels_dialog_the_largest_of_the_account_and_each_card_are_judged():
    slack = Slack()
    assert await judged(slack) == [(Status.GOOD, "Slack takes all 5")]
    dialogs, cards = slack.views[:3], slack.views[3:]
    assert [view["callback_id"] for view in dialogs] == ["alert_channel", "alert_channel", "alert_account"]
    assert ["W" * 255 in card["text"] for card in cards] == [True, True]
    assert "*Network Infrastructure*" in str(cards[0]["blocks"])


async def test_where_no_cards_are_posted_none_is_judged():
    source = {**CHANNEL_SOURCE, "announce": False}
    slack = Slack()
    await judged(slack, Policy.model_validate({"language": "en", "slack_alert_source": [source]}))
    assert all("type" in surface for surface in slack.views)


async def test_each_language_in_which_somebody_may_read_them_is_judged():
    slack = Slack("/blocks/0: too long")
    found = await judged(slack, POLICY.model_copy(update={"language": "auto"}))
    assert [text for _, text in found[4:6]] == [
        "Slack refuses the card of an alert for escalation policy 81212 (en): /blocks/0: too long",
        "Slack refuses the dialog of #demo (de): /blocks/0: too long",
    ]
    assert len({str(view["close"]) for view in slack.views if "close" in view}) == 2
    slack = Slack()
    await judged(slack, POLICY.model_copy(update={"language": "de"}))
    assert len(slack.views) == 5


async def test_what_slack_has_against_one_is_said_with_its_channel():
    found = await judged(Slack("/blocks/0: too long"))
    assert found[0] == (Status.BROKEN, "Slack refuses the dialog of #demo: /blocks/0: too long")
    assert [status for status, _ in found] == [Status.BROKEN] * 5


async def test_a_policy_without_dialogs_is_no_success():
    off = Policy.model_validate({"ilert_users": {"enabled": False}})
    assert await judged(Slack(), off) == [(Status.INFO, "none to be judged")]


async def test_where_slack_does_not_answer_nothing_is_claimed():
    failing = SlackUnreachable("blocks.validate", "timeout")
    ((status, text),) = await judged(Slack(failing=failing))
    assert status is Status.INFO
    assert text.startswith("not judged by Slack: ")


async def test_where_the_account_dialog_is_off_it_is_not_judged():
    off = POLICY.model_copy(update={"ilert_users": POLICY.ilert_users.model_copy(update={"enabled": False})})
    slack = Slack()
    await judged(slack, off)
    assert len(slack.views) == 4
