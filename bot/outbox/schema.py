"""The outbox's tables, version by version. A database of an older version is brought forward, a newer one refused."""

import sqlite3
from collections.abc import Sequence

MIGRATIONS: tuple[str, ...] = (
    """
    CREATE TABLE alert (
        number        INTEGER PRIMARY KEY AUTOINCREMENT,
        key           TEXT NOT NULL UNIQUE,
        reference     TEXT NOT NULL,
        person        TEXT NOT NULL,
        request       TEXT NOT NULL,
        state         TEXT NOT NULL DEFAULT 'waiting' CHECK (state IN ('waiting', 'delivered', 'given_up')),
        accepted_at   REAL NOT NULL,
        trying_since  REAL NOT NULL,
        tries         INTEGER NOT NULL DEFAULT 0,
        tried_at      REAL NOT NULL DEFAULT 0,
        next_try_at   REAL NOT NULL DEFAULT 0,
        claimed       INTEGER NOT NULL DEFAULT 0,
        way           TEXT CHECK (way IN ('event', 'alert')),
        routing_key   TEXT,
        unknown_since REAL,
        problem       TEXT,
        outcome       TEXT,
        settled_at    REAL,
        told          INTEGER NOT NULL DEFAULT 0
    ) STRICT;
    CREATE INDEX alert_waiting ON alert (person, number) WHERE state = 'waiting';
    CREATE INDEX alert_untold ON alert (number) WHERE state <> 'waiting' AND NOT told;
    CREATE INDEX alert_reference ON alert (reference);
    """,
)
"""The script at index N leads from version N to version N + 1."""


class SchemaTooNew(Exception):
    """The database was written by a newer version of this bot."""


def migrate(connection: sqlite3.Connection, migrations: Sequence[str] = MIGRATIONS) -> None:
    """Bring a database to the newest version, each step whole or not at all.

    Raises:
        SchemaTooNew: It is newer than this program.
    """
    if _version(connection) == len(migrations):
        return
    connection.execute("BEGIN IMMEDIATE")
    try:
        # Asked again under the lock: another process may have been faster.
        version = _version(connection)
        if version > len(migrations):
            raise SchemaTooNew(
                f"the outbox has schema version {version}, and this version of il-alert-bot knows only "
                f"{len(migrations)}: install the version that wrote it, or a newer one"
            )
        for script in migrations[version:]:
            for statement in _statements(script):
                connection.execute(statement)
        connection.execute(f"PRAGMA user_version = {len(migrations)}")
        connection.execute("COMMIT")
    finally:
        if connection.in_transaction:
            connection.execute("ROLLBACK")


def _version(connection: sqlite3.Connection) -> int:
    return int(connection.execute("PRAGMA user_version").fetchone()[0])


def _statements(script: str) -> list[str]:
    """Split a script; `executescript` would commit what is open."""
    return [statement for statement in script.split(";") if statement.strip()]
