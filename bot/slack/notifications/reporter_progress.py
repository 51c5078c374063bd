"""Tells the person who raised an alert that it was accepted or resolved, or that nobody answers."""

import asyncio
from collections.abc import Callable

from bot.outbox.model import Event, Notice
from bot.outbox.notifier import Reaction
from bot.policy.active import ActivePolicy
from bot.slack.features.alert.results import progress_message, progress_view, result_title
from bot.slack.notifications.progress import sentences
from bot.slack.notifications.reporter_surfaces import ReporterSurfaces
from bot.wording.wording import Wordings


class ProgressNotifier:
    """Sends one direct message for each of these events, and keeps dialog and receipt true while they last."""

    name = "reporter_progress"
    events = frozenset({Event.ACCEPTED, Event.RESOLVED, Event.UNANSWERED})

    def __init__(
        self,
        surfaces: ReporterSurfaces,
        policy: Callable[[], ActivePolicy],
        wordings: Wordings,
        on_told: Callable[[Event], None] = lambda _: None,
    ) -> None:
        self._surfaces = surfaces
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
        message = progress_message(wording, alert, said, fallback)
        # The direct message comes first: dialog and receipt are shown again to whoever is told again.
        told = await self._surfaces.send(request.person.id, message)
        if told is Reaction.NOTIFIED:
            self._on_told(notice.event)
            title = result_title(wording, request, self._policy().config.dialog)
            view = progress_view(wording, alert, said, title, fallback)
            await asyncio.gather(
                self._surfaces.show(request.dialog_id, view),
                self._surfaces.leave_receipt(request.dialog_id, message),
            )
        return told
