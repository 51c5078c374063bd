"""Page now: who may press it, what comes of it, and that everybody is told the truth."""

import dataclasses

import pytest
from structlog.testing import capture_logs

from bot.domain.alerts import DialogKind, Origin, Target
from bot.outbox.model import AlreadyPaged, AlreadyRaised, CannotPageNow, Entry, PagedNow, State, UnreadableEntry
from bot.runtime.deadline import Deadline
from bot.slack.features import page_now
from bot.slack.features.alert.results import PAGE_NOW, standing_view
from bot.slack.features.alert.standing import standing
from bot.slack.interaction import begin
from bot.storage.errors import StorageUnavailable
from tests.accounts import (
    CHANNEL_SOURCE,
    CORE_DB,
    DATABASE,
    DEMO,
    NETWORK,
    PAYMENTS_SLACK,
    SLACK_ALERTS,
    URSULA,
    policy,
)
from tests.alerts import EVENT
from tests.english import ENGLISH
from tests.outcomes import GROUPED, NOT_SEEN, RAISED
from tests.slack.fake_slack import Alerts, FakeSlack, context, shown, view_body

FALLBACK = {"dialog": {"fallback": "Call 112"}}
ASKED = dataclasses.replace(
    EVENT, target=Target(SLACK_ALERTS, NETWORK), target_name="Network", origin=Origin(DEMO, "demo")
)
OF_ACCOUNT = dataclasses.replace(ASKED, dialog=DialogKind.ACCOUNT, target=Target(CORE_DB, DATABASE))


def entry(request=ASKED, outcome=NOT_SEEN):
    return Entry(1, request, State.NOT_SEEN, 5.0, 5.0, outcome=outcome)


def button(key=ASKED.key):
    return {"actions": [{"type": "button", "action_id": PAGE_NOW, "value": key}]}


def pressed_in_message(slack, key=ASKED.key):
    """Somebody presses the button of a message (Slack docs, block_actions payloads)."""
    body = {
        "user": {"id": "U0SAM000001"},
        "channel": {"id": DEMO, "name": "demo"},
        "response_url": "https://hooks.slack.com/actions/1",
        **button(key),
    }
    return begin(slack, body, Deadline.after(3.0))


def pressed_in_dialog(slack):
    view = standing_view(ENGLISH, standing(ASKED, NOT_SEEN), "Alert", "")
    return begin(slack, view_body(view, **button()), Deadline.after(3.0))


async def answered(alerts, slack=None, press=pressed_in_message, rules=None):
    """Press the button; return what is read then."""
    slack = slack or FakeSlack()
    await page_now.answer(context(slack, rules or policy(**FALLBACK), alerts=alerts), press(slack))
    (reply,) = slack.replies or slack.updated
    assert "Call 112" in shown(reply) or rules is not None
    return reply


async def test_the_same_people_are_paged_and_who_pressed_is_told_so():
    alerts = Alerts(entry())
    reply = await answered(alerts)
    assert alerts.paged == [(ASKED.key, "U0SAM000001")]
    assert "*Network* will be alerted by a second way, at once." in reply["text"]
    assert "Reference 7K3M-Q9XD" in shown(reply)
    assert "replace_original" not in reply


async def test_in_the_dialog_the_answer_stands_in_the_dialog():
    reply = await answered(Alerts(entry()), press=pressed_in_dialog)
    assert reply["type"] == "modal"
    assert "will be alerted by a second way" in shown(reply)


@pytest.mark.parametrize(
    ("result", "expected"),
    [
        (AlreadyPaged("U0SAM000001", None), "You have already had *Network* paged; it happens only once."),
        (AlreadyPaged("U0ALICE0001", None), "<@U0ALICE0001> has already had *Network* paged; it happens only once."),
        (AlreadyPaged("U0ALICE0001", RAISED), "it happens only once. *Network* is being alerted. It is alert #9"),
        (
            AlreadyRaised(RAISED),
            "Nobody was paged a second time: the alert has appeared meanwhile. *Network* is being alerted.",
        ),
        (CannotPageNow("grouped"), "*Network* cannot be paged this way any more."),
    ],
)
async def test_what_is_so_already_is_said(result, expected):
    assert expected in (await answered(Alerts(entry(), result=result)))["text"]


async def test_in_another_state_how_the_alert_stands_is_said():
    reply = await answered(Alerts(entry(outcome=GROUPED), result=CannotPageNow("grouped")))
    assert "was added to the open alert #7" in reply["text"]


async def test_who_has_an_account_gets_the_link():
    reply = await answered(Alerts(entry(), result=AlreadyRaised(RAISED)), FakeSlack(URSULA.email))
    assert "|Open the alert in ilert>" in reply["text"]


@pytest.mark.parametrize(
    ("rules", "expected"),
    [
        (policy(slack_alert_source=[]), "Nobody was paged. There is no Slack alert source configured"),
        (
            policy(slack_alert_source=[{**CHANNEL_SOURCE, "id": PAYMENTS_SLACK}]),
            "Nobody was paged: you may not alert *Network* from there any more.",
        ),
    ],
)
async def test_what_counts_are_todays_rules(rules, expected):
    alerts = Alerts(entry())
    reply = await answered(alerts, rules=rules)
    assert reply["text"].startswith(expected)
    assert alerts.paged == []


async def test_an_alert_of_the_account_dialog_is_decided_by_the_account_of_who_presses():
    alerts = Alerts(entry(OF_ACCOUNT))
    reply = await answered(alerts)
    assert "Nobody was paged. There is no Slack alert source" in reply["text"]
    await answered(alerts, FakeSlack(URSULA.email))
    assert alerts.paged == [(OF_ACCOUNT.key, "U0SAM000001")]


UNREADABLE = UnreadableEntry(1, ASKED.key, "7K3M-Q9XD", "U0SAM000001", "waiting", 5.0, 0, "format 99")


@pytest.mark.parametrize("alerts", [Alerts(), Alerts(UNREADABLE)])
async def test_an_alert_that_is_not_known_is_not_guessed(alerts):
    reply = await answered(alerts)
    assert reply["text"].startswith("Nobody was paged: the bot does not know this alert any more.")
    assert alerts.paged == []


async def test_what_cannot_be_recorded_is_not_claimed():
    with capture_logs() as lines:
        reply = await answered(Alerts(entry(), failing=StorageUnavailable("disk full")))
    assert reply["text"].startswith("The bot could not confirm that it is having *Network* paged.")
    assert [line["event"] for line in lines] == ["page_now_failed"]


async def test_who_had_whom_paged_stands_in_the_log():
    with capture_logs() as lines:
        await answered(Alerts(entry(), result=PagedNow()))
    (line,) = [line for line in lines if line["event"] == "page_now"]
    assert (line["alert"], line["result"]) == ("7K3M-Q9XD", "PagedNow")
