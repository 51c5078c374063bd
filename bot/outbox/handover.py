"""Hands what a host has kept itself, while the database was away, over to the database that all hosts share."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import Protocol, TypeVar

from structlog.stdlib import get_logger

from bot.outbox import knowledge_table, transfer
from bot.outbox.transfer import Parcel
from bot.runtime.clock import Sleep
from bot.storage.connection import Database
from bot.storage.errors import StorageUnavailable, WriteUnknown

log = get_logger(__name__)

T = TypeVar("T")

LOOK_SECONDS = 3.0

_AT_ONCE = 50


class Tables(Protocol):
    """An outbox in tables, as what moves entries between two sees it."""

    async def work(self, work: Callable[[Database, float], T]) -> T:
        """Do something with the tables in one transaction. Raises `StorageUnavailable`."""
        ...


class Handover:
    """Moves entries from one outbox to another, each once, whatever crashes in between."""

    def __init__(self, source: Tables, target: Tables, *, sleep: Sleep) -> None:
        self._source = source
        self._target = target
        self._sleep = sleep

    async def run(self) -> None:
        """Hand over for ever what nobody has in hand, as soon as the target takes it."""
        while True:
            try:
                while await self.once():
                    pass
            except StorageUnavailable as error:
                log.debug("outbox_unavailable", problem=str(error))
            await self._sleep(LOOK_SECONDS)

    async def once(self) -> int:
        """Move some entries. Returns how many, 0 where there is nothing to move. Raises `StorageUnavailable`."""
        # Nothing is held for a target that is away.
        await self._target.work(lambda _database, _now: None)
        parcels = await self._source.work(lambda database, _: transfer.take(database, _AT_ONCE))
        for done, parcel in enumerate(parcels):
            try:
                await self._target.work(partial(_put, parcel))
            except StorageUnavailable as error:
                # One that may be there and must not go out twice stays held until that is known.
                held = isinstance(error, WriteUnknown) and not parcel.may_be_in_both
                await self._source.work(partial(_release, parcels[done + held :]))
                raise
            await self._source.work(partial(_drop, parcel))
        if parcels:
            await self._move_knowledge()
            log.info("alerts_handed_over", alerts=len(parcels))
        return len(parcels)

    async def _move_knowledge(self) -> None:
        for source, takes, since in await self._source.work(lambda database, _: transfer.knowledge(database)):
            await self._target.work(partial(_learn, source, takes, since))


def _put(parcel: Parcel, database: Database, _now: float) -> bool:
    return transfer.put(database, parcel)


def _drop(parcel: Parcel, database: Database, _now: float) -> None:
    transfer.drop(database, parcel)


def _release(parcels: Sequence[Parcel], database: Database, _now: float) -> None:
    transfer.release(database, parcels)


def _learn(source: int, takes_events: bool, since: float, database: Database, _now: float) -> None:  # noqa: FBT001 - bound
    knowledge_table.learn(database, source, since, takes_events=takes_events)
