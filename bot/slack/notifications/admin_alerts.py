"""Tells the admins of the alerts that did not go as they should."""

from collections.abc import Callable

from structlog.stdlib import get_logger

from bot.domain.account import Directory
from bot.domain.alerts import AlertRequest, NotDelivered, NotSeen, Raised, Sent
from bot.outbox.model import Entry, Event, Notice, UnreadableEntry, tells
from bot.outbox.notifier import OUTCOMES, Reaction
from bot.slack.api.errors import CannotPost, SlackFailure, SlackRefused
from bot.slack.features.alert.standing import Standing, standing
from bot.slack.notifications.admins import AdminChannel, AdminChannelUnknown
from bot.slack.notifications.reporter import SLOW_NOTICE_SECONDS, ReporterNotifier
from bot.slack.ui.dates import past_date
from bot.slack.ui.mrkdwn import escape, link
from bot.wording.states import State, Surface
from bot.wording.wording import Wording, Wordings

log = get_logger(__name__)

_PROBLEM_LIMIT = 500


class AdminNotifier:
    """Posts to the admins' channel. What cannot be posted stands in the log."""

    name = "admins"
    events = OUTCOMES | {Event.UNREADABLE, Event.NO_EVENTS, Event.NOT_NOTIFIED}

    def __init__(
        self,
        channel: AdminChannel,
        wordings: Wordings,
        directory: Callable[[], Directory | None],
        sighting_window: float,
    ) -> None:
        self._channel = channel
        self._wordings = wordings
        self._directory = directory
        self._sighting_window = sighting_window
        """How many seconds after ilert took an alert people are told that it has not appeared."""

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
        wording, entry = self._wordings.for_policy(), notice.entry
        say = wording.admins
        if isinstance(entry, UnreadableEntry):
            return f":warning: {say.unreadable(_user(entry.person_id), entry.reference, _problem(entry.problem))}"
        if notice.event is Event.NOT_NOTIFIED:
            if not notice.detail.startswith(f"{ReporterNotifier.name}:"):
                return None
            user, reference = _user(entry.request.person.id), entry.request.reference
            return f":warning: {say.reporter_not_told(user, reference, _problem(notice.detail))}"
        if notice.event is Event.NO_EVENTS:
            return f":warning: {say.no_events(_source(wording, entry.request, self._directory()))}"
        if entry.outcome is None or not (notice.event is Event.RAISED_TWICE or tells(notice.event, entry)):
            return None
        stands = standing(entry.request, entry.outcome)
        return self._about(wording, stands, entry) if self._concerns_admins(notice, entry, stands) else None

    def _about(self, wording: Wording, stands: Standing, entry: Entry) -> str:
        """Write what is known, what to do, the summary, where it came from, and the command that shows more."""
        say, request = wording.admins, stands.request
        lines = [
            f"{stands.emoji} {' '.join(stands.sentences(wording, Surface.ADMINS))}",
            stands.link(wording, Surface.ADMINS),
            f"> {escape(request.summary)}",
            say.came_from(
                _user(request.person.id),
                _place(wording, request),
                _source(wording, request, self._directory()),
                past_date(request.submitted_at, say.time(request.submitted_at)),
            ),
            *self._problem_of(wording, entry),
            say.shows_more(request.reference),
        ]
        return "\n".join(filter(None, lines))

    def _concerns_admins(self, notice: Notice, entry: Entry, stands: Standing) -> bool:
        """Tell whether something did not go as it should, or has come right after they were told so."""
        if not isinstance(entry.outcome, Raised):
            return not isinstance(entry.outcome, Sent)
        if stands.known is State.RAISED_ELSEWHERE or entry.outcome.also is not None:
            return True
        taken_at = entry.sent_at or entry.settled_at or notice.created_at
        slow = taken_at - entry.accepted_at >= SLOW_NOTICE_SECONDS
        return slow or notice.created_at - taken_at >= self._sighting_window

    def _problem_of(self, wording: Wording, entry: Entry) -> list[str]:
        match entry.outcome:
            case NotDelivered(_, detail) if detail:
                return [wording.admins.problem(_problem(detail))]
            case NotSeen(str(creation)):
                return [wording.admins.alert_creation(escape(creation))]
            case _:
                return []


def _user(person_id: str) -> str:
    return f"<@{person_id}>"


def _problem(text: str) -> str:
    return escape(text[:_PROBLEM_LIMIT])


def _source(wording: Wording, request: AlertRequest, directory: Directory | None) -> str:
    number = request.target.alert_source_id
    source = directory.alert_sources.get(number) if directory is not None else None
    return wording.admins.alert_source(number, escape(source.name) if source is not None else "")


def _place(wording: Wording, request: AlertRequest) -> str:
    origin = request.origin
    if origin.direct_message:
        return wording.alert.direct_message()
    name = f"#{origin.name}" if origin.name else wording.alert.private_channel()
    return link(origin.url, name) if origin.url else escape(name)
