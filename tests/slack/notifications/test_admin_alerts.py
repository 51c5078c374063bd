"""What the admins are told of alerts."""

import dataclasses

import pytest
from structlog.testing import capture_logs

from bot.domain.alerts import Failure, NotDelivered, Raised, Sent
from bot.outbox.model import Event, UnreadableEntry
from bot.outbox.notifier import Reaction
from bot.slack.api.errors import CannotPost, SlackUnreachable
from bot.slack.notifications.admin_alerts import AdminNotifier
from bot.slack.notifications.admins import AdminChannel
from tests.accounts import policy
from tests.alerts import DIRECTORY, EVENT
from tests.english import WORDINGS
from tests.outcomes import ELSEWHERE, GIVEN_UP, GROUPED, LOW, NOT_SEEN_FOR_GOOD, TWICE, URL
from tests.outcomes import RAISED as DONE

OPS = "C0OPS000001"


@pytest.fixture
def admins(slack, tables):
    tables["admin_channel"] = "#ops"
    channel = AdminChannel(slack, lambda: policy(**tables), WORDINGS)
    return AdminNotifier(channel, WORDINGS, lambda: DIRECTORY, 30.0)


async def told(admins, slack, notice):
    """Return what is posted about a notice."""
    assert await admins.notify(notice) is Reaction.NOTIFIED
    assert {channel for channel, _ in slack.messages} <= {OPS}
    return [message["text"] for _, message in slack.messages]


@pytest.mark.parametrize(
    ("outcome", "known"),
    [
        (GIVEN_UP, "ilert did not take it in time. Nobody was alerted."),
        (GIVEN_UP, "Problem: POST /events: timeout"),
        (GIVEN_UP, "`il-alert-bot outbox retry 7K3M-Q9XD` sends it again"),
        (NotDelivered(Failure.OUTCOME_UNKNOWN, "timeout"), "could not find out whether an alert to"),
        (GROUPED, "was added to the open alert #7, and nobody is called again."),
        (NOT_SEEN_FOR_GOOD, "no alert has appeared"),
        (NOT_SEEN_FOR_GOOD, "its alertCreation is ONE_OPEN_ALERT_ALLOWED"),
        (ELSEWHERE, "ilert is alerting *SRE* instead."),
        (TWICE, "The first alert has appeared in ilert after all, as #10"),
    ],
)
async def test_what_did_not_go_as_it_should_is_told_with_all_that_admins_need(admins, slack, notice, outcome, known):
    event = Event.RAISED_TWICE if outcome is TWICE else None
    (text,) = await told(admins, slack, notice(outcome, event=event))
    assert known in text
    for part in (
        "> The checkout is down",
        "Submitted by <@U0SAM000001> from <https://acme.slack.com/archives/C024BE91L|#demo>",
        "on <!date^1772600767^{date_short}, {time}|2026-03-04 05:06 UTC>, for alert source 10 (Slack Alerts).",
        "`il-alert-bot outbox show 7K3M-Q9XD`",
    ):
        assert part in text


@pytest.mark.parametrize("outcome", [DONE, LOW, Sent()])
async def test_what_went_as_it_should_is_not_told(admins, slack, notice, outcome):
    event = Event.RAISED if isinstance(outcome, Raised) else Event.SETTLED
    assert await told(admins, slack, notice(outcome, seconds=3.9, event=event)) == []


async def test_what_reached_ilert_late_is_told(admins, slack, notice):
    (text,) = await told(admins, slack, notice(DONE, seconds=4.0))
    assert "*Escalation policy 81211* is being alerted. There is nothing left to do." in text
    assert URL in text


async def test_what_appeared_late_is_told(admins, slack, notice):
    about = notice(DONE, seconds=1.0)
    late = dataclasses.replace(about, created_at=about.entry.accepted_at + 31.0)
    (text,) = await told(admins, slack, late)
    assert "There is nothing left to do." in text


async def test_a_source_that_takes_no_events_is_told_with_the_key_that_settles_it(admins, slack, notice):
    (text,) = await told(admins, slack, notice(DONE, event=Event.NO_EVENTS))
    assert "alert source 10 (Slack Alerts)" in text
    assert '`raise = "alert"`' in text


async def test_nothing_that_people_typed_pings_the_admins(admins, slack, notice):
    hostile = dataclasses.replace(EVENT, summary="<!channel> help", target_name="<!here>")
    (text,) = await told(admins, slack, notice(GIVEN_UP, hostile))
    assert "<!" not in text.replace("<!date^", "")


async def test_the_admins_are_asked_to_tell_what_the_bot_cannot(admins, slack, notice):
    (text,) = await told(admins, slack, notice(DONE, event=Event.NOT_NOTIFIED, detail="reporter: KeyError('<x>')"))
    assert "<@U0SAM000001>" in text
    assert "`il-alert-bot outbox show 7K3M-Q9XD`" in text
    assert "KeyError('&lt;x&gt;')" in text


async def test_that_they_themselves_could_not_be_told_is_not_told_to_them(admins, slack, notice):
    assert await told(admins, slack, notice(DONE, event=Event.NOT_NOTIFIED, detail="admins: KeyError()")) == []


async def test_an_alert_that_this_release_cannot_read_is_told(admins, slack, notice):
    entry = UnreadableEntry(1, EVENT.key, "7K3M-Q9XD", EVENT.person.id, "waiting", 5.0, 0, "written in format 99")
    (text,) = await told(admins, slack, notice(entry=entry, event=Event.UNREADABLE))
    assert "An alert of <@U0SAM000001>, reference 7K3M-Q9XD, cannot be read" in text
    assert "written in format 99" in text


async def test_without_a_channel_for_admins_nothing_is_left_to_tell(admins, slack, notice, tables):
    del tables["admin_channel"]
    assert await told(admins, slack, notice(GIVEN_UP)) == []


async def test_while_slack_has_not_been_asked_for_the_channel_it_is_told_later(admins, slack, notice, tables):
    tables["admin_channel"] = "#not-asked-for-yet"
    assert await admins.notify(notice(GIVEN_UP)) is Reaction.LATER
    assert await admins.notify(notice(DONE)) is Reaction.NOTIFIED  # nothing to tell


async def test_a_channel_that_cannot_be_posted_to_is_logged_as_an_error(admins, slack, notice):
    slack.failing = {"message": CannotPost("chat.postMessage", "not_in_channel")}
    with capture_logs() as lines:
        assert await admins.notify(notice(GIVEN_UP)) is Reaction.NOTIFIED
    assert [(line["event"], line["log_level"]) for line in lines] == [("admin_notification_failed", "error")]


async def test_while_slack_is_down_it_is_told_later(admins, slack, notice):
    slack.failing = {"message": SlackUnreachable("chat.postMessage", "timeout")}
    assert await admins.notify(notice(GIVEN_UP)) is Reaction.LATER
