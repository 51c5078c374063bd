"""What people read of an alert that did not get through."""

import pytest

from bot.domain.alerts import Failure, NotDelivered
from bot.outbox.model import Event, UnreadableEntry
from bot.outbox.notifier import Reaction
from tests.accounts import CHANNEL_SOURCE
from tests.alerts import EVENT, MANUAL
from tests.outcomes import GIVEN_UP

UNREADABLE = UnreadableEntry(1, EVENT.key, "7K3M-Q9XD", EVENT.person.id, "waiting", 1_000_000.0, 0, "format 99")


def text(view):
    return str(view["blocks"])


@pytest.mark.parametrize(
    ("about", "expected"),
    [
        (
            (EVENT, {"slack_alert_source": [{**CHANNEL_SOURCE, "id": 10, "fallback": "own <text>"}]}),
            "own &lt;text&gt;",
        ),
        ((EVENT, {"dialog": {"fallback": "general"}}), "general"),
        ((MANUAL, {"dialog": {"fallback": "general"}}), "general"),
    ],
)
async def test_what_was_given_up_says_what_to_do(reporter, slack, tables, notice, about, expected):
    asked, settings = about
    tables |= settings
    await reporter.notify(notice(GIVEN_UP, asked))
    assert "Nobody was alerted." in text(slack.views[0][1])
    assert expected in text(slack.views[0][1])


@pytest.mark.parametrize("reason", Failure)
async def test_every_reason_says_what_to_do(gone, slack, notice, reason):
    assert await gone.notify(notice(NotDelivered(reason, "x"))) is Reaction.NOTIFIED
    (_, message) = slack.messages[0]
    assert "contact the on-call team another way" in message["text"]


async def test_a_reason_of_another_release_claims_nothing_that_is_not_known(gone, slack, notice):
    await gone.notify(notice(NotDelivered(Failure("reason_of_a_newer_release"), "x")))
    (_, message) = slack.messages[0]
    assert "It is not certain that nobody was alerted." in message["text"]


async def test_an_alert_that_this_release_cannot_read_is_told_directly_and_nothing_is_claimed(
    gone, slack, notice, tables
):
    tables["dialog"] = {"fallback": "Call 112"}
    assert await gone.notify(notice(entry=UNREADABLE, event=Event.UNREADABLE)) is Reaction.NOTIFIED
    ((channel, message),) = slack.messages
    assert channel == EVENT.person.id
    assert (
        "The bot has stored your alert of <!date^1000000^{date_short}, {time}|1970-01-12 13:46 UTC>, but the version"
        in message["text"]
    )
    assert "It is not known whether the alert was raised." in message["text"]
    assert "7K3M-Q9XD" in text(message)
    assert "Call 112" in text(message)
