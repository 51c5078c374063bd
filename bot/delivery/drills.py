"""What becomes of drills: their alerts are resolved, and nobody in Slack is told of them."""

import asyncio
from collections.abc import Awaitable, Callable, Collection
from dataclasses import dataclass

from structlog.stdlib import get_logger

from bot.domain.alerts import DRILL, Raised, Sent
from bot.ilert.client import IlertClient
from bot.ilert.errors import IlertError
from bot.metrics import labels
from bot.outbox import audit
from bot.outbox.model import Entry, Event, Notice, UnreadableEntry, tells
from bot.outbox.notifier import POLL_SECONDS, Reaction, Subscriber
from bot.outbox.store import Inspector
from bot.runtime.clock import Clock, Sleep
from bot.storage.errors import StorageUnavailable

log = get_logger(__name__)


async def ignore(_notice: Notice) -> Reaction:
    """Take no note of a drill."""
    return Reaction.NOTIFIED


@dataclass(frozen=True)
class BesideDrills:
    """A subscriber that is told of real alerts; of drills, `of_drill` is told in its place."""

    subscriber: Subscriber
    of_drill: Callable[[Notice], Awaitable[Reaction]] = ignore

    @property
    def name(self) -> str:
        """Return the subscriber's."""
        return self.subscriber.name

    @property
    def events(self) -> Collection[Event]:
        """Return the subscriber's."""
        return self.subscriber.events

    async def notify(self, notice: Notice) -> Reaction:
        """Hand a notice on. What was learned of an alert source is no drill's own matter."""
        if _is_drill(notice) and notice.event is not Event.NO_EVENTS:
            return await self.of_drill(notice)
        return await self.subscriber.notify(notice)


class Drills:
    """Resolves the alerts of drills, and remembers the last that went well.

    `on_ended` is called with how each ended: resolved, not resolved, or the word of any other alert's outcome.
    """

    def __init__(
        self,
        ilert: IlertClient,
        outbox: Inspector,
        on_ended: Callable[[str], None],
        *,
        clock: Clock,
        sleep: Sleep = asyncio.sleep,
    ) -> None:
        self._ilert = ilert
        self._outbox = outbox
        self._clock = clock
        self._sleep = sleep
        self._on_ended = on_ended
        self.succeeded_at: float | None = None
        """When the last one that went well had gone all its way, in seconds since 1970; None where none is known."""
        self.seconds: float | None = None
        """How long that took."""

    async def restore(self) -> None:
        """Learn of the last one before the start, as soon as the outbox can be read."""
        while True:
            try:
                last = await self._outbox.last_drill()
            except StorageUnavailable as error:
                log.debug("outbox_unavailable", problem=str(error))
                await self._sleep(POLL_SECONDS)
                continue
            if last is not None and last.settled_at is not None and self.succeeded_at is None:
                self.succeeded_at, self.seconds = last.settled_at, last.settled_at - last.accepted_at
            return

    async def notify(self, notice: Notice) -> Reaction:
        """Resolve what was seen."""
        entry = notice.entry
        if isinstance(entry, UnreadableEntry) or entry.outcome is None:
            return Reaction.NOTIFIED
        if isinstance(entry.outcome, Raised) and notice.event in (Event.RAISED, Event.RAISED_TWICE):
            return await self._resolve(notice, entry, entry.outcome)
        if tells(notice.event, entry) and not isinstance(entry.outcome, Sent):
            self._end(entry, audit.word(entry.outcome))
        return Reaction.NOTIFIED

    async def _resolve(self, notice: Notice, entry: Entry, raised: Raised) -> Reaction:
        try:
            await self._ilert.resolve(raised.sighting.alert_id)
            if raised.also is not None:
                await self._ilert.resolve(raised.also.alert_id)
        except IlertError as error:
            log.warning("drill_not_resolved", alert_id=raised.sighting.alert_id, problem=str(error))
            if error.is_retryable:
                return Reaction.LATER
            self._end(entry, labels.NOT_RESOLVED)
            return Reaction.NEVER
        if notice.event is Event.RAISED:
            self._end(entry, labels.RESOLVED)
        return Reaction.NOTIFIED

    def _end(self, entry: Entry, word: str) -> None:
        now = self._clock()
        seconds = now - entry.accepted_at
        log.info("drill_ended", outcome=word, seconds=round(seconds, 3))
        self._on_ended(word)
        if word == labels.RESOLVED:
            self.succeeded_at, self.seconds = now, seconds


def _is_drill(notice: Notice) -> bool:
    entry = notice.entry
    return entry.person_id == DRILL if isinstance(entry, UnreadableEntry) else entry.request.is_drill
