"""What the daemon keeps on disk, readable while it is dead too: its outbox, and its snapshot of the ilert account."""

import asyncio
from collections.abc import Callable, Sequence
from pathlib import Path

from bot.cli.demo.outbox_rows import read_rows
from bot.directory import snapshot_file
from bot.domain.account import Directory
from bot.outbox.opening import NAME, open_outbox, sqlite_url
from bot.sandbox.backstage import OutboxRow
from bot.storage.errors import SchemaTooNew, StorageUnavailable

# The page is to show a row that is sent and delivered within a moment.
_LOOK_SECONDS = 0.05


class StateDirectory:
    """The daemon's files as they were last read. `changed` is called whenever they are others."""

    def __init__(self, path: Path, changed: Callable[[], None], host: str = "") -> None:
        self._path = path
        self._host = host
        self._changed = changed
        self._outbox = open_outbox(sqlite_url(path))
        self._snapshot_of = 0
        self.rows: Sequence[OutboxRow] = ()
        self.directory: Directory | None = None

    async def follow(self) -> None:
        """Read the files again whenever they change, until cancelled."""
        before = None
        try:
            while True:
                if (now := _stamps(self._path)) != before:
                    await self._read()
                before = now
                await asyncio.sleep(_LOOK_SECONDS)
        finally:
            await self._outbox.close()

    async def _read(self) -> None:
        rows, snapshot_of = await self._entries(), _modified(self._path / snapshot_file.NAME)
        if (rows, snapshot_of) == (self.rows, self._snapshot_of):
            return
        if snapshot_of != self._snapshot_of:
            self.directory = snapshot_file.read(self._path)
        self.rows, self._snapshot_of = rows, snapshot_of
        self._changed()

    async def _entries(self) -> Sequence[OutboxRow]:
        """Read the rows, the newest first."""
        if not (self._path / NAME).is_file():
            return ()
        try:
            return await read_rows(self._outbox, self._host)
        except (StorageUnavailable, SchemaTooNew):
            return self.rows  # the daemon is just making it, or writes; that is another change


def _stamps(directory: Path) -> set[tuple[str, int, int]]:
    """Return what changes with every write to a file in the directory: SQLite's log grows, a snapshot is another."""
    try:
        return {(file.name, file.stat().st_mtime_ns, file.stat().st_size) for file in directory.iterdir()}
    except FileNotFoundError:
        return set()  # a file went away meanwhile; the next look sees the rest


def _modified(path: Path) -> int:
    try:
        return path.stat().st_mtime_ns
    except FileNotFoundError:
        return 0
