"""Opens the database so that what it says it has written is on the disk, and nobody else can read it.

Its owner can; and the group, where the directory is open to the group and to no others (0750). So a service's state
directory lets the admins in the service's group in, and a directory like any other lets nobody in.
"""

import os
import sqlite3
import stat
from collections.abc import Collection
from pathlib import Path

from bot.storage.migrations import Owner, migrate

_SETTINGS = (
    # Before any table: the file may shrink when rows are pruned.
    "PRAGMA auto_vacuum = INCREMENTAL",
    "PRAGMA journal_mode = WAL",
    "PRAGMA synchronous = FULL",
    # What is pruned is overwritten: rows hold personal data.
    "PRAGMA secure_delete = ON",
    "PRAGMA journal_size_limit = 4194304",
)
# How long to wait for another process, such as `il-alert-bot outbox drop`. An acknowledgement has 3 seconds.
_BUSY_SECONDS = 1.0

_GROUP = stat.S_IRGRP | stat.S_IXGRP


class SqliteDatabase(sqlite3.Connection):
    """A connection to a file. One transaction writes at a time, so that no row needs a lock of its own."""

    BEGIN = "BEGIN IMMEDIATE"
    NOW = "?"
    LOCK = SKIP_LOCKED = ""


def open_database(path: Path, owners: Collection[Owner]) -> SqliteDatabase:
    """Open the database, or make a new one, and bring its tables to their newest versions.

    Raises:
        SchemaTooNew: A newer version of this program wrote it.
        sqlite3.Error: It cannot be opened.
        OSError: The same.
    """
    # SQLite gives its other files the mode of this one.
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        if os.fstat(descriptor).st_uid == os.geteuid():
            os.fchmod(descriptor, _mode(path.parent))
    finally:
        os.close(descriptor)
    database = sqlite3.connect(path, timeout=_BUSY_SECONDS, isolation_level=None, factory=SqliteDatabase)
    try:
        database.row_factory = sqlite3.Row
        for setting in _SETTINGS:
            database.execute(setting).fetchall()
        migrate(database, owners)
    except BaseException:
        database.close()
        raise
    return database


def give_back(database: SqliteDatabase) -> None:
    """Give the room of what was deleted back to the disk."""
    # `execute` would give back one page only: the statement has no columns, so it is stepped once.
    database.executescript("PRAGMA incremental_vacuum")
    database.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()


def _mode(directory: Path) -> int:
    lets_in = directory.stat().st_mode & (_GROUP | stat.S_IRWXO)
    return 0o660 if lets_in == _GROUP else 0o600
