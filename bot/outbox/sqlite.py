"""The outbox in an SQLite file. One daemon works on it; the command line may look in and set single entries right."""

import asyncio
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from structlog.stdlib import get_logger

from bot.domain.alerts import AlertRequest
from bot.outbox import queue_table
from bot.outbox.model import QueueStats
from bot.outbox.schema import OUTBOX
from bot.outbox.store import ACCEPT_SECONDS, FIRST_LEASE, LEASE_SECONDS, AcceptanceUnknown, Accepted
from bot.outbox.table_outbox import TableOutbox
from bot.runtime.clock import Clock
from bot.storage.connection import Database, Time
from bot.storage.database import give_back
from bot.storage.errors import StorageUnavailable
from bot.storage.manner import ALONE_BEHIND, Manner
from bot.storage.salvage import Corruption
from bot.storage.sqlite import SqliteFile

log = get_logger(__name__)

T = TypeVar("T")


class SqliteOutbox(TableOutbox):
    """An `Outbox`."""

    def __init__(
        self,
        path: Path,
        *,
        owner: str,
        clock: Clock,
        repair: bool,
        on_corruption: Callable[[Corruption], None] = lambda _: None,
    ) -> None:
        super().__init__(owner, LEASE_SECONDS)
        self.file = SqliteFile(path, (OUTBOX,), repair=repair, on_corruption=on_corruption)
        self.now = clock

    async def accept(self, request: AlertRequest, *, within: float = ACCEPT_SECONDS, claim: bool = False) -> Accepted:
        """Neither a slow disk nor a queue of other statements makes Slack wait too long."""
        owner, lease = self._owner if claim else None, self.lease_seconds * FIRST_LEASE
        job = self.file.submit(lambda database: queue_table.accept(database, request, self.now(), owner, lease))
        await asyncio.wait({waiting := asyncio.wrap_future(job)}, timeout=within)
        if waiting.done():
            return waiting.result()
        if job.cancel():
            raise StorageUnavailable("the outbox is busy")
        waiting.add_done_callback(self._ended_late)
        raise AcceptanceUnknown("the disk is slow")

    def _ended_late(self, late: "asyncio.Future[Accepted]") -> None:
        """Nobody has heard of it: whoever claims next shall have it."""
        if late.cancelled():
            return
        if (error := late.exception()) is not None:
            log.error("alert_not_kept", problem=str(error))
        elif (claimed := late.result().claimed) is not None and not self.file.closed:
            self.file.submit(lambda database: queue_table.release(database, claimed))

    async def recover(self) -> int:
        return await self.file.run(queue_table.recover, self.now())

    async def probe(self) -> QueueStats:
        return await self.file.run(queue_table.probe)

    async def prune(self, days: float) -> int:
        """The file gives the room back."""
        pruned = await super().prune(days)
        if pruned:
            await self.file.do(give_back, ALONE_BEHIND)
        return pruned

    async def _do(self, manner: Manner, work: Callable[[Database, float], T]) -> T:
        now = self.now()
        return await self.file.do(lambda database: work(database, now), manner)

    async def _do_statement(self, manner: Manner, work: Callable[[Database, Time], T]) -> T:
        return await self._do(manner, work)

    async def open(self) -> None:
        await self.file.open()

    async def close(self) -> None:
        await self.file.close()
