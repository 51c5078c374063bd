"""What a card says: all of it in words, also in the text that screen readers have."""

import dataclasses

import pytest

from bot.outbox.actions import ActionKind, AlertAction
from bot.outbox.cards import Card, CardState
from bot.outbox.model import Ended
from bot.sandbox.slack.block_kit import message_problems
from bot.slack.features.alert_card.lines import lines
from bot.slack.features.alert_card.views import DIRECT_MESSAGE, SHARED, card_message, is_open
from tests.alerts import EVENT
from tests.english import ENGLISH
from tests.live_alerts import ACCEPTED, AT, PENDING, REQUEST, RESOLVED, ROB, live


def card(*args, problem="", escalations=0, **more):
    return Card(live(*args, **more), CardState.POSTED, "C024BE91L", "1.5", problem=problem, escalations=escalations)


def written(*args, **more):
    message = card_message(ENGLISH, card(*args, **more))
    assert message_problems(message["blocks"], []) == []
    return message


def elements(message):
    return [one for block in message["blocks"] if block["type"] == "actions" for one in block["elements"]]


def test_a_pending_card_says_who_has_it_and_what_accepting_does():
    message = written()
    for words in (
        "Pending: The checkout is down.",
        "This alert is for *Network*, which is *Network Ops* in ilert.",
        "<@U0SAM000001> raised it (",
        "It is assigned to *Rob*.",
        "ilert calls *Jane Doe* next (",
        "You can accept or resolve it with the buttons",
    ):
        assert words in message["text"]
    assert "Accept stops the escalation" in str(message["blocks"])
    assert "<https://x.example/9|The checkout is down>" in str(message["blocks"])
    assert [one.get("value") for one in elements(message)] == [EVENT.key, EVENT.key, None]
    assert [option["value"].split()[0] for option in elements(message)[2]["options"]] == [
        "me", "assign", "add", "comment", "open",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("seen", "words"),
    [
        (ACCEPTED, "Accepted: The checkout"),
        (ACCEPTED, "*Jane* accepted it ("),
        (RESOLVED, "Resolved: The checkout"),
        (dataclasses.replace(PENDING, status=""), "In ilert: The checkout"),
        (dataclasses.replace(PENDING, priority="LOW"), "Its priority is low"),
        (dataclasses.replace(PENDING, responders=()), "It is assigned to nobody."),
        (dataclasses.replace(PENDING, next_escalation=None), "There is nobody else whom ilert will call."),
        (dataclasses.replace(PENDING, alert_id=77), "It was merged into alert #77"),
        (dataclasses.replace(PENDING, responders=(ROB,) * 5), "*Rob* and 2 other people"),
    ],
)
def test_each_state_is_said_in_words(seen, words):
    assert words in written(seen)["text"]


def test_a_resolved_card_has_no_buttons():
    assert elements(written(RESOLVED)) == []


@pytest.mark.parametrize(
    ("ended", "words"), [(Ended.TOO_OLD, "no longer follows it"), (Ended.GONE, "no longer shows it")]
)
def test_a_card_that_is_not_followed_says_so_and_has_no_buttons(ended, words):
    message = written(ended=ended)
    assert words in message["text"]
    assert elements(message) == []
    assert not is_open(card(ended=ended).live)


def test_an_accepted_card_cannot_be_accepted():
    assert [one["action_id"] for one in elements(written(ACCEPTED))] == ["card_resolve", "card_menu"]


@pytest.mark.parametrize("case", ["manual", "merged"])
def test_a_comment_is_offered_where_ilert_takes_one(case):
    message = written(by_event=False) if case == "manual" else written(dataclasses.replace(PENDING, alert_id=77))
    assert "comment" not in str(elements(message)[2]["options"])


def test_a_card_says_who_pressed():
    deeds = [
        AlertAction("1", ActionKind.ACCEPT, "U0JANE", at=AT.timestamp(), done=True),
        AlertAction("2", ActionKind.ASSIGN, "U0JANE", "Rob", AT.timestamp(), done=True),
        AlertAction("3", ActionKind.ADD_RESPONDER, "U0JANE", "Ann", AT.timestamp(), done=True),
        AlertAction("4", ActionKind.COMMENT, "U0JANE", "", AT.timestamp(), done=True),
        AlertAction("5", ActionKind.RESOLVE, "U0JANE", "", AT.timestamp(), done=True),
        AlertAction("6", ActionKind.COMMENT, "U0EVE", "", AT.timestamp()),
    ]
    text = written(RESOLVED, actions=tuple(deeds))["text"]
    for words in (
        "<@U0JANE> pressed Accept",
        "<@U0JANE> assigned it to *Rob*",
        "<@U0JANE> added *Ann*",
        "<@U0JANE> commented",
        "<@U0JANE> pressed Resolve",
    ):
        assert words in text
    assert "U0EVE" not in text


@pytest.mark.parametrize(
    ("problem", "words"),
    [
        ("not_in_channel", "type `/invite` in that channel"),
        ("channel_not_found", "type `/invite` in that channel"),
        ("is_archived", "because <#C024BE91L> is archived"),
        (SHARED, "is shared with another company"),
        ("restricted_action", "does not let the bot post in <#C024BE91L> (restricted_action)"),
    ],
)
def test_a_direct_card_says_why_it_is_one(problem, words):
    assert words in written(problem=problem)["text"]


def test_a_card_that_was_asked_for_directly_needs_no_reason():
    assert "direct message" not in written(problem=DIRECT_MESSAGE)["text"]


def test_a_long_summary_stays_within_slacks_limits():
    message = written(request=dataclasses.replace(REQUEST, summary="<&>" * 1000))
    assert len(message["text"]) <= 4000


def test_a_line_names_who_has_accepted():
    assert lines(ENGLISH, card(ACCEPTED)) == {"accepted:Jane": "*Jane* has accepted the alert."}
    unknown = dataclasses.replace(ACCEPTED, responders=(ROB,))
    assert lines(ENGLISH, card(unknown)) == {"accepted:": "The alert has been accepted."}
    assert list(lines(ENGLISH, card(escalations=2))) == ["escalated:2"]
    assert lines(ENGLISH, card()) == {}
