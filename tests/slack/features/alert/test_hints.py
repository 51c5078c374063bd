"""What people read before they submit, with a Slack and an ilert that only remember."""

import dataclasses
from datetime import UTC, datetime, timedelta

import pytest

from bot.directory.on_call import OnCalls
from bot.directory.open_alerts import PolicyAlerts
from bot.domain.alerts import Raised, Sighting
from bot.ilert import models
from bot.outbox.model import Ended, Entry, LiveAlert, State
from bot.slack.features.alert import command, interactions, submit
from bot.slack.workspace.open_alerts import OpenAlerts
from bot.slack.workspace.presence import Presence
from bot.storage.errors import StorageUnavailable
from tests.accounts import CHANNEL_SOURCE, NETWORK, SLACK_ALERTS, SRE, URSULA, policy
from tests.alerts import EVENT
from tests.slack.fake_slack import Accounts, FakeSlack, clicked, context, submitted, typed

ONE_CHOICE = policy(slack_alert_source=[{**CHANNEL_SOURCE, "escalation_policy": [{"id": NETWORK}]}])
CHOICE = f"{SLACK_ALERTS}:{NETWORK}"
JANE = "U0JANE00001"


class Unasked:
    """An ilert that must not be asked."""

    async def on_calls(self, *, policies, until):
        raise AssertionError("ilert was asked")

    async def open_alerts(self, policies):
        raise AssertionError("ilert was asked")


def shown(view):
    return "\n".join(one["text"]["text"] for one in view["blocks"] if one.get("block_id", "").startswith("hints."))


def alert(number, status="PENDING", policy_id=NETWORK, ended=Ended.NO, minutes=4):
    person = dataclasses.replace(EVENT.person, name="Jane <Doe>")
    sighting = Sighting(number, f"https://acme.ilert.com/{number}", status, escalation_policy_id=policy_id)
    accepted_at = (datetime.now(UTC) - timedelta(minutes=minutes, seconds=5)).timestamp()
    request = dataclasses.replace(EVENT, person=person)
    entry = Entry(number, request, State.RAISED, accepted_at, 0.0, outcome=Raised(sighting))
    return LiveAlert(entry, number, sighting, 0.0, 0.0, ended=ended)


async def remembering(*alerts):
    found = OpenAlerts()

    async def live():
        return alerts

    await found.look(live)
    return found


async def opened(slack, **parts):
    bot = context(slack, ONE_CHOICE, **parts)
    await command.answer(bot, typed(slack))
    return slack.opened[0]


async def test_nothing_is_asked_between_the_command_and_the_dialog():
    class Strict(Accounts):
        async def find(self, email, *, within):
            raise AssertionError("ilert was asked")

    slack = FakeSlack()
    for call in ("channel", "channels_of", "user_by_email", "update_view"):
        slack.failing[call] = AssertionError(call)
    parts = {"on_calls": OnCalls(Unasked()), "policy_alerts": PolicyAlerts(Unasked())}
    view = await opened(slack, accounts=Strict(), **parts)
    assert shown(view) == ""


async def test_open_alerts_are_named_with_the_newest_and_who_raised_it():
    alerts = await remembering(alert(1, minutes=9), alert(2), alert(3, "RESOLVED"), alert(4, policy_id=SRE))
    text = shown(await opened(FakeSlack(), open_alerts=alerts))
    assert text == "2 alerts from Slack are open for this: #2, #1. Jane &lt;Doe&gt; raised the newest 4 min ago."


class Listed:
    """An ilert with these open alerts of one policy, reported so many minutes ago."""

    def __init__(self, *minutes_by_number):
        self.minutes_by_number = minutes_by_number

    async def open_alerts(self, policies):
        now = datetime.now(UTC)
        return [
            models.Alert.model_validate(
                {
                    "id": number,
                    "reportTime": (now - timedelta(minutes=minutes, seconds=5)).isoformat(),
                    "escalationPolicy": {"id": NETWORK, "name": "Network"},
                }
            )
            for number, minutes in self.minutes_by_number
        ]


async def listing(*minutes_by_number, clock=lambda: 0.0):
    found = PolicyAlerts(Listed(*minutes_by_number), clock=clock)
    await found.find([NETWORK], 1.0)
    return found


async def test_what_was_not_raised_from_slack_is_open_as_well():
    text = shown(await opened(FakeSlack(), policy_alerts=await listing((1, 9), (2, 7))))
    assert text == "2 alerts are open for this: #2, #1. The newest came 7 min ago."


async def test_of_a_list_that_may_go_on_no_more_is_claimed_than_it_shows():
    text = shown(await opened(FakeSlack(), policy_alerts=await listing(*((number, 9) for number in range(100)))))
    assert text == "At least 100 alerts are open for this."


