"""A damaged database is set aside, and what can be read of it is kept in a new one."""

import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

from bot.outbox.codec import Unreadable
from bot.outbox.database import open_database
from bot.outbox.model import Damage
from bot.outbox.table import load_row, transaction

# How far to go on beyond the last row that could be read, where the database cannot tell how many there are.
_BLIND_STEPS = 10_000


def is_damage(error: sqlite3.Error) -> bool:
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


def replace(path: Path, problem: str, now: float) -> Damage:
    """Move a damaged database out of the way and begin a new one with what can be read of it.

    Raises:
        sqlite3.Error: The new one cannot be written either.
        OSError: The same.
    """
    aside = _move(path)
    with closing(open_database(path)) as new:
        kept, lost = _salvage(aside, new, now)
    return Damage(problem, str(aside), kept, lost)


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


def _salvage(aside: Path, new: sqlite3.Connection, now: float) -> tuple[int, int | None]:
    """Copy row by row. Of a waiting one nobody knows whether its newest state survived: its fate is unknown."""
    kept = 0
    try:
        with closing(sqlite3.connect(aside, isolation_level=None)) as old:
            old.row_factory = sqlite3.Row
            total = _total(old)
            with transaction(new):
                for record in _records(old):
                    columns = dict(record)
                    if columns["state"] == "waiting":
                        columns |= {"unknown_since": now, "claimed": 0}
                    marks = ", ".join("?" * len(columns))
                    names = ", ".join(columns)
                    new.execute(f"INSERT INTO alert ({names}) VALUES ({marks})", list(columns.values()))  # noqa: S608 - our columns
                    kept += 1
    except sqlite3.DatabaseError:
        return kept, None
    return kept, None if total is None else max(0, total - kept)


def _records(old: sqlite3.Connection) -> Iterator[sqlite3.Row]:
    """Read each row by itself, since a scan ends at the first broken page."""
    last = _one_number(old, "SELECT seq FROM sqlite_sequence WHERE name = 'alert'")
    number = 0
    end = last if last is not None else _BLIND_STEPS
    while number < end:
        number += 1
        try:
            record = old.execute("SELECT * FROM alert WHERE number = ?", (number,)).fetchone()
            if record is None:
                continue
            load_row(record)
        except (sqlite3.DatabaseError, Unreadable):
            continue
        if last is None:
            end = number + _BLIND_STEPS
        yield record


def _total(old: sqlite3.Connection) -> int | None:
    return _one_number(old, "SELECT count(*) FROM alert")


def _one_number(old: sqlite3.Connection, query: str) -> int | None:
    try:
        found = old.execute(query).fetchone()
    except sqlite3.DatabaseError:
        return None
    return None if found is None else int(found[0])
