"""Takes due rows in hand, lets each be tried once, and writes down what came of it."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from functools import partial
from typing import TypeVar

from structlog.contextvars import bound_contextvars
from structlog.stdlib import get_logger

from bot.domain.alerts import AlertRequest, Delivered, Failure, NotDelivered, Outcome
from bot.outbox.model import Again, Route, Row, Settled
from bot.outbox.notifier import TELL_AGAIN_SECONDS, Telling
from bot.outbox.store import ACCEPT_SECONDS, Kept, Store, StoreUnavailable
from bot.runtime.clock import Clock, Sleep
from bot.runtime.problem_log import ProblemLog
from bot.runtime.supervision import Supervisor

log = get_logger(__name__)

T = TypeVar("T")

Attempt = Callable[[Row, Callable[[Route], Awaitable[None]]], Awaitable[Settled | Again]]
"""Tries a row once; awaits the second argument right before it sends anything."""

OnSettled = Callable[[str, float], None]
"""Told of each row's end: `delivered` or the reason why not, and the seconds since it was accepted."""

LOOK_SECONDS = 2.0
"""How often to look for what another process has changed, and to try again what could not be written."""

GRACE_SECONDS = 60.0
"""How long after a start the deadline of no row passes: while nothing ran, nothing was tried."""

_PRUNE_SECONDS = 3600.0
_DAY_SECONDS = 86_400.0
_FAILED_PAUSE_SECONDS = 10.0


@dataclass(frozen=True, slots=True)
class Limits:
    """How long to try, in seconds; how long to remember, in days; how many rows at once.

    Rows that wait for their turn within ilert's rate limits count as being tried, so it may be many.
    """

    deadline: float = 3600.0
    keep_days: float = 30.0
    at_once: int = 200


