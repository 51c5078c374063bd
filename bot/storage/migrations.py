"""The tables of each owner, version by version. A database of an older version is brought forward, a newer one refused.

Each owner of tables has a version of its own, in the table `schema_version`. A database that was made before there were
several owners has the version of the outbox in SQLite's `user_version`, and no such table. `user_version` now is that
of this arrangement, so that a program of that time refuses the database.
"""

import sqlite3
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from bot.storage.errors import SchemaTooNew

LAYOUT = 2
"""Layout 1 had one owner."""

_FIRST_OWNER = "outbox"


@dataclass(frozen=True, slots=True)
class Owner:
    """Somebody who has tables in the database.

    The script at index N of `migrations` leads from version N to version N + 1. `after_salvage`, if any, is a script
    that runs when the tables were copied from a damaged file: their newest changes may be missing.
    """

    name: str
    migrations: tuple[str, ...]
    after_salvage: str = ""

    def until(self, version: int) -> "Owner":
        """Return the owner as it was at an earlier version."""
        return Owner(self.name, self.migrations[:version], self.after_salvage)


def migrate(connection: sqlite3.Connection, owners: Collection[Owner]) -> None:
    """Bring a database to the newest versions, all or nothing.

    Raises:
        SchemaTooNew: It is newer than this program.
    """
    if all(versions(connection).get(owner.name) == len(owner.migrations) for owner in owners):
        return
    connection.execute("BEGIN IMMEDIATE")
    try:
        # Asked again under the lock: another process may have been faster.
        found = versions(connection)
        connection.execute(
            "CREATE TABLE IF NOT EXISTS schema_version (owner TEXT PRIMARY KEY, version INTEGER NOT NULL)"
        )
        for owner in owners:
            _bring_forward(connection, owner, found.get(owner.name, 0))
        connection.execute(f"PRAGMA user_version = {LAYOUT}")
        connection.execute("COMMIT")
    finally:
        if connection.in_transaction:
            connection.execute("ROLLBACK")


def versions(connection: sqlite3.Connection) -> Mapping[str, int]:
    """Return each owner's version; an owner that was never here is missing.

    Raises:
        SchemaTooNew: Its arrangement is newer than this program.
    """
    (layout,) = connection.execute("PRAGMA user_version").fetchone()
    if layout > LAYOUT:
        raise SchemaTooNew(_refusal("the database has layout", layout, LAYOUT))
    if layout < LAYOUT:
        return {_FIRST_OWNER: layout} if layout else {}
    return dict(connection.execute("SELECT owner, version FROM schema_version").fetchall())


def run_script(connection: sqlite3.Connection, script: str) -> None:
    """Execute statements within the transaction that is open; `executescript` would commit it."""
    for statement in script.split(";"):
        if statement.strip():
            connection.execute(statement)


def _bring_forward(connection: sqlite3.Connection, owner: Owner, version: int) -> None:
    if version > len(owner.migrations):
        raise SchemaTooNew(_refusal(f"the {owner.name} has schema version", version, len(owner.migrations)))
    for script in owner.migrations[version:]:
        run_script(connection, script)
    connection.execute("INSERT OR REPLACE INTO schema_version VALUES (?, ?)", (owner.name, len(owner.migrations)))


def _refusal(what: str, version: int, newest: int) -> str:
    return (
        f"{what} {version}, and this version of il-alert-bot knows only {newest}: "
        "install the version that wrote it, or a newer one"
    )
