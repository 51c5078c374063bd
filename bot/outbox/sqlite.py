"""The outbox in an SQLite file: every statement on one thread of its own, each change on the disk when it returns.

Writing to the disk is what takes time, and one write serves any number of changes. So the changes that wait while
the thread is busy are made in one transaction.
"""

import asyncio
import sqlite3
import time
from collections import deque
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Concatenate, ParamSpec, TypeVar

from structlog.stdlib import get_logger

from bot.domain.alerts import AlertRequest
from bot.outbox import corruption, table
from bot.outbox.database import open_database
from bot.outbox.model import Again, Damage, Route, Row, Settled, State, Stock
from bot.outbox.store import ACCEPT_SECONDS, Kept, PerhapsKept, StoreUnavailable

log = get_logger(__name__)

P = ParamSpec("P")
T = TypeVar("T")


@dataclass(frozen=True)
class _Job:
    """Something to do with the database, and where its result goes. With `joins` it may share a transaction."""

    work: Callable[[sqlite3.Connection], Any]
    joins: bool
    done: Future[Any] = field(default_factory=Future)


class SqliteStore:
    """See `Store`. Opens its file when it is first needed, and again after a failure.

    With `repair` a damaged file is replaced, and `on_damage` hears of it on the store's thread. Whoever repairs
    must be the only one: the daemon does, which holds the state directory; a command line does not.
    """

    def __init__(
        self, path: Path, *, repair: bool = True, on_damage: Callable[[Damage], None] = lambda _: None
    ) -> None:
        self._path = path
        self._repair = repair
        self._on_damage = on_damage
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="outbox")
        self._jobs: deque[_Job] = deque()
        self._database: sqlite3.Connection | None = None
        self._inode = 0
        self._closed = False

    async def accept(self, request: AlertRequest, now: float, *, within: float = ACCEPT_SECONDS) -> Kept:
        """See `Store.accept`. Neither a slow disk nor a queue of other statements makes Slack wait too long."""
        job = self._put(lambda database: table.accept(database, request, now), joins=True)
        await asyncio.wait({waiting := asyncio.wrap_future(job)}, timeout=within)
        if waiting.done():
            return waiting.result()
        if job.cancel():
            raise StoreUnavailable("the outbox is busy")
        waiting.add_done_callback(_log_late)
        raise PerhapsKept("the disk is slow")

    async def recover(self, now: float) -> int:
        """See `Store.recover`."""
        return await self._run(table.recover, now)

    async def probe(self) -> Stock:
        """See `Store.probe`."""
        return await self._run(table.probe)

    async def claim(self, now: float, limit: int) -> Sequence[Row]:
        """See `Store.claim`."""
        return await self._change(table.claim, now, limit)

    async def next_due(self) -> float | None:
        """See `Store.next_due`."""
        return await self._run(table.next_due)

    async def sending(self, key: str, route: Route, now: float) -> None:
        """See `Store.sending`."""
        await self._change(table.sending, key, route, now)

    async def postpone(self, key: str, again: Again, now: float) -> None:
        """See `Store.postpone`."""
        await self._change(table.postpone, key, again, now)

    async def settle(self, key: str, settled: Settled, now: float) -> None:
        """See `Store.settle`."""
        await self._change(table.settle, key, settled, now)

    async def untold(self) -> Sequence[Row]:
        """See `Store.untold`."""
        return await self._run(table.untold)

    async def told(self, key: str) -> None:
        """See `Store.told`."""
        await self._change(table.told, key)

    async def find(self, name: str) -> Row | None:
        """See `Store.find`."""
        return await self._run(table.find, name)

    async def list(self, state: State | None = None) -> Sequence[Row]:
        """See `Store.list`."""
        return await self._run(table.listed, state)

    async def retry(self, key: str, now: float) -> None:
        """See `Store.retry`."""
        await self._run(table.retry, key, now)

    async def drop(self, key: str, settled: Settled, now: float) -> None:
        """See `Store.drop`."""
        await self._run(table.drop, key, settled, now)

    async def prune(self, before: float) -> int:
        """See `Store.prune`."""
        return await self._run(table.prune, before)

    async def open(self) -> None:
        """Open the file now, to hear at once what is wrong with it.

        Raises:
            SchemaTooNew: A newer version of this program wrote it.
            StoreUnavailable: It cannot be opened now.
        """
        await self._run(lambda _: None)

    async def close(self) -> None:
        """Finish what was begun, and close the file. A second time does nothing."""
        if self._closed:
            return
        self._closed = True
        await asyncio.wrap_future(self._thread.submit(self._forget))
        self._thread.shutdown()

    async def _run(self, work: Callable[Concatenate[sqlite3.Connection, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Do something by itself."""
        job = self._put(lambda database: work(database, *args, **kwargs), joins=False)
        return await asyncio.wrap_future(job)

    async def _change(
        self, work: Callable[Concatenate[sqlite3.Connection, P], T], *args: P.args, **kwargs: P.kwargs
    ) -> T:
        """Make a change, in one transaction with others that wait."""
        job = self._put(lambda database: work(database, *args, **kwargs), joins=True)
        return await asyncio.wrap_future(job)

    def _put(self, work: Callable[[sqlite3.Connection], T], *, joins: bool) -> Future[T]:
        job = _Job(work, joins)
        self._jobs.append(job)
        self._thread.submit(self._do_next)
        return job.done

    def _do_next(self) -> None:
        """Do on the store's thread what is next, together with what may join it."""
        jobs = self._taken()
        if len(jobs) > 1 and self._done_together(jobs):
            return
        for job in jobs:
            try:
                result = self._do(job.work)
            except Exception as error:  # noqa: BLE001 - it is raised where the job is waited for
                job.done.set_exception(error)
            else:
                job.done.set_result(result)

    def _taken(self) -> Sequence[_Job]:
        """Take the next job that nobody has cancelled, and those after it that may join it."""
        jobs: list[_Job] = []
        while self._jobs and (not jobs or (jobs[0].joins and self._jobs[0].joins)):
            job = self._jobs.popleft()
            if job.done.set_running_or_notify_cancel():
                jobs.append(job)
        return jobs

    def _done_together(self, jobs: Sequence[_Job]) -> bool:
        """Do jobs in one transaction. Returns false where that failed and nothing was done.

        Each is then done by itself, so that it hears of its own failure and not of another's.
        """
        try:
            database = self._opened()
            with table.transaction(database):
                results = [job.work(database) for job in jobs]
        except Exception as error:  # noqa: BLE001 - whatever it was, it is met again by the job that causes it
            log.warning("outbox_batch_split", changes=len(jobs), problem=str(error))
            return False
        for job, result in zip(jobs, results, strict=True):
            job.done.set_result(result)
        return True

    def _do(self, work: Callable[[sqlite3.Connection], T]) -> T:
        """Do one thing; where that shows the file damaged, once more on a new one."""
        try:
            try:
                return work(self._opened())
            except sqlite3.DatabaseError as error:
                if not (self._repair and corruption.is_damage(error)):
                    raise
                self._replace(error)
            return work(self._opened())
        except (sqlite3.Error, OSError) as error:
            self._forget()
            raise StoreUnavailable(f"{self._path.name}: {error}") from error

    def _opened(self) -> sqlite3.Connection:
        """Return the open database. A file that was moved or deleted under us would keep nothing: open it anew."""
        if self._database is not None and self._inode != _inode(self._path):
            log.error("outbox_file_gone", path=str(self._path), what_happens="a new one is begun")
            self._forget()
        if self._database is None:
            self._database = open_database(self._path)
            self._inode = _inode(self._path)
            if self._repair:
                corruption.check(self._database)
        return self._database

    def _replace(self, error: sqlite3.Error) -> None:
        self._forget()
        done = corruption.replace(self._path, str(error), time.time())
        log.critical("outbox_damaged", problem=done.problem, set_aside=done.set_aside, kept=done.kept, lost=done.lost)
        self._on_damage(done)

    def _forget(self) -> None:
        database, self._database = self._database, None
        if database is not None:
            try:
                database.close()
            except sqlite3.Error as error:
                log.warning("outbox_not_closed", problem=str(error))


def _inode(path: Path) -> int:
    try:
        return path.stat().st_ino
    except FileNotFoundError:
        return 0


def _log_late(late: "asyncio.Future[Kept]") -> None:
    if not late.cancelled() and (error := late.exception()) is not None:
        log.error("alert_not_kept", problem=str(error))
