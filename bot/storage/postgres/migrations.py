"""The tables of each owner in PostgreSQL, version by version.

Hosts of this release and of the next one work side by side during an upgrade. So a migration only adds, and a host
uses a newer schema than its own, unless that says that it must not.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from bot.storage.errors import SchemaTooNew
from bot.storage.postgres.connection import PostgresDatabase
from bot.storage.transaction import transaction

# Any number, as long as nobody else takes it.
_LOCK = 7_165_001

_VERSIONS = (
    "CREATE TABLE IF NOT EXISTS schema_version "
    "(owner TEXT PRIMARY KEY, version INTEGER NOT NULL, oldest INTEGER NOT NULL)"
)


@dataclass(frozen=True, slots=True)
class Owner:
    """Somebody who has tables in the database.

    The script at index N of `migrations` leads from version N to version N + 1. `oldest` is the lowest version that a
    program must know to use the tables as they are now.
    """

    name: str
    migrations: tuple[str, ...]
    oldest: int = 1


def migrate(database: PostgresDatabase, owners: Collection[Owner]) -> None:
    """Bring a database to this program's versions, all or nothing; a newer one is left as it is.

    Raises:
        SchemaTooNew: It is newer than this program can use.
    """
    if _are_current(owners, versions(database)):
        return
    with transaction(database):
        # Held until the transaction ends. Another host may have been faster.
        database.execute("SELECT pg_advisory_xact_lock(?)", (_LOCK,))
        database.execute(_VERSIONS)
        found = versions(database)
        for owner in owners:
            version, _ = found.get(owner.name, (0, 0))
            for script in owner.migrations[version:]:
                database.execute(script)
            if version < len(owner.migrations):
                database.execute(
                    "INSERT INTO schema_version (owner, version, oldest) VALUES (?, ?, ?) ON CONFLICT (owner) "
                    "DO UPDATE SET version = excluded.version, oldest = excluded.oldest",
                    (owner.name, len(owner.migrations), owner.oldest),
                )


def versions(database: PostgresDatabase) -> Mapping[str, tuple[int, int]]:
    """Return each owner's version, and the oldest that may use it; an owner that was never here is missing."""
    if database.execute("SELECT to_regclass('schema_version')").fetchone()[0] is None:  # type: ignore[index]
        return {}
    records = database.execute("SELECT owner, version, oldest FROM schema_version")
    return {owner: (version, oldest) for owner, version, oldest in records}


def _are_current(owners: Collection[Owner], found: Mapping[str, tuple[int, int]]) -> bool:
    for owner in owners:
        version, oldest = found.get(owner.name, (0, 0))
        if oldest > len(owner.migrations):
            raise SchemaTooNew(
                f"the {owner.name} has schema version {version}, for programs that know version {oldest}, and this "
                f"version of il-alert-bot knows only {len(owner.migrations)}: install the version of the other hosts"
            )
    return all(found.get(owner.name, (0, 0))[0] >= len(owner.migrations) for owner in owners)
