"""The outbox in an SQLite file: every statement on one thread of its own, each change on the disk when it returns."""

import asyncio
import sqlite3
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Concatenate, ParamSpec, TypeVar

from structlog.stdlib import get_logger

from bot.alerts import AlertRequest
from bot.outbox import damage, table
from bot.outbox.database import open_database
from bot.outbox.model import Again, Damage, Route, Row, Settled, State, Stock
from bot.outbox.store import Kept, PerhapsKept, StoreUnavailable

log = get_logger(__name__)

P = ParamSpec("P")
T = TypeVar("T")

ACCEPT_SECONDS = 1.2
"""How long an acceptance may take. Slack waits 3 seconds, of which the question for the sender may take half."""


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
        self._database: sqlite3.Connection | None = None
        self._inode = 0
        self._closed = False

    async def accept(self, request: AlertRequest, now: float) -> Kept:
        """See `Store.accept`. Neither a slow disk nor a queue of other statements makes Slack wait too long."""
        job = self._thread.submit(self._do, table.accept, request, now)
        await asyncio.wait({waiting := asyncio.wrap_future(job)}, timeout=ACCEPT_SECONDS)
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
        return await self._run(table.claim, now, limit)

    async def next_due(self) -> float | None:
        """See `Store.next_due`."""
        return await self._run(table.next_due)

    async def sending(self, key: str, route: Route, now: float) -> None:
        """See `Store.sending`."""
        await self._run(table.sending, key, route, now)

    async def postpone(self, key: str, again: Again, now: float) -> None:
        """See `Store.postpone`."""
        await self._run(table.postpone, key, again, now)

    async def settle(self, key: str, settled: Settled, now: float) -> None:
        """See `Store.settle`."""
        await self._run(table.settle, key, settled, now)

    async def untold(self) -> Sequence[Row]:
        """See `Store.untold`."""
        return await self._run(table.untold)

    async def told(self, key: str) -> None:
        """See `Store.told`."""
        await self._run(table.told, key)

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
        return await asyncio.wrap_future(self._thread.submit(lambda: self._do(work, *args, **kwargs)))

    def _do(self, work: Callable[Concatenate[sqlite3.Connection, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Do one thing on the store's thread; where that shows the file damaged, once more on a new one."""
        try:
            try:
                return work(self._opened(), *args, **kwargs)
            except sqlite3.DatabaseError as error:
                if not (self._repair and damage.is_damage(error)):
                    raise
                self._replace(error)
            return work(self._opened(), *args, **kwargs)
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
                damage.check(self._database)
        return self._database

    def _replace(self, error: sqlite3.Error) -> None:
        self._forget()
        done = damage.replace(self._path, str(error), time.time())
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
