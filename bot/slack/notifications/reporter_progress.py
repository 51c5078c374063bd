"""Tells the person who raised an alert that it was accepted or resolved, or that nobody answers."""

from collections.abc import Callable, Mapping
from typing import Any

from structlog.stdlib import get_logger

from bot.domain.alerts import AlertRequest, DialogKind
from bot.outbox.model import Event, LiveAlert, Notice
from bot.outbox.notifier import Reaction
from bot.policy.active import ActivePolicy
from bot.slack.api.client import SlackApi
from bot.slack.api.errors import CannotPost, SlackFailure, SlackRefused, ViewGone
from bot.slack.api.response_urls import ResponseUrls
from bot.slack.features.alert.results import progress_message, progress_view
from bot.slack.features.alert.views import account_title, channel_title
from bot.slack.notifications.progress import sentences
from bot.slack.notifications.receipts import Receipts
from bot.wording.wording import Wording, Wordings

log = get_logger(__name__)


class ProgressNotifier:
    """Sends one direct message for each of these events, and keeps dialog and receipt true while they last."""

    name = "reporter_progress"
    events = frozenset({Event.ACCEPTED, Event.RESOLVED, Event.UNANSWERED})

    def __init__(
        self,
        slack: SlackApi,
        response_urls: ResponseUrls,
        policy: Callable[[], ActivePolicy],
        wordings: Wordings,
        on_told: Callable[[Event], None] = lambda _: None,
    ) -> None:
        self._slack = slack
        self._receipts = Receipts(slack, response_urls)
        self._policy = policy
        self._wordings = wordings
        self._on_told = on_told

    async def notify(self, notice: Notice) -> Reaction:
        """Tell of an event, if it is one of these and still so."""
        alert = notice.live
        if alert is None:
            return Reaction.NOTIFIED
        request = alert.entry.request
        wording = self._wordings.for_language(request.language)
        said = sentences(wording, notice.event, alert, notice.created_at)
        if not said:
            return Reaction.NOTIFIED
        fallback = self._policy().fallback_for(request.slack_alert_source_id)
        fallback = fallback if notice.event is Event.UNANSWERED else ""
        # The direct message comes first: dialog and receipt are shown again to whoever is told again.
        told = await self._send(alert, progress_message(wording, alert, said, fallback))
        if told is Reaction.NOTIFIED:
            self._on_told(notice.event)
            await self._show(wording, alert, said, fallback)
            await self._receipts.leave(request.dialog_id, progress_message(wording, alert, said, fallback))
        return told

    async def _send(self, alert: LiveAlert, message: Mapping[str, Any]) -> Reaction:
        try:
            await self._slack.post_message(alert.entry.request.person.id, message)
        except (CannotPost, SlackRefused) as error:
            log.error("notification_failed", problem=str(error))
            return Reaction.NEVER
        except SlackFailure as error:
            log.debug("notification_postponed", problem=str(error))
            return Reaction.LATER
        return Reaction.NOTIFIED

    async def _show(self, wording: Wording, alert: LiveAlert, said: list[str], fallback: str) -> None:
        request = alert.entry.request
        view = progress_view(wording, alert, said, self._title(wording, request), fallback)
        try:
            await self._slack.update_view(request.dialog_id, view)
        except ViewGone:
            return
        except SlackFailure as error:
            log.warning("view_update_failed", problem=str(error))

    def _title(self, wording: Wording, request: AlertRequest) -> str:
        title = channel_title if request.dialog is DialogKind.CHANNEL else account_title
        return title(wording, self._policy().config.dialog)
