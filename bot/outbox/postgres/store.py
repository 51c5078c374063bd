"""The outbox in a PostgreSQL database that several hosts share. Times are the database's, never a host's."""

from collections.abc import Callable, Sequence
from typing import TypeVar

from bot.domain.alerts import AlertRequest
from bot.outbox import notice_table, queue_table
from bot.outbox.model import Entry, Notice, QueueStats, Route
from bot.outbox.postgres import host_table
from bot.outbox.postgres.schema import OUTBOX
from bot.outbox.store import ACCEPT_SECONDS, AcceptanceUnknown, Accepted, Interests
from bot.outbox.table_outbox import TableOutbox
from bot.runtime.clock import Clock
from bot.storage.connection import Database
from bot.storage.errors import WriteUnknown
from bot.storage.postgres.server import PostgresServer

T = TypeVar("T")

SHARED_LEASE_SECONDS = 75.0
"""How long after a host has died its alerts wait. Longer than its worker takes between two extensions, and than a
request to ilert."""


class PostgresOutbox(TableOutbox):
    """An `Outbox`. `clock` stands in for the database's, in tests."""

    def __init__(self, url: str, *, owner: str, clock: Clock | None = None) -> None:
        super().__init__(owner)
        self.server = PostgresServer(url, (OUTBOX,), clock=clock)
        self.now = self.server.now
        self._clock = clock

    async def accept(self, request: AlertRequest, *, within: float = ACCEPT_SECONDS) -> Accepted:
        now = None if self._clock is None else self._clock()
        try:
            return await self.server.run(
                lambda database: host_table.accept(database, request, self._owner, now), within=within
            )
        except WriteUnknown as error:
            raise AcceptanceUnknown(str(error)) from error

    async def recover(self) -> int:
        return await self._change(lambda database, now: host_table.recover(database, self._owner, now))

    async def probe(self) -> QueueStats:
        return await self._change(lambda database, now: host_table.probe(database, self._owner, now))

    async def claim(self, limit: int, lease: float = SHARED_LEASE_SECONDS) -> Sequence[Entry]:
        def work(database: Database, now: float) -> Sequence[Entry]:
            host_table.look_anew(database)
            return queue_table.claim(database, self._owner, now, limit, lease)

        return await self._change(work)

    async def extend(self, lease: float = SHARED_LEASE_SECONDS) -> None:
        await super().extend(lease)

    async def sending(self, entry: Entry, route: Route, lease: float = SHARED_LEASE_SECONDS) -> None:
        await super().sending(entry, route, lease)

    async def claim_notices(
        self, subscribers: Interests, limit: int, lease: float = SHARED_LEASE_SECONDS
    ) -> Sequence[Notice]:
        def work(database: Database, now: float) -> Sequence[Notice]:
            ours_first = host_table.first_told_by(host_table.host_of(self._owner), now)
            return notice_table.claim(database, self._owner, subscribers, now, limit, lease, but=ours_first)

        return await self._change(work)

    async def open(self) -> None:
        await self.server.open()

    async def close(self) -> None:
        await self.server.close()

    async def _run(self, work: Callable[[Database, float], T]) -> T:
        return await self.server.change(work)

    async def _change(self, work: Callable[[Database, float], T]) -> T:
        return await self.server.change(work)
