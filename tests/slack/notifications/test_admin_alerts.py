"""What the admins are told of alerts."""

import pytest
from structlog.testing import capture_logs

from bot.domain.alerts import Failure, NotDelivered, Raised, Sighting
from bot.outbox.model import Event, UnreadableEntry
from bot.outbox.notifier import Reaction
from bot.slack.api.errors import CannotPost, SlackUnreachable
from bot.slack.notifications.admin_alerts import AdminNotifier
from bot.slack.notifications.admins import AdminChannel
from bot.wording.wording import Wordings
from tests.accounts import policy
from tests.alerts import EVENT

DONE = Raised(Sighting(9, "https://acme.ilert.example/alert/view.jsf?id=9"))
GIVEN_UP = NotDelivered(Failure.ILERT_UNREACHABLE, "POST /events: timeout")
OPS = "C0OPS000001"


@pytest.fixture
def admins(slack, tables):
    tables["admin_channel"] = "#ops"
    channel = AdminChannel(slack, lambda: policy(**tables), Wordings())
    return AdminNotifier(channel, Wordings())


async def told(admins, slack, notice):
    """Return what is posted about a notice."""
    assert await admins.notify(notice) is Reaction.NOTIFIED
    assert {channel for channel, _ in slack.messages} <= {OPS}
    return [message["text"] for _, message in slack.messages]


async def test_what_was_given_up_is_told(admins, slack, notice):
    (text,) = await told(admins, slack, notice(GIVEN_UP))
    assert "<@U0SAM000001>" in text
    assert "POST /events: timeout" in text


async def test_what_was_delivered_late_is_told_and_what_was_in_time_is_not(admins, slack, notice):
    assert await told(admins, slack, notice(DONE, seconds=3.9)) == []
    (text,) = await told(admins, slack, notice(DONE, seconds=4.0))
    assert "submitted at 05:06 UTC, has now reached ilert" in text
    assert DONE.sighting.url in text


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
