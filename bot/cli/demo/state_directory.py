"""What the daemon keeps on disk, readable while it is dead too: its outbox, and its snapshot of the ilert account."""

import asyncio
from collections.abc import Callable, Sequence
from pathlib import Path

from bot.directory import snapshot_file
from bot.domain.account import Directory
from bot.domain.alerts import Delivered, NotDelivered
from bot.outbox import database
from bot.outbox.model import Row
from bot.outbox.schema import SchemaTooNew
from bot.outbox.sqlite import SqliteStore
from bot.outbox.store import StoreUnavailable
from bot.sandbox.backstage import OutboxRow

_ROWS_SHOWN = 20
_WAYS = {"event": "POST /events", "alert": "POST /alerts"}
# The page is to show a row that is sent and delivered within a moment.
_LOOK_SECONDS = 0.05


class StateDirectory:
    """The daemon's files as they were last read. `changed` is called whenever they are others."""

    def __init__(self, path: Path, changed: Callable[[], None]) -> None:
        self._path = path
        self._changed = changed
        self._store = SqliteStore(path / database.NAME, repair=False)
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
            await self._store.close()

    async def _read(self) -> None:
        rows, snapshot_of = await self._outbox(), _modified(self._path / snapshot_file.NAME)
        if (rows, snapshot_of) == (self.rows, self._snapshot_of):
            return
        if snapshot_of != self._snapshot_of:
            self.directory = snapshot_file.read(self._path)
        self.rows, self._snapshot_of = rows, snapshot_of
        self._changed()

    async def _outbox(self) -> Sequence[OutboxRow]:
        """Read the rows, the newest first."""
        if not (self._path / database.NAME).is_file():
            return ()
        try:
            rows = await self._store.list()
        except (StoreUnavailable, SchemaTooNew):
            return self.rows  # the daemon is just making it, or writes; that is another change
        return [_shown(row) for row in reversed(rows[-_ROWS_SHOWN:])]


def _shown(row: Row) -> OutboxRow:
    return OutboxRow(
        key=row.key,
        reference=row.request.reference,
        person=row.request.person.name,
        summary=row.request.summary,
        state=row.state,
        sending=row.claimed,
        accepted_at=row.accepted_at,
        tries=row.tries,
        next_try_at=row.next_try_at,
        unknown_since=row.unknown_since,
        problem=row.outcome.detail if isinstance(row.outcome, NotDelivered) else row.problem or "",
        way=_WAYS[row.route.way] if row.route else "",
        alert_id=row.outcome.alert_id if isinstance(row.outcome, Delivered) else None,
        told=row.told,
    )


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
