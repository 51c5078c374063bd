"""Claims due entries, lets each be tried once, and records what came of it."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextvars import Context, copy_context
from dataclasses import dataclass, replace
from functools import partial
from typing import TypeVar

from structlog.contextvars import bound_contextvars
from structlog.stdlib import get_logger

from bot.domain.alerts import AlertRequest, Failure, Outcome
from bot.outbox import audit
from bot.outbox.due_loop import DueLoop
from bot.outbox.model import Entry, LiveAlert, PageNow, Reported, RetryLater, Route, Settled, UnreadableEntry, event_of
from bot.outbox.notifier import Notifier
from bot.outbox.room import Room
from bot.outbox.store import ACCEPT_SECONDS, Accepted, LeaseLost, Outbox
from bot.runtime.clock import Clock, Sleep, since_boot
from bot.runtime.problem_log import ProblemLog
from bot.runtime.supervision import Supervisor
from bot.storage.errors import StorageUnavailable

log = get_logger(__name__)

T = TypeVar("T")

Attempt = Callable[[Entry, Callable[[Route], Awaitable[float]]], Awaitable[Settled | RetryLater]]
"""Tries an entry once; awaits the second argument right before it sends anything.

That returns until when, by `since_boot`, it may begin to leave. Later, another host may be about to look for the alert.
"""

OnSettled = Callable[[Entry, Outcome, float], None]
"""Called after a try that ended in an outcome, with the seconds since the alert was accepted."""

POLL_SECONDS = 2.0
"""How often to look for what another process has changed, and to try again what could not be written."""

_PART = 4
"""A lease is extended so many times while it lasts, and one part of it is for what was claimed to be sent in."""

GRACE_SECONDS = 60.0
"""How long after a start the deadline of no entry passes: while nothing ran, nothing was tried."""

_BEGIN_SECONDS = 0.5
_PRUNE_SECONDS = 3600.0
_FAILED_PAUSE_SECONDS = 10.0


@dataclass(frozen=True, slots=True)
class Limits:
    """How long to try, in seconds; how long to keep what is settled, in days; how many entries at once.

    Entries that wait for their turn within ilert's rate limits count as being tried, so it may be many.
    """

    deadline: float = 3600.0
    keep_days: float = 30.0
    at_once: int = 200


async def _always() -> bool:
    return True


class Worker:
    """Brings every accepted alert to its end. Order is kept per person, and nobody waits for another's alert."""

    def __init__(  # noqa: PLR0913 - each is another part of the bot
        self,
        outbox: Outbox,
        attempt: Attempt,
        notifier: Notifier,
        limits: Limits,
        *,
        sleep: Sleep = asyncio.sleep,
        awake: Clock = since_boot,
        on_accepted: Callable[[AlertRequest], None] = lambda _: None,
        on_settled: OnSettled = lambda *_: None,
        may_prune: Callable[[], Awaitable[bool]] = _always,
    ) -> None:
        self._outbox = outbox
        self._attempt = attempt
        self._notifier = notifier
        self._limits = limits
        self._sleep = sleep
        self._awake = awake
        self._on_accepted = on_accepted
        self._on_settled = on_settled
        self._may_prune = may_prune
        self._trying: set[str] = set()
        self._room = Room(limits.at_once, self._trying)
        self._tasks: set[asyncio.Task[None]] = set()
        self._past_no_return: set[asyncio.Task[None] | None] = set()
        """Tasks that cannot be cancelled any more without losing what is known."""
        self._context: Context | None = None
        """What deliveries run in; None while nothing is delivered."""
        self._deadline_floor = 0.0
        self._problem_log = ProblemLog(log, "outbox_unavailable")
        self._loop = DueLoop(self._claim, self._problem_log, sleep=sleep)

    async def accept(self, request: AlertRequest, within: float = ACCEPT_SECONDS) -> Accepted:
        """Keep an alert within so many seconds; when this returns, it will be delivered or its reporter told.

        Raises:
            StorageUnavailable: It is not kept.
            AcceptanceUnknown: It is not known whether it is.
        """
        claim = self._context is not None and self._room.left > 0
        with self._room.kept(int(claim)):
            accepted = await self._outbox.accept(request, within=within, claim=claim)
        if accepted.new:
            self._on_accepted(request)
            if accepted.claimed is not None and self._context is not None:
                self._start(accepted.claimed, self._context)
            else:
                self._loop.wake()
        return accepted

    async def find(self, name: str) -> Entry | UnreadableEntry | None:
        """Find an alert by its key, or the newest by its reference. Raises `StorageUnavailable`."""
        return await self._outbox.find(name)

    async def reported_by(self, person_id: str, limit: int) -> Sequence[Reported]:
        """List somebody's own alerts, the newest first. Raises `StorageUnavailable`."""
        return await self._outbox.reported_by(person_id, limit)

    async def live(self) -> Sequence[LiveAlert]:
        """List the alerts that are followed in ilert, the oldest first. Raises `StorageUnavailable`."""
        return await self._outbox.live()

    async def page_now(self, key: str, person_id: str) -> PageNow:
        """Raise a manual alert in place of an event that was not seen, at once. Raises `StorageUnavailable`."""
        paged = await self._outbox.page_now(key, person_id)
        self._loop.wake()
        return paged

    def wake(self) -> None:
        """Look at once for what is due."""
        self._loop.wake()

    async def run(
        self, supervisor: Supervisor, beside: Mapping[str, Callable[[], Awaitable[None]]] | None = None
    ) -> None:
        """Deliver until cancelled; then `drain`. Each loop runs by itself under the supervisor, `beside` as well."""
        self._deadline_floor = self._outbox.now() + GRACE_SECONDS
        await supervisor.run("recovery of the outbox", self._recover)
        self._context = copy_context()
        try:
            await supervisor.run_all(
                {
                    "delivery": self._loop.run,
                    "leases": partial(self._every, self._outbox.lease_seconds / _PART, self._extend),
                    "notifications": self._notifier.run,
                    "pruning": partial(self._every, _PRUNE_SECONDS, self._prune),
                    **(beside or {}),
                }
            )
        finally:
            self._context = None

    async def drain(self, seconds: float) -> None:
        """Let what is being sent come to its end, at most so long; the rest stays as it is."""
        if not_begun := self._tasks - self._past_no_return:
            # What was claimed a moment ago is on its way in the next; nobody else could send it before its lease ends.
            await asyncio.wait(not_begun, timeout=min(_BEGIN_SECONDS, seconds))
        for task in self._tasks - self._past_no_return:
            task.cancel()
        if self._tasks:
            _, late = await asyncio.wait(self._tasks, timeout=seconds)
            for task in late:
                task.cancel()
            await asyncio.gather(*late, return_exceptions=True)
        await self._notifier.drain(seconds)

    async def _recover(self) -> None:
        waiting = await self._write_until_stored(self._outbox.recover)
        log.info("outbox_opened", waiting=waiting)

    async def _claim(self) -> float:
        """Start what is due. Returns the seconds until there may be more."""
        # The other half is for what is accepted meanwhile.
        half = (self._room.left + 1) // 2
        if half <= 0:
            return POLL_SECONDS
        due = await self._outbox.wait_until_due(tuple(self._trying))
        if due is not None and due <= 0.0:
            with self._room.kept(half):
                for entry in await self._outbox.claim(half, tuple(self._trying)):
                    self._start(entry, copy_context())
            due = await self._outbox.wait_until_due(tuple(self._trying))
        self._problem_log.clear()
        return POLL_SECONDS if due is None else min(due, POLL_SECONDS)

    def _start(self, entry: Entry, context: Context) -> None:
        name = f"deliver {entry.request.reference}"
        # Whoever submitted it is no part of what happens to it from now on.
        task = asyncio.create_task(self._try(entry), name=name, context=context.copy())
        self._trying.add(entry.key)
        self._tasks.add(task)
        task.add_done_callback(self._ended)

    def _ended(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        self._past_no_return.discard(task)
        if not task.cancelled() and (error := task.exception()) is not None:
            log.error("delivery_task_failed", exc_info=error)

    async def _try(self, entry: Entry) -> None:
        with bound_contextvars(ref=entry.request.reference):
            try:
                await self._attempt_and_record(entry)
            except LeaseLost as error:
                # Another worker has it, and will do what is to be done.
                log.warning("lease_lost", problem=str(error))
            finally:
                self._trying.discard(entry.key)
                self._loop.wake()

    async def _attempt_and_record(self, entry: Entry) -> None:
        result = await self._attempt_once(entry)
        if isinstance(result, RetryLater) and self._is_over(entry):
            result = result.given_up()
        self._past_no_return.add(asyncio.current_task())
        if isinstance(result, RetryLater):
            postponed = self._within_deadline(entry, result)
            await self._write_until_stored(lambda: self._outbox.postpone(entry, postponed))
            return
        settled = result
        await self._write_until_stored(lambda: self._outbox.settle(entry, settled))
        if event_of(settled.outcome) is not None:
            self._notifier.wake()
        seconds = self._outbox.now() - entry.accepted_at
        self._on_settled(entry, settled.outcome, seconds)
        audit.record(replace(entry, tries=entry.tries + 1), settled.outcome, seconds)

    async def _attempt_once(self, entry: Entry) -> Settled | RetryLater:
        try:
            return await self._attempt(entry, partial(self._before_send, entry))
        except LeaseLost:
            raise
        except StorageUnavailable as error:
            # What cannot be recorded beforehand is not sent.
            self._problem_log.report(str(error), level=logging.ERROR)
            return RetryLater(POLL_SECONDS, Failure.OUTBOX_UNAVAILABLE, str(error), entry.in_doubt_since)
        except Exception as error:
            # A mistake in our own code. The entry must not be lost over it: it is tried again until its deadline.
            log.exception("delivery_failed_unexpectedly")
            sent = asyncio.current_task() in self._past_no_return
            in_doubt_since = self._outbox.now() if sent else entry.in_doubt_since
            return RetryLater(_FAILED_PAUSE_SECONDS, Failure.UNEXPECTED, repr(error), in_doubt_since)

    async def _before_send(self, entry: Entry, route: Route) -> float:
        self._past_no_return.add(asyncio.current_task())
        # The lease begins anew after this moment, never before.
        began_at = self._awake()
        await self._outbox.sending(entry, route)
        return began_at + self._outbox.lease_seconds / _PART

    def _deadline(self, entry: Entry) -> float:
        return max(entry.trying_since + self._limits.deadline, self._deadline_floor)

    def _is_over(self, entry: Entry) -> bool:
        return self._outbox.now() >= self._deadline(entry)

    def _within_deadline(self, entry: Entry, later: RetryLater) -> RetryLater:
        """Let the last try come at the deadline, however long ilert asks us to wait."""
        left = self._deadline(entry) - self._outbox.now()
        return replace(later, wait=min(later.wait, max(left, 0.0)))

    async def _extend(self) -> None:
        if self._trying:
            await self._outbox.extend(tuple(self._trying))

    async def _prune(self) -> None:
        if not await self._may_prune():
            return
        pruned = await self._outbox.prune(self._limits.keep_days)
        if pruned:
            log.info("outbox_pruned", rows=pruned)

    async def _every(self, seconds: float, work: Callable[[], Awaitable[None]]) -> None:
        while True:
            try:
                await work()
            except StorageUnavailable as error:
                self._problem_log.report(str(error), level=logging.ERROR)
            await self._sleep(seconds)

    async def _write_until_stored(self, write: Callable[[], Awaitable[T]]) -> T:
        """Write until it is written: what is known must not be forgotten over a full disk."""
        while True:
            try:
                return await write()
            except StorageUnavailable as error:
                self._problem_log.report(str(error), level=logging.ERROR)
                await self._sleep(POLL_SECONDS)
