"""Lets people hear what came of their alerts: at once, meanwhile, later, and after a crash what they missed."""

import asyncio
from collections import Counter
from typing import Protocol

from structlog.contextvars import bound_contextvars
from structlog.stdlib import get_logger

from bot.domain.alerts import AlertRequest, Outcome
from bot.outbox.model import Row
from bot.outbox.store import Store, StoreUnavailable
from bot.runtime.clock import Sleep
from bot.runtime.tasks import Tasks

log = get_logger(__name__)

PATIENCE_SECONDS = 4.0
"""How long a person looks at "Sending ..." before hearing that ilert takes its time."""

TELL_AGAIN_SECONDS = 5.0
"""How often to look for outcomes that nobody has heard of yet."""

# After so long an outcome is of no use to anybody; the log has it.
_STALE_SECONDS = 86_400.0

MOST_MISTAKES = 5
"""After how many mistakes of the bot's own in telling one outcome it is given up, and the admins are told."""

# While Slack is down, each round is short.
_FAILURES_A_ROUND = 3


class Voice(Protocol):
    """Speaks to people."""

    async def still_trying(self, request: AlertRequest) -> None:
        """Say that it takes its time."""
        ...

    async def outcome(self, request: AlertRequest, outcome: Outcome, *, late: bool) -> bool:
        """Say what came of an alert. Returns false where nobody could be reached for now.

        With `late` the person does not look at the dialog any more, or has been told not to.
        """
        ...

    async def not_told(self, request: AlertRequest, problem: str) -> None:
        """Say to the admins that a mistake of the bot's keeps it from telling the reporter."""
        ...


class Telling:
    """Knows who still waits for what.

    An outcome is told at least once: a crash between telling and writing that down tells it again.
    """

    def __init__(self, store: Store, voice: Voice, sleep: Sleep) -> None:
        self._store = store
        self._voice = voice
        self._sleep = sleep
        self._watched: set[str] = set()
        self._patience: dict[str, asyncio.Task[None]] = {}
        self._tasks = Tasks()
        self._in_hand: set[str] = set()
        self._mistakes: Counter[str] = Counter()

    def expect(self, request: AlertRequest) -> None:
        """Know that somebody looks at "Sending ..." from now on."""
        self._watched.add(request.key)
        self._patience[request.key] = self._tasks.start(self._lose_patience(request))

    def take(self, key: str) -> None:
        """Know that a row's outcome is about to be settled and told by the caller."""
        self._in_hand.add(key)

    async def tell(self, row: Row, outcome: Outcome, now: float) -> bool:
        """Tell an outcome and write that down. Returns false where it is to be told again later."""
        self._in_hand.add(row.key)
        try:
            late = not await self._still_watched(row.key)
            heard = await self._say(row, outcome, late=late)
            if not heard and now - (row.settled_at or now) < _STALE_SECONDS:
                return False
            if not heard:
                log.error("notification_abandoned", key=row.key)
            await self._store.told(row.key)
        except StoreUnavailable as error:
            log.debug("outbox_unavailable", problem=str(error))  # the worker complains of it
            return False
        else:
            return True
        finally:
            self._in_hand.discard(row.key)

    async def tell_missed(self, now: float) -> None:
        """Tell all outcomes that nobody has heard of: of a former life, or when Slack did not listen."""
        in_hand, failures = frozenset(self._in_hand), 0
        for row in await self._store.untold():
            if row.outcome is None or row.key in in_hand or row.key in self._in_hand:
                continue
            with bound_contextvars(ref=row.request.reference):
                failures += not await self.tell(row, row.outcome, now)
            if failures >= _FAILURES_A_ROUND:
                return

    async def close(self) -> None:
        """Stop waiting."""
        await self._tasks.drain(0.0)

    async def _say(self, row: Row, outcome: Outcome, *, late: bool) -> bool:
        """Say an outcome. A mistake of ours in doing so harms no other row, and is not repeated for ever."""
        try:
            return await self._voice.outcome(row.request, outcome, late=late)
        except Exception as error:
            log.exception("notification_failed_unexpectedly")
            self._mistakes[row.key] += 1
            if self._mistakes[row.key] < MOST_MISTAKES:
                return False
            del self._mistakes[row.key]
            log.error("notification_abandoned", key=row.key)
            self._tasks.start(self._voice.not_told(row.request, repr(error)))
            return True

    async def _lose_patience(self, request: AlertRequest) -> None:
        await self._sleep(PATIENCE_SECONDS)
        self._watched.discard(request.key)
        with bound_contextvars(ref=request.reference):
            await self._voice.still_trying(request)

    async def _still_watched(self, key: str) -> bool:
        """Tell whether "Sending ..." is what the person sees. What is just being said is said to its end first."""
        watched = key in self._watched
        self._watched.discard(key)
        patience = self._patience.pop(key, None)
        if patience is not None:
            if watched:
                patience.cancel()
            await asyncio.gather(patience, return_exceptions=True)
        return watched
