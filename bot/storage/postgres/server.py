"""A PostgreSQL database: statements on a few threads, each with a connection, and no wait without an end.

A host may lose the database at any moment, and a network can swallow what was sent. So whoever waits does so for a
limited time; then the connection is cut, and the next one who needs it makes another.
"""

import asyncio
import time
from collections import deque
from collections.abc import Callable, Collection
from concurrent.futures import ThreadPoolExecutor
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from functools import partial
from threading import Lock
from typing import TypeVar

import psycopg
from structlog.stdlib import get_logger

from bot.runtime.clock import Clock, steady_clock
from bot.storage.connection import Database, Time
from bot.storage.errors import StorageUnavailable, WriteUnknown
from bot.storage.postgres.connection import OneStatement, PostgresDatabase, parameters
from bot.storage.postgres.migrations import Owner, migrate

log = get_logger(__name__)

T = TypeVar("T")

OPERATION_SECONDS = 10.0
"""How long anything may take, where nobody says otherwise."""

_CONNECTIONS = 4
_BEHIND = 2
"""So many of them serve what nobody waits for."""

# Two hosts that wanted the same rows: one of them may try again at once.
_CONFLICTS = {"40001", "40P01", "23505"}
_MOST_TRIES = 4


@dataclass(eq=False)
class _Job:
    """Something that is being done, and how far it is, for whoever loses patience."""

    lock: Lock = field(default_factory=Lock)
    database: PostgresDatabase | None = None
    given_up: bool = False
    """Nobody waits for it any more."""
    committing: bool = False
    """Whether what it does may be on the disk though it fails."""

    def begin(self, database: PostgresDatabase) -> None:
        with self.lock:
            if self.given_up:
                raise StorageUnavailable("the database took too long")
            self.database = database

    def end(self) -> None:
        with self.lock:
            self.database = None

    def give_up(self) -> bool:
        """Break it off. Returns whether it may be done all the same."""
        with self.lock:
            self.given_up = True
            if self.database is not None:
                self.database.cut()
            return self.committing


