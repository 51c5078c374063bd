"""Places in the shared database where hosts leave a text for each other, and where one takes what all would do."""

from dataclasses import dataclass
from functools import partial

from bot.outbox.handover import Tables
from bot.outbox.postgres import host_table
from bot.runtime.secret_mark import secret_mark
from bot.storage.connection import Database
from bot.storage.errors import StorageUnavailable

SAID_SECONDS = 600.0
"""For how long a host says nothing that another one has said."""


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


@dataclass(frozen=True)
class FirstOfHosts:
    """Lets one host say what several would say at about the same time."""

    database: Tables
    host: str

    async def says(self, text: str) -> bool:
        """Tell whether it is this host that says it. Without the database it is: better twice than never."""
        try:
            return await self.database.work(partial(_claim, secret_mark(text), self.host))
        except StorageUnavailable:
            return True


def _claim(name: str, host: str, database: Database, now: float) -> bool:
    return host_table.claim(database, name, host, now, SAID_SECONDS)
