"""Tells the person who raised an alert how it stands."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime

from cachetools import TTLCache
from structlog.contextvars import bound_contextvars
from structlog.stdlib import get_logger

from bot.domain.alerts import AlertRequest, NotSeen, Sent
from bot.outbox.model import Event, Notice, UnreadableEntry, tells
from bot.outbox.notifier import OUTCOMES, Reaction
from bot.policy.active import ActivePolicy
from bot.runtime.clock import Clock, Sleep, since_boot
from bot.runtime.tasks import Tasks
from bot.slack.features.alert.results import result_title, standing_message, standing_view
from bot.slack.features.alert.standing import Standing, standing
from bot.slack.notifications.reporter_surfaces import ReporterSurfaces
from bot.slack.ui.blocks import Message
from bot.slack.ui.closing import failure_message
from bot.slack.ui.dates import past_date
from bot.wording.states import State, Surface
from bot.wording.wording import Wordings

log = get_logger(__name__)

SLOW_NOTICE_SECONDS = 4.0
"""How long a person looks at "Sending ..." before reading that ilert takes its time."""

SENT_NOTICE_SECONDS = 1.0
"""How long after Submit a person reads that ilert has taken the alert. Mostly it is shown as raised before that."""

# Slack draws the acknowledgement's "Sending ..." when it gets to it. A result that overtook it would be
# overwritten by it.
_OVERTAKING_SECONDS = 0.25

_STOOD_STILL_SECONDS = 2.0
"""A machine that notices so late that an alert takes long stood still: another host may have told what came of it."""

_WATCHED_SECONDS = 7200.0
_WATCHED = 5_000


@dataclass(slots=True, eq=False)
class _Watched:
    """An alert whose reporter saw "Sending ...". Whoever shows them something holds the lock."""

    showing: asyncio.Lock = field(default_factory=asyncio.Lock)
    sent: asyncio.Event = field(default_factory=asyncio.Event)
    progress: asyncio.Task[None] | None = None
    told_to_wait: bool = False
    """Whether they have been told that they will be notified."""


class ReporterNotifier:
    """Shows how an alert stands in the dialog while it is open, and in the channel to the person alone.

    Where neither reaches the person, or they have been told to wait, a direct message does.
    """

    name = "reporter"
    events = OUTCOMES | {Event.UNREADABLE}

    def __init__(
        self,
        surfaces: ReporterSurfaces,
        policy: Callable[[], ActivePolicy],
        wordings: Wordings,
        *,
        sleep: Sleep = asyncio.sleep,
        awake: Clock = since_boot,
    ) -> None:
        self._surfaces = surfaces
        self._policy = policy
        self._wordings = wordings
        self._sleep = sleep
        self._awake = awake
        self._tasks = Tasks()
        self._watched: TTLCache[str, _Watched] = TTLCache(_WATCHED, _WATCHED_SECONDS)

    def expect(self, request: AlertRequest) -> None:
        """Count on somebody looking at "Sending ..." from now on."""
        watched = self._watched[request.key] = _Watched()
        watched.progress = self._tasks.start(self._show_progress(request, watched))

    def sent(self, request: AlertRequest) -> None:
        """Take note that ilert has taken the alert and does not show it yet."""
        if (watched := self._watched.get(request.key)) is not None:
            watched.sent.set()

    async def notify(self, notice: Notice) -> Reaction:
        """Tell what came of an alert, or that this release cannot tell it."""
        entry = notice.entry
        if isinstance(entry, UnreadableEntry):
            return await self._unreadable(entry)
        if entry.outcome is None or not (notice.event is Event.RAISED_TWICE or tells(notice.event, entry)):
            return Reaction.NOTIFIED
        stands = standing(entry.request, entry.outcome)
        if notice.event is Event.SETTLED and isinstance(entry.outcome, Sent):
            stands = Standing(entry.request, State.TAKEN, entry.outcome)
        watched = self._watched.get(entry.key) or _Watched(told_to_wait=True)
        async with watched.showing:
            if watched.progress is not None:
                watched.progress.cancel()
                # What it showed last would stay in memory with it, for hours.
                watched.progress = None
            return await self._outcome(stands, watched)

    async def close(self) -> None:
        """Stop waiting for what takes long."""
        await self._tasks.drain(0.0)

    async def _show_progress(self, request: AlertRequest, watched: _Watched) -> None:
        """Show what is known while nothing has come of the alert: that it takes long, that ilert has taken it."""
        expected_at = self._awake()
        with bound_contextvars(ref=request.reference):
            if not await self._sent_in_time(watched):
                if self._awake() - expected_at < SLOW_NOTICE_SECONDS + _STOOD_STILL_SECONDS:
                    await self._progress(Standing(request, State.STILL_TRYING), watched)
                await watched.sent.wait()
            age = (datetime.now(UTC) - request.submitted_at).total_seconds()
            await self._sleep(min(max(SENT_NOTICE_SECONDS - age, 0.0), SENT_NOTICE_SECONDS))
            await self._progress(standing(request, Sent()), watched)

    async def _sent_in_time(self, watched: _Watched) -> bool:
        sent = asyncio.ensure_future(watched.sent.wait())
        slow = asyncio.ensure_future(self._sleep(SLOW_NOTICE_SECONDS))
        try:
            await asyncio.wait({sent, slow}, return_when=asyncio.FIRST_COMPLETED)
        finally:
            sent.cancel()
            slow.cancel()
        return watched.sent.is_set()

    async def _progress(self, stands: Standing, watched: _Watched) -> None:
        async with watched.showing:
            late = stands.known is State.STILL_TRYING
            watched.told_to_wait = watched.told_to_wait or late
            shown = await self._show(stands)
            if watched.told_to_wait and not await self._leave_receipt(stands) and late and not shown:
                await self._send_directly(stands)

    async def _outcome(self, stands: Standing, watched: _Watched) -> Reaction:
        age = (datetime.now(UTC) - stands.request.submitted_at).total_seconds()
        if 0 <= age < _OVERTAKING_SECONDS:
            await self._sleep(_OVERTAKING_SECONDS - age)
        # While Slack does not draw the dialog anew, the receipt need not wait.
        shown, left = await asyncio.gather(self._show(stands), self._leave_receipt(stands))
        # That perhaps nobody is called must reach whoever has gone on to something else.
        watched.told_to_wait = watched.told_to_wait or isinstance(stands.outcome, NotSeen)
        if not watched.told_to_wait and (shown or left):
            return Reaction.NOTIFIED
        return await self._send_directly(stands)

    async def _unreadable(self, entry: UnreadableEntry) -> Reaction:
        wording = self._wordings.for_policy()
        say, accepted_at = wording.results, datetime.fromtimestamp(entry.accepted_at, UTC)
        text = f":warning: {say.unreadable(past_date(accepted_at, say.time(accepted_at)))}"
        fallback = self._policy().fallback_for(None)
        message = failure_message(wording, text, entry.reference, fallback)
        return await self._surfaces.send(entry.person_id, message)

    async def _show(self, stands: Standing) -> bool:
        request, wording = stands.request, self._wordings.for_language(stands.request.language)
        title = result_title(wording, request, self._policy().config.dialog)
        view = standing_view(wording, stands, title, self._fallback(request))
        return await self._surfaces.show(request.dialog_id, view)

    async def _leave_receipt(self, stands: Standing) -> bool:
        return await self._surfaces.leave_receipt(stands.request.dialog_id, self._message(stands, Surface.RECEIPT))

    async def _send_directly(self, stands: Standing) -> Reaction:
        return await self._surfaces.send(stands.request.person.id, self._message(stands, Surface.DIRECT_MESSAGE))

    def _message(self, stands: Standing, surface: Surface) -> Message:
        wording = self._wordings.for_language(stands.request.language)
        return standing_message(wording, stands, surface, self._fallback(stands.request))

    def _fallback(self, request: AlertRequest) -> str:
        return self._policy().fallback_for(request.slack_alert_source_id)
