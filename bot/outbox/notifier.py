"""Tells the subscribers what becomes of alerts: each event once to each, whatever fails or crashes in between."""

import asyncio
from collections.abc import Collection, Sequence
from enum import Enum
from typing import Protocol

from structlog.contextvars import bound_contextvars
from structlog.stdlib import get_logger

from bot.outbox.due_loop import DueLoop
from bot.outbox.model import Event, Notice, reference_of
from bot.outbox.store import LeaseLost, Notices
from bot.runtime.clock import Clock, Sleep, since_boot
from bot.runtime.problem_log import ProblemLog
from bot.runtime.tasks import Tasks
from bot.runtime.turns import in_turns
from bot.storage.errors import StorageUnavailable

log = get_logger(__name__)

POLL_SECONDS = 5.0
"""How often to look for notices that other processes have left, or whose time has come."""

MOST_MISTAKES = 5
"""After how many mistakes of the bot's own in telling one subscriber of one event that is given up."""

_LONGEST_WAIT_SECONDS = 60.0

# After so long an outcome is of no use to anybody; the log has it.
_STALE_SECONDS = 86_400.0

_AT_ONCE = 20

_OF_A_LEASE = 0.75
"""Within which part of its lease a notice is told or left to others."""


OUTCOMES = frozenset({Event.RAISED, Event.GROUPED, Event.NOT_SEEN, Event.SETTLED, Event.RAISED_TWICE})
"""The events that say what came of an alert."""


class Reaction(Enum):
    """What came of telling a subscriber."""

    NOTIFIED = "notified"
    LATER = "later"
    """It may work in a while."""
    NEVER = "never"
    """It cannot work, and the subscriber has logged why."""


class Subscriber(Protocol):
    """Somebody who is told what becomes of alerts. `name` is persisted; it must not change.

    Being told at least once, a subscriber may be told again after a crash.
    """

    @property
    def name(self) -> str:
        """Return the name that its notices carry."""
        ...

    @property
    def events(self) -> Collection[Event]:
        """Return which events it is told of; it must put up with others."""
        ...

    async def notify(self, notice: Notice) -> Reaction:
        """Take note of an event. Whatever it raises is logged, and it is told again."""
        ...


class Notifier:
    """Hands the notices of the outbox to their subscribers."""

    def __init__(
        self,
        outbox: Notices,
        subscribers: Sequence[Subscriber],
        *,
        clock: Clock,
        sleep: Sleep,
        awake: Clock = since_boot,
        poll_seconds: float = POLL_SECONDS,
    ) -> None:
        self._outbox = outbox
        self._subscribers = {subscriber.name: subscriber for subscriber in subscribers}
        self._interests = {subscriber.name: subscriber.events for subscriber in subscribers}
        self._clock = clock
        self._awake = awake
        self._poll_seconds = poll_seconds
        self._loop = DueLoop(self._start_and_pause, ProblemLog(log, "outbox_unavailable"), sleep=sleep)
        self._tasks = Tasks()
        self._in_hand = 0
        self._more = False
        """Whether others may wait until one in hand is done with."""

    def wake(self) -> None:
        """Look for new notices at once."""
        self._loop.wake()

    async def run(self) -> None:
        """Notify until cancelled; then `drain`."""
        await self._loop.run()

    async def _start_and_pause(self) -> float:
        await self.start_due()
        return self._poll_seconds

    async def start_due(self) -> None:
        """Begin to tell what is due."""
        room = _AT_ONCE - self._in_hand
        self._more = room <= 0
        if self._more or not self._subscribers:
            return
        until = self._awake() + self._outbox.lease_seconds * _OF_A_LEASE
        claimed = await self._outbox.claim_notices(self._interests, room)
        self._in_hand += len(claimed)
        self._more = len(claimed) == room
        # Each begins with work of its own.
        await in_turns(claimed, lambda notice: self._tasks.start(self._tell(notice, until)))

    async def drain(self, seconds: float) -> None:
        """Tell what has just been settled, and wait for that at most so long. The rest is told after the next start."""
        try:
            await self.start_due()
        except StorageUnavailable as error:
            log.debug("outbox_unavailable", problem=str(error))
        await self._tasks.drain(seconds)

    async def _tell(self, notice: Notice, until: float) -> None:
        try:
            with bound_contextvars(ref=reference_of(notice.entry), subscriber=notice.subscriber):
                await self._record(notice, await self._reaction(notice, until))
        finally:
            self._in_hand -= 1
            if self._more:
                self._loop.wake()

    async def _reaction(self, notice: Notice, until: float) -> Reaction | Exception:
        # After that another host may be telling it: a machine that stood still does not go on where it was.
        left = until - self._awake()
        if left <= 0:
            return Reaction.LATER
        try:
            async with asyncio.timeout(left):
                return await self._subscribers[notice.subscriber].notify(notice)
        except TimeoutError:
            log.warning("notification_broken_off", event_told=notice.event)
            return Reaction.LATER
        except Exception as error:
            log.error("notification_failed_unexpectedly", event_told=notice.event, exc_info=error)
            return error

    async def _record(self, notice: Notice, reaction: Reaction | Exception) -> None:
        try:
            await self._write(notice, reaction)
        except LeaseLost as error:
            log.warning("lease_lost", problem=str(error))
        except StorageUnavailable as error:
            # It stays claimed; after the lease, or the next start, it is told again.
            log.error("notification_not_recorded", problem=str(error))

    async def _write(self, notice: Notice, reaction: Reaction | Exception) -> None:
        stale = self._clock() - notice.created_at >= _STALE_SECONDS
        match reaction:
            case Reaction.NOTIFIED:
                await self._outbox.finish_notice(notice, Reaction.NOTIFIED.value)
            case Reaction.LATER if not stale:
                wait = min(POLL_SECONDS * 2 ** min(notice.tries, 10), _LONGEST_WAIT_SECONDS)
                await self._outbox.postpone_notice(notice, wait)
            case Exception() if notice.mistakes + 1 < MOST_MISTAKES:
                await self._outbox.postpone_notice(notice, POLL_SECONDS, mistake=True)
            case _:
                problem = repr(reaction) if isinstance(reaction, Exception) else "it cannot be reached"
                log.error("notification_abandoned", event_told=notice.event, problem=problem)
                await self._outbox.abandon_notice(notice, problem)
                self._loop.wake()
