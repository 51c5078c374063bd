"""An SQLite file: every statement on one thread of its own, each change on the disk when it returns.

Writing to the disk is what takes time, and one write serves any number of changes. So the changes that wait while
the thread is busy are made in one transaction. What nobody waits for stands behind what somebody does wait for. Those
who have tables in the file bring plain functions on a connection.
"""

import asyncio
import sqlite3
from collections.abc import Callable, Collection, Sequence
from concurrent.futures import Future
from contextlib import suppress
from enum import Enum, auto
from pathlib import Path
from queue import Empty, SimpleQueue
from threading import Thread
from typing import Concatenate, ParamSpec, TypeVar

from structlog.stdlib import get_logger

from bot.storage import corruption
from bot.storage.database import SqliteDatabase, open_database
from bot.storage.errors import StorageUnavailable
from bot.storage.jobs import Job, Jobs
from bot.storage.manner import ALONE, CHANGE, Manner
from bot.storage.migrations import Owner
from bot.storage.salvage import Corruption
from bot.storage.transaction import transaction

log = get_logger(__name__)

P = ParamSpec("P")
T = TypeVar("T")


_FLUSH = {True: "PRAGMA synchronous = FULL", False: "PRAGMA synchronous = NORMAL"}
"""Whether a commit waits for the disk. Without that it is still whole or not at all (SQLite docs, "WAL mode")."""


class _News(Enum):
    JOB = auto()
    CLOSED = auto()


class SqliteFile:
    """Opens its file when it is first needed, and again after a failure.

    With `repair` a damaged file is replaced, and `on_corruption` is called on the file's thread. Whoever repairs
    must be the only one: the daemon does, which holds the state directory; a command line does not.
    """

    def __init__(
        self,
        path: Path,
        owners: Collection[Owner],
        *,
        repair: bool = True,
        on_corruption: Callable[[Corruption], None] = lambda _: None,
    ) -> None:
        self._path = path
        self._owners = owners
        self._repair = repair
        self._on_corruption = on_corruption
        self._jobs = Jobs()
        self._news: SimpleQueue[_News] = SimpleQueue()
        """Rouses the thread. An executor would cost as much as a small statement."""
        self._database: SqliteDatabase | None = None
        self._flushed = True
        """Whether the open database waits for the disk."""
        self._inode = 0
        self._closed = False
        self._thread = Thread(target=self._serve, name="sqlite", daemon=True)
        self._thread.start()

    async def open(self) -> None:
        """Open the file now, to learn at once what is wrong with it.

        Raises:
            SchemaTooNew: A newer version of this program wrote it.
            StorageUnavailable: It cannot be opened now.
        """
        await self.run(lambda _: None)

    @property
    def closed(self) -> bool:
        """Whether nothing is taken any more."""
        return self._closed

    async def close(self) -> None:
        """Finish what was begun, and close the file. A second time does nothing."""
        if self._closed:
            return
        self._closed = True
        self._news.put(_News.CLOSED)
        await asyncio.to_thread(self._thread.join)

    async def run(self, work: Callable[Concatenate[SqliteDatabase, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Do something by itself.

        Raises:
            StorageUnavailable: The file cannot be read or written now; nothing was changed.
        """
        return await self.do(lambda database: work(database, *args, **kwargs), ALONE)

    async def change(self, work: Callable[Concatenate[SqliteDatabase, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Make a change, in one transaction with others that wait. Raises what `run` raises."""
        return await self.do(lambda database: work(database, *args, **kwargs), CHANGE)

    async def do(self, work: Callable[[SqliteDatabase], T], manner: Manner) -> T:
        """Do something in this manner. Raises what `run` raises."""
        return await asyncio.wrap_future(self.submit(work, manner))

    def submit(self, work: Callable[[SqliteDatabase], T], manner: Manner = CHANGE) -> Future[T]:
        """Queue something to do, for whoever does not want to wait for it at any price. Its future can be cancelled."""
        if self._closed:
            raise RuntimeError(f"{self._path.name} is closed")
        done = self._jobs.put(work, manner)
        self._news.put(_News.JOB)
        return done

    def _serve(self) -> None:
        closed = False
        while (pause := self._jobs.pause()) is not None or not closed:
            if pause == 0.0 or closed:
                self._do_next()
                continue
            with suppress(Empty):
                closed = self._news.get(timeout=pause) is _News.CLOSED
        self._forget()

    def _do_next(self) -> None:
        """Do on the file's thread what is next, together with what may join it."""
        jobs = self._jobs.take()
        if len(jobs) < 2 or not self._done_together(jobs):  # noqa: PLR2004 - one has nothing to join
            for job in jobs:
                self._done_alone(job)
        self._jobs.did(jobs)

    def _done_alone(self, job: Job) -> None:
        try:
            result = self._do(job)
        except Exception as error:  # noqa: BLE001 - it is raised where the job is waited for
            job.done.set_exception(error)
        else:
            job.done.set_result(result)

    def _done_together(self, jobs: Sequence[Job]) -> bool:
        """Do jobs in one transaction. Returns false where that failed and nothing was done.

        Each is then done by itself, so that it fails of its own failure and not of another's.
        """
        try:
            database = self._opened(flushed=any(job.manner.flushed for job in jobs))
            with transaction(database):
                results = [job.work(database) for job in jobs]
        except Exception as error:  # noqa: BLE001 - whatever it was, it is met again by the job that causes it
            log.warning("storage_batch_split", changes=len(jobs), problem=str(error))
            return False
        for job, result in zip(jobs, results, strict=True):
            job.done.set_result(result)
        return True

    def _do(self, job: Job) -> object:
        """Do one thing; where that shows the file damaged, once more on a new one."""
        try:
            try:
                return job.work(self._opened(flushed=job.manner.flushed))
            except sqlite3.DatabaseError as error:
                if not (self._repair and corruption.is_corruption(error)):
                    raise
                self._replace(error)
            return job.work(self._opened(flushed=job.manner.flushed))
        except (sqlite3.Error, OSError) as error:
            self._forget()
            raise StorageUnavailable(f"{self._path.name}: {error}") from error

    def _opened(self, *, flushed: bool) -> SqliteDatabase:
        """Return the open database. A file that was moved or deleted under us would keep nothing: open it anew."""
        if self._database is not None and self._inode != _inode(self._path):
            log.error("storage_file_gone", path=str(self._path), what_happens="a new one is begun")
            self._forget()
        if self._database is None:
            self._database, self._flushed = open_database(self._path, self._owners), True
            self._inode = _inode(self._path)
            if self._repair:
                corruption.check(self._database)
        if flushed is not self._flushed:
            self._database.execute(_FLUSH[flushed])
            self._flushed = flushed
        return self._database

    def _replace(self, error: sqlite3.Error) -> None:
        self._forget()
        done = corruption.replace(self._path, self._owners, str(error))
        kept = {table: salvaged.kept for table, salvaged in done.tables.items()}
        lost = {table: salvaged.lost for table, salvaged in done.tables.items()}
        log.critical("storage_corrupt", problem=done.problem, quarantined=done.quarantined, kept=kept, lost=lost)
        self._on_corruption(done)

    def _forget(self) -> None:
        database, self._database = self._database, None
        if database is not None:
            try:
                database.close()
            except sqlite3.Error as error:
                log.warning("storage_not_closed", problem=str(error))


def _inode(path: Path) -> int:
    try:
        return path.stat().st_ino
    except FileNotFoundError:
        return 0
