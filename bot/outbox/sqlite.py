"""The outbox in an SQLite file. One daemon works on it; the command line may look in and set single entries right."""

import asyncio
from collections.abc import Callable, Collection, Sequence
from pathlib import Path

from structlog.stdlib import get_logger

from bot.domain.alerts import AlertRequest, Outcome
from bot.outbox import admin_table, knowledge_table, notice_table, queue_table, sightings_table
from bot.outbox.model import (
    Entry,
    Notice,
    NoticeStatus,
    PageNow,
    QueueStats,
    RetryLater,
    Route,
    Settled,
    SourceKnowledge,
    State,
    UnreadableEntry,
)
from bot.outbox.schema import OUTBOX
from bot.outbox.store import ACCEPT_SECONDS, LEASE_SECONDS, AcceptanceUnknown, Accepted
from bot.runtime.clock import Clock
from bot.storage.errors import StorageUnavailable
from bot.storage.salvage import Corruption
from bot.storage.sqlite import SqliteFile

log = get_logger(__name__)

_DAY_SECONDS = 86_400.0


class SqliteOutbox:
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
        self.file = SqliteFile(path, (OUTBOX,), repair=repair, on_corruption=on_corruption)
        self._owner = owner
        self.now = clock

    async def accept(self, request: AlertRequest, *, within: float = ACCEPT_SECONDS) -> Accepted:
        """Neither a slow disk nor a queue of other statements makes Slack wait too long."""
        job = self.file.submit(lambda database: queue_table.accept(database, request, self.now()))
        await asyncio.wait({waiting := asyncio.wrap_future(job)}, timeout=within)
        if waiting.done():
            return waiting.result()
        if job.cancel():
            raise StorageUnavailable("the outbox is busy")
        waiting.add_done_callback(_log_late)
        raise AcceptanceUnknown("the disk is slow")

    async def recover(self) -> int:
        return await self.file.run(queue_table.recover, self.now())

    async def probe(self) -> QueueStats:
        return await self.file.run(queue_table.probe)

    async def claim(self, limit: int, lease: float = LEASE_SECONDS) -> Sequence[Entry]:
        return await self.file.change(queue_table.claim, self._owner, self.now(), limit, lease)

    async def extend(self, lease: float = LEASE_SECONDS) -> None:
        await self.file.change(queue_table.extend, self._owner, self.now() + lease)

    async def wait_until_due(self) -> float | None:
        return await self.file.run(queue_table.next_due, self._owner, self.now())

    async def sending(self, entry: Entry, route: Route) -> None:
        await self.file.change(queue_table.sending, entry, route, self.now())

    async def postpone(self, entry: Entry, later: RetryLater) -> None:
        await self.file.change(queue_table.postpone, entry, later, self.now())

    async def settle(self, entry: Entry, settled: Settled) -> None:
        await self.file.change(queue_table.settle, entry, settled, self.now())

    async def lead(self, lease: float = LEASE_SECONDS) -> bool:
        return await self.file.change(sightings_table.lead, self._owner, self.now(), lease)

    async def followed(self, since: float) -> Sequence[Entry]:
        return await self.file.run(sightings_table.followed, since)

    async def conclude(self, entry: Entry, outcome: Outcome) -> bool:
        return await self.file.change(sightings_table.conclude, entry, outcome, self.now())

    async def stand_in(self, entry: Entry) -> bool:
        return await self.file.change(sightings_table.stand_in, entry, self.now())

    async def source(self, source_id: int) -> SourceKnowledge | None:
        return await self.file.run(knowledge_table.of, source_id)

    async def page_now(self, key: str, person_id: str) -> PageNow:
        return await self.file.run(sightings_table.page_now, key, person_id, self.now())

    async def claim_notices(
        self, subscribers: Collection[str], limit: int, lease: float = LEASE_SECONDS
    ) -> Sequence[Notice]:
        return await self.file.change(notice_table.claim, self._owner, subscribers, self.now(), limit, lease)

    async def finish_notice(self, notice: Notice, result: str) -> None:
        await self.file.change(notice_table.finish, notice, result, self.now())

    async def postpone_notice(self, notice: Notice, wait: float, *, mistake: bool = False) -> None:
        await self.file.change(notice_table.postpone, notice, self.now() + wait, mistake=mistake)

    async def abandon_notice(self, notice: Notice, problem: str) -> None:
        await self.file.change(notice_table.abandon, notice, problem, self.now())

    async def find(self, name: str) -> Entry | UnreadableEntry | None:
        return await self.file.run(admin_table.find, name)

    async def list(self, state: State | None = None) -> Sequence[Entry | UnreadableEntry]:
        return await self.file.run(admin_table.listed, state)

    async def notices(self, key: str) -> Sequence[NoticeStatus]:
        return await self.file.run(notice_table.listed, key)

    async def unnotified(self) -> Collection[str]:
        return await self.file.run(notice_table.unnotified)

    async def sources(self) -> Sequence[SourceKnowledge]:
        return await self.file.run(knowledge_table.known)

    async def retry(self, key: str) -> None:
        await self.file.run(admin_table.retry, key, self.now())

    async def drop(self, key: str, settled: Settled) -> None:
        await self.file.run(admin_table.drop, key, settled, self.now())

    async def prune(self, days: float) -> int:
        return await self.file.run(admin_table.prune, self.now() - days * _DAY_SECONDS)

    async def open(self) -> None:
        await self.file.open()

    async def close(self) -> None:
        await self.file.close()


def _log_late(late: "asyncio.Future[Accepted]") -> None:
    if not late.cancelled() and (error := late.exception()) is not None:
        log.error("alert_not_kept", problem=str(error))