class Worker:
    """Brings what is kept to its end. Order is kept per person; nobody waits for another person's alert."""

    def __init__(
        self,
        store: Store,
        attempt: Attempt,
        telling: Telling,
        limits: Limits,
        *,
        clock: Clock,
        sleep: Sleep = asyncio.sleep,
        on_settled: OnSettled = lambda *_: None,
    ) -> None:
        self._store = store
        self._attempt = attempt
        self._telling = telling
        self._limits = limits
        self._clock = clock
        self._sleep = sleep
        self._on_settled = on_settled
        self._wake = asyncio.Event()
        self._trying: set[str] = set()
        self._tasks: set[asyncio.Task[None]] = set()
        self._committed: set[asyncio.Task[None] | None] = set()
        """Tasks that have gone too far to be broken off without a loss of knowledge."""
        self._graced_until = 0.0
        self._problem_log = ProblemLog(log, "outbox_unavailable")

    async def accept(self, request: AlertRequest, within: float = ACCEPT_SECONDS) -> Kept:
        """Keep an alert within so many seconds; when this returns, it will be delivered or its reporter told.

        Raises:
            StoreUnavailable: It is not kept.
            PerhapsKept: It is not known whether it is.
        """
        kept = await self._store.accept(request, self._clock(), within=within)
        if kept.new:
            self._telling.expect(request)
            self._wake.set()
        return kept

    async def run(self, supervisor: Supervisor) -> None:
        """Deliver until cancelled; then `drain`. Each loop runs by itself under the supervisor."""
        self._graced_until = self._clock() + GRACE_SECONDS
        waiting = await self._insist(lambda: self._store.recover(self._clock()))
        log.info("outbox_opened", waiting=waiting)
        async with asyncio.TaskGroup() as group:
            for name, loop in (
                ("delivery", self._deliver_due),
                ("notifications", partial(self._every, TELL_AGAIN_SECONDS, self._tell_missed)),
                ("pruning", partial(self._every, _PRUNE_SECONDS, self._prune)),
            ):
                group.create_task(supervisor.run(name, loop), name=name)

    async def drain(self, seconds: float) -> None:
        """Let what is being sent come to its end, at most so long; the rest stays as it is."""
        for task in self._tasks - self._committed:
            task.cancel()
        if self._tasks:
            _, late = await asyncio.wait(self._tasks, timeout=seconds)
            for task in late:
                task.cancel()
            await asyncio.gather(*late, return_exceptions=True)
        await self._telling.close()

    async def _deliver_due(self) -> None:
        while True:
            self._wake.clear()
            try:
                pause = await self._claim()
            except StoreUnavailable as error:
                self._problem_log.tell(str(error), level=logging.ERROR)
                pause = LOOK_SECONDS
            await self._pause(pause)

    async def _claim(self) -> float:
        """Start what is due. Returns the seconds until there may be more."""
        room = self._limits.at_once - len(self._trying)
        if room <= 0:
            return LOOK_SECONDS
        for row in await self._store.claim(self._clock(), room):
            task = asyncio.create_task(self._try(row), name=f"deliver {row.request.reference}")
            self._trying.add(row.key)
            self._tasks.add(task)
            task.add_done_callback(self._ended)
        due = await self._store.next_due()
        self._problem_log.over()
        return LOOK_SECONDS if due is None else min(max(due - self._clock(), 0.0), LOOK_SECONDS)

    def _ended(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        self._committed.discard(task)
        if not task.cancelled() and (error := task.exception()) is not None:
            log.error("delivery_task_failed", exc_info=error)

    async def _try(self, row: Row) -> None:
        with bound_contextvars(ref=row.request.reference):
            try:
                outcome = await self._come_to_an_end(row)
            finally:
                # The person's next alert need not wait until Slack has shown this one's outcome.
                self._trying.discard(row.key)
                self._wake.set()
            if outcome is not None:
                await self._telling.tell(row, outcome, self._clock())

    async def _come_to_an_end(self, row: Row) -> Outcome | None:
        """Try once and write down what came of it. Returns the outcome, if that was the end."""
        came_to = await self._tried(row)
        if isinstance(came_to, Again) and self._is_over(row):
            came_to = came_to.given_up()
        self._committed.add(asyncio.current_task())
        if isinstance(came_to, Again):
            postponed = self._within_deadline(row, came_to)
            await self._insist(lambda: self._store.postpone(row.key, postponed, self._clock()))
            return None
        settled = came_to
        self._telling.take(row.key)
        await self._insist(lambda: self._store.settle(row.key, settled, self._clock()))
        self._on_settled(_word(settled.outcome), self._clock() - row.accepted_at)
        _log(row, settled, self._clock() - row.accepted_at)
        return settled.outcome

    async def _tried(self, row: Row) -> Settled | Again:
        try:
            return await self._attempt(row, partial(self._about_to_send, row.key))
        except StoreUnavailable as error:
            # What cannot be written down beforehand is not sent.
            self._problem_log.tell(str(error), level=logging.ERROR)
            return Again(LOOK_SECONDS, Failure.OUTBOX_UNAVAILABLE, str(error), row.unknown_since)
        except Exception as error:
            # A mistake in our own code. The row must not be lost over it: it is tried again until its deadline.
            log.exception("delivery_failed_unexpectedly")
            sent = asyncio.current_task() in self._committed
            unknown_since = self._clock() if sent else row.unknown_since
            return Again(_FAILED_PAUSE_SECONDS, Failure.UNEXPECTED, repr(error), unknown_since)

    async def _about_to_send(self, key: str, route: Route) -> None:
        self._committed.add(asyncio.current_task())
        await self._store.sending(key, route, self._clock())

    def _is_over(self, row: Row) -> bool:
        return self._clock() >= max(row.trying_since + self._limits.deadline, self._graced_until)

    def _within_deadline(self, row: Row, again: Again) -> Again:
        """Let the last try come at the deadline, however long ilert asks us to wait."""
        left = max(row.trying_since + self._limits.deadline, self._graced_until) - self._clock()
        return Again(min(again.wait, max(left, 0.0)), again.reason, again.problem, again.unknown_since)

    async def _tell_missed(self) -> None:
        await self._telling.tell_missed(self._clock())

    async def _prune(self) -> None:
        pruned = await self._store.prune(self._clock() - self._limits.keep_days * _DAY_SECONDS)
        if pruned:
            log.info("outbox_pruned", rows=pruned)

    async def _every(self, seconds: float, work: Callable[[], Awaitable[None]]) -> None:
        while True:
            try:
                await work()
            except StoreUnavailable as error:
                self._problem_log.tell(str(error), level=logging.ERROR)
            await self._sleep(seconds)

    async def _insist(self, write: Callable[[], Awaitable[T]]) -> T:
        """Write until it is written: what is known must not be forgotten over a full disk."""
        while True:
            try:
                return await write()
            except StoreUnavailable as error:
                self._problem_log.tell(str(error), level=logging.ERROR)
                await self._sleep(LOOK_SECONDS)

    async def _pause(self, seconds: float) -> None:
        """Wait, but not when there is news."""
        waits = {asyncio.ensure_future(self._sleep(seconds)), asyncio.ensure_future(self._wake.wait())}
        try:
            await asyncio.wait(waits, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for wait in waits:
                wait.cancel()
            await asyncio.gather(*waits, return_exceptions=True)


def _log(row: Row, settled: Settled, seconds: float) -> None:
    """Write the audit line of a delivery: who, from where, to whom, by which policy, and what came of it."""
    request = row.request
    about = {
        "user": request.person.id,
        "channel": request.origin.channel_id,
        "alert_source": request.target.alert_source_id,
        "escalation_policy": request.target.escalation_policy_id,
        "policy_version": request.policy_version,
        "dialog": request.dialog,
        "tries": row.tries + 1,
        "seconds": round(seconds, 3),
    }
    match settled.outcome:
        case Delivered() as outcome:
            log.info("alert_delivered", alert_id=outcome.alert_id, url=outcome.url, **about)
        case NotDelivered() as outcome:
            log.error("alert_not_delivered", reason=outcome.reason, problem=outcome.detail, **about)


def _word(outcome: Outcome) -> str:
    return "delivered" if isinstance(outcome, Delivered) else outcome.reason
