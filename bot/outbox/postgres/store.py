"""The outbox in a PostgreSQL database that several hosts share. Times are the database's, never a host's."""

from collections.abc import Callable, Sequence
from typing import TypeVar

from bot.domain.alerts import AlertRequest
from bot.outbox import notice_table
from bot.outbox.model import Notice, QueueStats
from bot.outbox.postgres import host_table
from bot.outbox.postgres.schema import OUTBOX
from bot.outbox.store import ACCEPT_SECONDS, FIRST_LEASE, AcceptanceUnknown, Accepted, Interests
from bot.outbox.table_outbox import TableOutbox
from bot.runtime.clock import Clock
from bot.storage.connection import Condition, Database, Time
from bot.storage.errors import WriteUnknown
from bot.storage.manner import CHANGE, CHANGE_BEHIND, READ_BEHIND, Manner
from bot.storage.postgres.server import OPERATION_SECONDS, PostgresServer

T = TypeVar("T")

SHARED_LEASE_SECONDS = 75.0
"""How long after a host has died its alerts wait. Longer than what a worker allows itself until it sends, a request to
ilert, and the time between two extensions."""

PROBE_SECONDS = 5.0
"""A database that takes longer for five round trips is as good as away: nobody can wait for it in a dialog."""

PATIENT_SECONDS = 45.0
"""How long what nobody waits for may take: a dozen round trips, however slow the network is."""


class PostgresOutbox(TableOutbox):
    """An `Outbox`. `clock` stands in for the database's, in tests."""

    def __init__(self, url: str, *, owner: str, clock: Clock | None = None) -> None:
        super().__init__(owner, SHARED_LEASE_SECONDS)
        self.server = PostgresServer(url, (OUTBOX,), clock=clock)
        self.now = self.server.now
        self._clock = clock

    async def accept(self, request: AlertRequest, *, within: float = ACCEPT_SECONDS, claim: bool = False) -> Accepted:
        now, lease = None if self._clock is None else self._clock(), self.lease_seconds * FIRST_LEASE if claim else None
        try:
            return await self.server.run(
                lambda database: host_table.accept(database, request, self._owner, now, lease), within=within
            )
        except WriteUnknown as error:
            raise AcceptanceUnknown(str(error)) from error

    async def recover(self) -> int:
        return await self._do(CHANGE, lambda database, now: host_table.recover(database, self._owner, now))

    async def probe(self) -> QueueStats:
        return await self.server.change(
            lambda database, now: host_table.probe(database, self._owner, now), within=PROBE_SECONDS
        )

    async def claim_notices(self, subscribers: Interests, limit: int) -> Sequence[Notice]:
        def ours_first(now: float) -> Condition:
            return host_table.first_told_by(host_table.host_of(self._owner), now)

        def work(database: Database, now: float) -> Sequence[Notice]:
            lease = self.lease_seconds
            return notice_table.claim_due(database, self._owner, subscribers, now, limit, lease, but=ours_first(now))

        if await self._do(
            READ_BEHIND, lambda database, now: notice_table.is_due(database, subscribers, now, but=ours_first(now))
        ):
            return await self._do(CHANGE_BEHIND, work)
        return []

    # Claims are flushed here too: one that the database lost would leave its fence to the next, and both would send.
    async def _do(self, manner: Manner, work: Callable[[Database, float], T]) -> T:
        if manner.reads:
            return await self.server.read(work, behind=manner.behind)
        return await self.server.change(work, within=_patience(manner), behind=manner.behind)

    async def _do_statement(self, manner: Manner, work: Callable[[Database, Time], T]) -> T:
        return await self.server.change_at_once(work, within=_patience(manner), behind=manner.behind)

    async def open(self) -> None:
        await self.server.open()

    async def close(self) -> None:
        await self.server.close()


def _patience(manner: Manner) -> float:
    """Return for how many seconds it may take: somebody may wait for what does not join others."""
    return PATIENT_SECONDS if manner.joins else OPERATION_SECONDS
