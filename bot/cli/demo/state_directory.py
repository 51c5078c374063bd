"""What the daemon keeps on disk, readable while it is dead too: its outbox, and its snapshot of the ilert account."""

import asyncio
from collections.abc import Callable, Sequence
from pathlib import Path

from bot.cli.outbox_listing import API_CALLS
from bot.directory import snapshot_file
from bot.domain.account import Directory
from bot.domain.alerts import NotDelivered, Raised
from bot.outbox.model import Entry, State, is_claimed
from bot.outbox.opening import NAME, open_outbox, sqlite_url
from bot.sandbox.backstage import OutboxRow
from bot.storage.errors import SchemaTooNew, StorageUnavailable

_ROWS_SHOWN = 20
# The page is to show a row that is sent and delivered within a moment.
_LOOK_SECONDS = 0.05


class StateDirectory:
    """The daemon's files as they were last read. `changed` is called whenever they are others."""

    def __init__(self, path: Path, changed: Callable[[], None]) -> None:
        self._path = path
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
            entries, unnotified = await self._outbox.list(), await self._outbox.unnotified()
        except (StorageUnavailable, SchemaTooNew):
            return self.rows  # the daemon is just making it, or writes; that is another change
        readable = [entry for entry in entries if isinstance(entry, Entry)]
        return [_shown(entry, told=entry.key not in unnotified) for entry in reversed(readable[-_ROWS_SHOWN:])]


def _shown(entry: Entry, *, told: bool) -> OutboxRow:
    return OutboxRow(
        key=entry.key,
        reference=entry.request.reference,
        person=entry.request.person.name,
        summary=entry.request.summary,
        state=entry.state.value,
        sending=is_claimed(entry),
        accepted_at=entry.accepted_at,
        tries=entry.tries,
        next_try_at=entry.next_try_at,
        unknown_since=entry.in_doubt_since,
        problem=entry.outcome.detail if isinstance(entry.outcome, NotDelivered) else entry.problem or "",
        way=API_CALLS[entry.route.way] if entry.route else "",
        alert_id=entry.outcome.sighting.alert_id if isinstance(entry.outcome, Raised) else None,
        told=told and entry.state is not State.WAITING,
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
