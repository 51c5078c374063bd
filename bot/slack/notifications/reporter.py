"""Tells the person who raised an alert what came of it."""

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime

from structlog.contextvars import bound_contextvars
from structlog.stdlib import get_logger

from bot.domain.alerts import AlertRequest, DialogKind, Outcome
from bot.outbox.model import Notice, UnreadableEntry, tells
from bot.outbox.notifier import Reaction
from bot.policy.active import ActivePolicy
from bot.runtime.clock import Sleep
from bot.runtime.tasks import Tasks
from bot.slack.api.client import SlackApi
from bot.slack.api.errors import CannotPost, SlackFailure, SlackRefused, ViewGone
from bot.slack.api.response_urls import ResponseUrls
from bot.slack.features.alert import results
from bot.slack.features.alert.views import account_title, channel_title
from bot.slack.ui.blocks import Message, View
from bot.slack.ui.closing import failure_message
from bot.wording.wording import Wording, Wordings

log = get_logger(__name__)

SLOW_NOTICE_SECONDS = 4.0
"""How long a person looks at "Sending ..." before reading that ilert takes its time."""

# Slack draws the acknowledgement's "Sending ..." when it gets to it. A result that overtook it would be
# overwritten by it.
_OVERTAKING_SECONDS = 0.25


class ReporterNotifier:
    """Shows results in the dialog while it is open, and in the channel to the person alone.

    Where neither reaches the person, or they have been told not to wait, a direct message does.
    """

    name = "reporter"

    def __init__(
        self,
        slack: SlackApi,
        response_urls: ResponseUrls,
        policy: Callable[[], ActivePolicy],
        wordings: Wordings,
        *,
        sleep: Sleep = asyncio.sleep,
    ) -> None:
        self._slack = slack
        self._response_urls = response_urls
        self._policy = policy
        self._wordings = wordings
        self._sleep = sleep
        self._tasks = Tasks()
        self._open: set[str] = set()
        """The keys of alerts whose reporters look at "Sending ..."."""
        self._slow_notices: dict[str, asyncio.Task[None]] = {}

    def expect(self, request: AlertRequest) -> None:
        """Count on somebody looking at "Sending ..." from now on."""
        self._open.add(request.key)
        self._slow_notices[request.key] = self._tasks.start(self._notify_slow(request))

    async def notify(self, notice: Notice) -> Reaction:
        """Tell an outcome, or that this release cannot tell it."""
        entry = notice.entry
        if isinstance(entry, UnreadableEntry):
            return await self._unreadable(entry)
        if entry.outcome is None or not tells(notice.event, entry):
            return Reaction.NOTIFIED
        return await self._outcome(entry.request, entry.outcome, late=not await self._dialog_open(entry.key))

    async def close(self) -> None:
        """Stop waiting for what takes long."""
        await self._tasks.drain(0.0)

    async def _notify_slow(self, request: AlertRequest) -> None:
        await self._sleep(SLOW_NOTICE_SECONDS)
        self._open.discard(request.key)
        wording = self._wordings.for_language(request.language)
        view = results.still_trying_view(wording, request, self._title(wording, request), self._fallback(request))
        with bound_contextvars(ref=request.reference):
            await self._show(request, view)

    async def _dialog_open(self, key: str) -> bool:
        """Tell whether "Sending ..." is what the person sees. What is just being shown is shown first."""
        is_open = key in self._open
        self._open.discard(key)
        slow_notice = self._slow_notices.pop(key, None)
        if slow_notice is not None:
            if is_open:
                slow_notice.cancel()
            await asyncio.wait({slow_notice})
        return is_open

    async def _outcome(self, request: AlertRequest, outcome: Outcome, *, late: bool) -> Reaction:
        age = (datetime.now(UTC) - request.submitted_at).total_seconds()
        if 0 <= age < _OVERTAKING_SECONDS:
            await self._sleep(_OVERTAKING_SECONDS - age)
        wording = self._wordings.for_language(request.language)
        title, fallback = self._title(wording, request), self._fallback(request)
        shown = await self._show(request, results.outcome_view(wording, request, outcome, title, fallback))
        message = results.outcome_message(wording, request, outcome, fallback)
        if late or (not await self._leave_receipt(request, message) and not shown):
            return await self._send_directly(request.person.id, message)
        return Reaction.NOTIFIED

    async def _unreadable(self, entry: UnreadableEntry) -> Reaction:
        wording = self._wordings.for_language("")
        time = f"{datetime.fromtimestamp(entry.accepted_at, UTC):%Y-%m-%d %H:%M}"
        text = f":warning: {wording.results.unreadable(time)}"
        fallback = self._policy().fallback_for(None)
        message = failure_message(wording, text, entry.reference, fallback)
        return await self._send_directly(entry.person_id, message)

    async def _show(self, request: AlertRequest, view: View) -> bool:
        try:
            await self._slack.update_view(request.dialog_id, view)
        except ViewGone:
            return False
        except SlackFailure as error:
            log.warning("view_update_failed", problem=str(error))
            return False
        return True

    async def _leave_receipt(self, request: AlertRequest, message: Message) -> bool:
        url = self._response_urls.pop(request.dialog_id)
        if url is None:
            return False
        try:
            await self._slack.respond(url, message)
        except SlackFailure as error:
            log.warning("response_url_failed", problem=str(error))
            return False
        return True

    async def _send_directly(self, person_id: str, message: Message) -> Reaction:
        try:
            await self._slack.post_message(person_id, message)
        except (CannotPost, SlackRefused) as error:
            log.error("notification_failed", problem=str(error))
            return Reaction.NEVER
        except SlackFailure as error:
            log.debug("notification_postponed", problem=str(error))
            return Reaction.LATER
        return Reaction.NOTIFIED

    def _title(self, wording: Wording, request: AlertRequest) -> str:
        title = channel_title if request.dialog is DialogKind.CHANNEL else account_title
        return title(wording, self._policy().config.dialog)

    def _fallback(self, request: AlertRequest) -> str:
        return self._policy().fallback_for(request.slack_alert_source_id)
