"""What a database says of itself, and of the hosts that share it."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.outbox.postgres import host_table
from bot.outbox.postgres.host_table import Host
from bot.storage.connection import Database

OLDEST_VERSION = 130_000
"""PostgreSQL 13, as PostgreSQL writes it."""

DURABLE = ("fsync", "full_page_writes", "synchronous_commit")
"""Settings without which what was said to be kept may be lost."""

_HOSTS_SECONDS = 86_400.0


@dataclass(frozen=True, slots=True)
class Facts:
    """All of it at one moment. `time` is in seconds since 1970, by the database's clock."""

    version: int
    time: float
    not_durable: Sequence[str]
    """Those of `DURABLE` that are off."""
    standbys: int
    synchronous: bool
    """Whether a commit waits for a standby."""
    may_make_tables: bool
    hosts: Sequence[Host]
    """Those that have shown a sign of life within a day."""


def read(database: Database, now: float) -> Facts:
    """Ask."""
    version, names, standbys, may_make = database.execute(
        "SELECT current_setting('server_version_num')::int, current_setting('synchronous_standby_names'), "
        "(SELECT count(*) FROM pg_stat_replication), has_schema_privilege(current_schema(), 'CREATE')"
    ).fetchone()
    off = [name for name in DURABLE if _setting(database, name) == "off"]
    return Facts(
        version=version,
        time=now,
        not_durable=off,
        standbys=standbys,
        synchronous=bool(names),
        may_make_tables=bool(may_make),
        hosts=host_table.hosts(database, now, _HOSTS_SECONDS),
    )


def _setting(database: Database, name: str) -> str:
    return str(database.execute("SELECT current_setting(?)", (name,)).fetchone()[0])
