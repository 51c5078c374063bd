"""Opens the outbox's database so that what it says it has written is on the disk, and only its owner can read it."""

import os
import sqlite3
from collections.abc import Sequence
from pathlib import Path

from bot.outbox import schema

NAME = "outbox.sqlite3"

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


def open_database(path: Path, migrations: Sequence[str] = schema.MIGRATIONS) -> sqlite3.Connection:
    """Open the database, or make a new one, and bring it to the newest schema.

    Raises:
        SchemaTooNew: A newer version of this program wrote it.
        sqlite3.Error: It cannot be opened.
        OSError: The same.
    """
    # SQLite gives its other files the mode of this one.
    os.close(os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600))
    path.chmod(0o600)
    database = sqlite3.connect(path, timeout=_BUSY_SECONDS, isolation_level=None)
    try:
        database.row_factory = sqlite3.Row
        for setting in _SETTINGS:
            database.execute(setting).fetchall()
        schema.migrate(database, migrations)
    except BaseException:
        database.close()
        raise
    return database
