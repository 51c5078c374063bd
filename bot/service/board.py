"""A place in the shared database where hosts leave a text for each other."""

from dataclasses import dataclass
from functools import partial

from bot.outbox.handover import Tables
from bot.outbox.postgres import host_table
from bot.storage.connection import Database


@dataclass(frozen=True)
class Board:
    """One text, by its name. Both methods raise `StorageUnavailable`."""

    database: Tables
    name: str

    async def publish(self, content: str) -> None:
        """Leave a text in place of the last one."""
        await self.database.work(lambda database, now: host_table.publish(database, self.name, content, now))

    async def newer(self, since: float) -> tuple[str, float, float] | None:
        """Return the text if it was left after a time, when it was, and how many seconds ago."""
        return await self.database.work(partial(_newer, self.name, since))


def _newer(name: str, since: float, database: Database, now: float) -> tuple[str, float, float] | None:
    found = host_table.published(database, name, since)
    return None if found is None else (*found, max(now - found[1], 0.0))