class PostgresServer:
    """Connects when it is first needed, and again after a failure. `clock` stands in for the database's.

    Raises:
        MalformedUrl: libpq does not understand the URL.
    """

    def __init__(self, url: str, owners: Collection[Owner], *, clock: Clock | None = None) -> None:
        self._parameters = parameters(url)
        self._owners = owners
        self._clock = clock
        self._offset = steady_clock()() - time.monotonic()
        self._threads = ThreadPoolExecutor(max_workers=_CONNECTIONS, thread_name_prefix="postgres")
        self._room = asyncio.Semaphore(_CONNECTIONS - 1)
        """For all that is not urgent: what is urgent finds a connection though others take long."""
        self._room_behind = asyncio.Semaphore(_BEHIND)
        self._idle: deque[PostgresDatabase] = deque()
        self._closed = False

    def now(self) -> float:
        """Return the database's time as far as this host knows it, in seconds since 1970."""
        return self._clock() if self._clock is not None else time.monotonic() + self._offset

    async def open(self) -> None:
        """Connect now, to learn at once what is wrong.

        Raises:
            SchemaTooNew: A newer version of this program wrote it.
            StorageUnavailable: It cannot be reached now.
        """
        await self.run(lambda _: None)

    async def change(
        self, work: Callable[[Database, float], T], *, within: float = OPERATION_SECONDS, behind: bool = False
    ) -> T:
        """Do something in one transaction. It is given the database's time. When this returns, it is committed.

        What is `behind`, since nobody waits for it, leaves room for what somebody waits for.

        Raises:
            WriteUnknown: The connection broke while it was being committed.
            StorageUnavailable: Nothing was changed.
        """
        return await self._in_its_turn(partial(self._transaction, work), within, behind)

    async def change_at_once(
        self, work: Callable[[Database, Time], T], *, within: float = OPERATION_SECONDS, behind: bool = False
    ) -> T:
        """Make a change that is one statement, which is all that is sent: no transaction is begun around it.

        The time that it is given is the one that the statement finds. Raises as `change` does.
        """
        return await self._in_its_turn(partial(self._statement, work), within, behind)

    async def read(
        self, work: Callable[[Database, float], T], *, within: float = OPERATION_SECONDS, behind: bool = False
    ) -> T:
        """Read, with no transaction around it. The time is the database's as far as this host knows it.

        Raises:
            StorageUnavailable: It could not be read.
        """
        return await self._in_its_turn(partial(self._reading, work), within, behind)

    async def run(self, work: Callable[[PostgresDatabase], T], *, within: float = OPERATION_SECONDS) -> T:
        """Do a single statement for which somebody waits, before all others. Raises as `change` does."""
        return await self._wait(partial(self._single, work), within)

    async def _in_its_turn(
        self,
        work: Callable[[PostgresDatabase, _Job], T],
        within: float,
        behind: bool,  # noqa: FBT001 - bound
    ) -> T:
        began_at = time.monotonic()
        async with AsyncExitStack() as turn:
            try:
                async with asyncio.timeout(within):
                    for room in (self._room_behind, self._room) if behind else (self._room,):
                        await turn.enter_async_context(room)
            except TimeoutError:
                raise StorageUnavailable("the database is busy") from None
            return await self._wait(work, within - (time.monotonic() - began_at))

    async def close(self) -> None:
        """Finish what was begun, and close the connections. A second time does nothing."""
        if self._closed:
            return
        self._closed = True
        await asyncio.to_thread(self._threads.shutdown)
        while self._idle:
            self._idle.pop().close()

    async def _wait(self, work: Callable[[PostgresDatabase, _Job], T], within: float) -> T:
        job = _Job()
        future = self._threads.submit(self._do, work, job)
        await asyncio.wait({waiting := asyncio.wrap_future(future)}, timeout=within)
        if waiting.done():
            return waiting.result()
        if future.cancel():
            raise StorageUnavailable("the database is busy")
        waiting.add_done_callback(_log_late)
        if job.give_up():
            raise WriteUnknown("the database took too long")
        raise StorageUnavailable("the database took too long")

    def _do(self, work: Callable[[PostgresDatabase, _Job], T], job: _Job) -> T:
        tries = 1
        while True:
            try:
                return self._do_once(work, job)
            except psycopg.Error as error:
                if error.sqlstate in _CONFLICTS and tries < _MOST_TRIES:
                    tries += 1
                    continue
                problem = _problem(error)
                if job.committing and error.sqlstate is None:
                    raise WriteUnknown(problem) from error
                raise StorageUnavailable(problem) from error

    def _do_once(self, work: Callable[[PostgresDatabase, _Job], T], job: _Job) -> T:
        job.committing = False
        database = self._opened()
        sound = False
        try:
            job.begin(database)
            result = work(database, job)
            sound = True
        except psycopg.Error:
            raise
        except Exception:
            # It was refused for what stands there: nothing is wrong with the connection.
            sound = not database.in_transaction
            raise
        finally:
            job.end()
            if sound:
                self._idle.append(database)
            else:
                database.close()
        return result

    def _opened(self) -> PostgresDatabase:
        while self._idle:
            database = self._idle.pop()
            if not database.is_stale():
                return database
            database.close()
        database = PostgresDatabase(self._parameters)
        try:
            migrate(database, self._owners)
        except BaseException:
            database.close()
            raise
        return database

    def _single(self, work: Callable[[PostgresDatabase], T], database: PostgresDatabase, job: _Job) -> T:
        job.committing = True
        return work(database)

    def _statement(self, work: Callable[[Database, Time], T], database: PostgresDatabase, job: _Job) -> T:
        job.committing = True
        return work(OneStatement(database), None if self._clock is None else self._clock())

    def _reading(self, work: Callable[[Database, float], T], database: PostgresDatabase, _: _Job) -> T:
        return work(database, self.now())

    def _transaction(self, work: Callable[[Database, float], T], database: PostgresDatabase, job: _Job) -> T:
        now, at = database.begin()
        self._offset = now - at
        try:
            result = work(database, self._clock() if self._clock is not None else now)
        except psycopg.Error:
            raise
        except Exception:
            database.execute("ROLLBACK")
            raise
        job.committing = True
        database.execute("COMMIT")
        return result


def _problem(error: psycopg.Error) -> str:
    """Say in one line what the database said."""
    lines = (error.diag.message_primary or str(error)).strip().splitlines()
    return lines[0] if lines else type(error).__name__


def _log_late(late: asyncio.Future[T]) -> None:
    if not late.cancelled() and (error := late.exception()) is not None:
        log.debug("outbox_unavailable", problem=str(error))
