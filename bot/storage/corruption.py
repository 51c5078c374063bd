"""A damaged database is quarantined, and what can be read of all tables is kept in a new one."""

import sqlite3
import time
from collections.abc import Collection, Iterator
from contextlib import closing
from pathlib import Path

from bot.storage.database import SqliteDatabase, open_database
from bot.storage.errors import SchemaTooNew
from bot.storage.migrations import Owner, migrate, run_script, versions
from bot.storage.salvage import Corruption, Salvaged
from bot.storage.transaction import transaction

# How far to go on beyond the last row that could be read, where the database cannot count them.
_BLIND_STEPS = 10_000


def is_corruption(error: sqlite3.Error) -> bool:
    """Tell whether an error means that the file itself is broken."""
    primary = getattr(error, "sqlite_errorcode", 0) & 0xFF
    return primary in (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)


def check(database: sqlite3.Connection) -> None:
    """Read the whole database once.

    Raises:
        sqlite3.DatabaseError: It is damaged.
    """
    (found,) = database.execute("PRAGMA quick_check(1)").fetchone()
    if found != "ok":
        error = sqlite3.DatabaseError(f"quick_check: {found}")
        error.sqlite_errorcode = sqlite3.SQLITE_CORRUPT
        raise error


def replace(path: Path, owners: Collection[Owner], problem: str) -> Corruption:
    """Move a damaged database out of the way and begin a new one with what can be read of it.

    Raises:
        sqlite3.Error: The new one cannot be written either.
        OSError: The same.
    """
    quarantined = _move(path)
    with closing(sqlite3.connect(quarantined, isolation_level=None)) as old:
        old.row_factory = sqlite3.Row
        # The tables are made as they were in the damaged file; only then are they brought forward.
        with closing(open_database(path, _as_in(old, owners))) as new:
            tables = _salvage(old, new)
            migrate(new, owners)
            with transaction(new):
                for owner in owners:
                    run_script(new, owner.after_salvage)
    return Corruption(problem, str(quarantined), tables)


def _move(path: Path) -> Path:
    stamp = time.strftime("%Y%m%dT%H%M%SZ", time.gmtime())
    aside = next(
        candidate
        for number in range(1, 1000)
        if not (candidate := path.with_name(f"{path.name}.damaged-{stamp}-{number}")).exists()
    )
    # The write-ahead log goes along: it holds the newest rows.
    for suffix in ("-wal", "-shm", ""):
        file = path.with_name(path.name + suffix)
        if file.exists():
            file.rename(aside.with_name(aside.name + suffix))
    return aside


def _as_in(old: sqlite3.Connection, owners: Collection[Owner]) -> Collection[Owner]:
    try:
        found = versions(old)
    except (sqlite3.DatabaseError, SchemaTooNew):
        return owners
    return [owner.until(found.get(owner.name, len(owner.migrations))) for owner in owners]


def _salvage(old: sqlite3.Connection, new: SqliteDatabase) -> dict[str, Salvaged]:
    names = new.execute(
        "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite%' AND name <> 'schema_version'"
    ).fetchall()
    with transaction(new):
        return {name: _copy(old, new, name) for (name,) in names}


def _copy(old: sqlite3.Connection, new: sqlite3.Connection, table: str) -> Salvaged:
    known = {column["name"] for column in new.execute(f"PRAGMA table_info({table})")}
    kept = 0
    for record in _records(old, table):
        columns = {name: record[name] for name in record.keys() if name in known}  # noqa: SIM118 - a row is no mapping
        marks = ", ".join("?" * len(columns))
        try:
            new.execute(f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({marks})", list(columns.values()))  # noqa: S608 - our tables
        except sqlite3.IntegrityError:
            continue  # a value that no row of ours can hold
        kept += 1
    total = _one_number(old, f"SELECT count(*) FROM {table}")  # noqa: S608 - our tables
    return Salvaged(kept, None if total is None else max(0, total - kept))


def _records(old: sqlite3.Connection, table: str) -> Iterator[sqlite3.Row]:
    """Read each row by itself, since a scan ends at the first broken page."""
    last = _one_number(old, f"SELECT max(rowid) FROM {table}")  # noqa: S608 - our tables
    number = 0
    end = last if last is not None else _BLIND_STEPS
    while number < end:
        number += 1
        try:
            record = old.execute(f"SELECT * FROM {table} WHERE rowid = ?", (number,)).fetchone()  # noqa: S608 - our tables
        except sqlite3.DatabaseError:
            continue
        if record is None:
            continue
        if last is None:
            end = number + _BLIND_STEPS
        yield record


def _one_number(old: sqlite3.Connection, query: str) -> int | None:
    try:
        (found,) = old.execute(query).fetchone()
    except sqlite3.DatabaseError:
        return None
    return None if found is None else int(found)
