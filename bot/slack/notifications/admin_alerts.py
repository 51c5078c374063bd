"""Tells the admins of the alerts that did not go as they should."""

from structlog.stdlib import get_logger

from bot.domain.alerts import NotDelivered, Raised
from bot.outbox.model import Entry, Event, Notice, UnreadableEntry
from bot.outbox.notifier import Reaction
from bot.slack.api.errors import CannotPost, SlackFailure, SlackRefused
from bot.slack.notifications.admins import AdminChannel, AdminChannelUnknown
from bot.slack.notifications.reporter import SLOW_NOTICE_SECONDS, ReporterNotifier
from bot.slack.ui.mrkdwn import escape, link
from bot.wording.wording import Wordings

log = get_logger(__name__)

_PROBLEM_LIMIT = 500


class AdminNotifier:
    """Posts to the admins' channel. What cannot be posted stands in the log."""

    name = "admins"

    def __init__(self, channel: AdminChannel, wordings: Wordings) -> None:
        self._channel = channel
        self._wordings = wordings

    async def notify(self, notice: Notice) -> Reaction:
        """Tell of an event, if it is one that the admins should know of."""
        text = self._text(notice)
        if text is None:
            return Reaction.NOTIFIED
        try:
            await self._channel.post(text)
        except (CannotPost, SlackRefused) as error:
            log.error("admin_notification_failed", problem=str(error))
        except (SlackFailure, AdminChannelUnknown) as error:
            log.debug("notification_postponed", problem=str(error))
            return Reaction.LATER
        return Reaction.NOTIFIED

    def _text(self, notice: Notice) -> str | None:
        say, entry = self._wordings.for_admins().admins, notice.entry
        if isinstance(entry, UnreadableEntry):
            return f":warning: {say.unreadable(_user(entry.person_id), entry.reference, _problem(entry.problem))}"
        user, reference = _user(entry.request.person.id), entry.request.reference
        if notice.event is Event.NOT_NOTIFIED:
            if not notice.detail.startswith(f"{ReporterNotifier.name}:"):
                return None
            return f":warning: {say.reporter_not_told(user, reference, _problem(notice.detail))}"
        match entry.outcome:
            case NotDelivered() as outcome:
                return f":x: {say.not_delivered(user, reference, _problem(outcome.detail))}"
            case Raised(sighting) if _was_slow(entry):
                text = say.delivered_late(user, f"{entry.request.submitted_at:%H:%M}", reference)
                shown = link(sighting.url, self._wordings.for_admins().results.raised_link()) if sighting.url else ""
                return f":white_check_mark: {text} {shown}".rstrip()
            case _:
                return None


def _was_slow(entry: Entry) -> bool:
    """Tell whether the reporter was told to wait."""
    return entry.settled_at is not None and entry.settled_at - entry.accepted_at >= SLOW_NOTICE_SECONDS


def _user(person_id: str) -> str:
    return f"<@{person_id}>"


def _problem(text: str) -> str:
    return escape(text[:_PROBLEM_LIMIT])