async def test_who_raised_the_newest_from_slack_is_named():
    alerts = await remembering(alert(3))
    text = shown(await opened(FakeSlack(), policy_alerts=await listing((1, 9), (3, 4)), open_alerts=alerts))
    assert text == "2 alerts are open for this: #3, #1. Jane &lt;Doe&gt; raised the newest 4 min ago."


async def test_of_many_the_newest_are_named_and_all_are_counted_once():
    merged = alert(2, minutes=20), dataclasses.replace(alert(2, minutes=10), alert_id=5)
    alerts = [alert(1, minutes=30), *merged, *(alert(number, minutes=9 - number) for number in range(3, 7))]
    text = shown(await opened(FakeSlack(), open_alerts=await remembering(*alerts)))
    assert text.startswith("6 alerts from Slack are open for this: #6, #5, #4.")
    text = shown(
        await opened(FakeSlack(), policy_alerts=await listing((7, 0), (6, 3)), open_alerts=await remembering(*alerts))
    )
    assert text == "7 alerts are open for this: #7, #6, #5. The newest came 0 min ago."


async def test_what_was_seen_to_be_resolved_since_it_was_listed_is_not_open():
    alerts = await remembering(alert(3))

    async def resolved():
        return []

    await alerts.look(resolved)
    view = await opened(FakeSlack(), policy_alerts=await listing((1, 9), (3, 4)), open_alerts=alerts)
    assert shown(view) == "1 alert is open for this: #1. It came 9 min ago."


async def test_a_list_that_is_old_says_nothing():
    now = 0.0
    alerts = await listing((1, 9), clock=lambda: now)
    now = 61.0
    view = await opened(FakeSlack(), policy_alerts=alerts, open_alerts=await remembering(alert(3)))
    assert shown(view).startswith("1 alert from Slack is open for this: #3. ")


async def test_people_with_an_account_get_links():
    text = shown(await opened(FakeSlack(URSULA.email), open_alerts=await remembering(alert(2))))
    assert "<https://acme.ilert.com/alert/view.jsf?id=2|#2>" in text


async def test_an_outbox_that_cannot_be_read_leaves_what_was_known():
    alerts = await remembering(alert(2))

    async def broken():
        raise StorageUnavailable("disk")

    await alerts.look(broken)
    assert [one.alert_id for one in alerts.of(NETWORK)] == [2]


async def test_an_alert_that_is_followed_no_more_is_none_that_is_open():
    assert (await remembering(alert(2, ended=Ended.GONE))).of(NETWORK) == []


async def test_never_more_than_three_lines():
    presence = Presence()
    presence.at("V9", JANE, NETWORK)
    on_calls = OnCalls(Nobody())
    await on_calls.find([NETWORK], 1.0)
    text = shown(
        await opened(FakeSlack(), presence=presence, on_calls=on_calls, open_alerts=await remembering(alert(2)))
    )
    assert [line.split()[0] for line in text.splitlines()] == ["Nobody", "1", f"<@{JANE}>"]


class Robert:
    async def on_calls(self, *, policies, until):
        user = {"id": 2, "firstName": "Robert"}
        return [models.OnCall.model_validate({"user": user, "escalationPolicy": {"id": one}}) for one in policies]


class Nobody:
    async def on_calls(self, *, policies, until):
        return []


async def test_a_reading_of_the_schedules_that_is_old_warns_of_nothing():
    now = 0.0
    on_calls = OnCalls(Nobody(), clock=lambda: now)
    await on_calls.find([NETWORK], 1.0)
    now = 301.0
    assert shown(await opened(FakeSlack(), on_calls=on_calls)) == ""


async def test_the_dialog_is_drawn_anew_only_where_it_says_something_else():
    slack, presence = FakeSlack(), Presence()
    bot = context(slack, presence=presence, on_calls=OnCalls(Robert()))
    await command.answer(bot, typed(slack))
    chosen = {"choice": {"choice": {"selected_option": {"value": CHOICE}}}}
    await interactions.show_hints(bot, clicked(slack, slack.opened[0], chosen))
    assert slack.updated == []
    presence.at("V9", JANE, NETWORK)
    await interactions.show_hints(bot, clicked(slack, slack.opened[0], chosen))
    (view,) = slack.updated
    assert shown(view) == f"<@{JANE}> has this dialog open for the same target right now."
    await interactions.show_hints(bot, clicked(slack, view, chosen))
    assert len(slack.updated) == 1


@pytest.mark.parametrize("closed", [True, False])
async def test_a_dialog_that_was_submitted_or_closed_is_not_open_any_more(closed):
    slack, presence = FakeSlack(), Presence()
    bot = context(slack, ONE_CHOICE, presence=presence)
    await command.answer(bot, typed(slack))
    assert [one.sent for one in presence.others(NETWORK, JANE)] == [False]
    pressed = submitted(slack, slack.opened[0], choice=CHOICE, summary="down")
    await (interactions.on_close(bot, pressed) if closed else submit.submit(bot, pressed))
    assert [one.sent for one in presence.others(NETWORK, JANE)] == ([] if closed else [True])
