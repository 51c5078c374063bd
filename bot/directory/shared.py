"""The account as one host has read it, for all hosts: ilert's calls are limited by API key, and not by host."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Protocol

from structlog.stdlib import get_logger

from bot.directory import snapshot
from bot.directory.snapshot import SnapshotUnreadable
from bot.domain.account import Directory

log = get_logger(__name__)


class Board(Protocol):
    """Where hosts leave texts for each other. Both methods raise `StorageUnavailable`."""

    async def publish(self, content: str) -> None:
        """Leave a text in place of the last one."""
        ...

    async def newer(self, since: float) -> tuple[str, float, float] | None:
        """Return the text if it was left after a time, when it was, and how many seconds ago."""
        ...


@dataclass(eq=False)
class SharedAccount:
    """Reads and writes the account's snapshot on a board. Integration keys are no part of it."""

    board: Board
    leads: Callable[[], Awaitable[bool]]
    """Tells whether it is this host that reads ilert. Raises `StorageUnavailable`."""
    _since: float = 0.0

    async def publish(self, directory: Directory) -> None:
        """Leave the account for the other hosts. Raises `StorageUnavailable`."""
        # In a thread, as in `read_account`: with thousands of users it takes long.
        await self.board.publish((await asyncio.to_thread(snapshot.dump, directory)).decode())

    async def newest(self) -> tuple[Directory, float] | None:
        """Return what another host has read since this was last asked, and how many seconds ago.

        Raises:
            StorageUnavailable: The board cannot be read now.
        """
        found = await self.board.newer(self._since)
        if found is None:
            return None
        content, self._since, age = found
        try:
            return await asyncio.to_thread(snapshot.load, content.encode()), age
        except SnapshotUnreadable as error:
            log.warning("directory_snapshot_ignored", problem=str(error))
            return None
