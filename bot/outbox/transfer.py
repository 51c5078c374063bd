"""Entries on their way from one outbox to another, each with all that belongs to it. Plain functions on open databases.

An entry is held by the transfer while it is in both, so that nobody works on it in the first. Where a crash leaves it
in both, the second has it: it is not written there again, and only then deleted from the first.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bot.storage.connection import Database, Record
from bot.storage.transaction import transaction

HOLDER = "transfer"

_NEVER = 1e12

_HELD = (("alert", "number"), ("notice", "alert"), ("card", "alert"))

_ALERT = (
    *("key", "reference", "person", "request", "state", "accepted_at", "trying_since", "tries", "tried_at"),
    *("next_try_at", "fence", "way", "routing_key", "in_doubt_since", "problem", "outcome", "settled_at"),
    *("sent_at", "paged_by"),
)
_BELONGINGS: Mapping[str, tuple[str, ...]] = {
    "notice": (
        *("subscriber", "event", "detail", "created_at", "tries", "mistakes", "next_try_at", "fence", "done_at"),
        "result",
    ),
    "live_alert": ("alert_id", "seen", "raised_at", "changed_at", "version", "ended"),
    "alert_action": ("press", "kind", "person", "about", "at", "done"),
    "card": (
        *("state", "channel", "ts", "thread_ts", "problem", "told", "escalations", "wanted", "shown"),
        *("next_try_at", "fence"),
    ),
}

# Whatever somebody has in hand stays until they are done with it.
_FREE = (
    "NOT EXISTS (SELECT 1 FROM notice WHERE notice.alert = alert.number AND notice.owner <> ?) "
    "AND NOT EXISTS (SELECT 1 FROM card WHERE card.alert = alert.number AND card.owner <> ?)"
)


@dataclass(frozen=True, slots=True)
class Parcel:
    """An entry and what belongs to it, by table: each row the values of its columns in order."""

    number: int
    alert: Sequence[Any]
    belongings: Mapping[str, Sequence[Sequence[Any]]]

    @property
    def may_be_in_both(self) -> bool:
        """Whether it does no harm if both work on it: it is an event, whose `alertKey` makes it one in ilert."""
        return bool(self.alert[_ALERT.index("way")] == "event")


def take(database: Database, limit: int) -> list[Parcel]:
    """Hold entries that nobody has in hand, the oldest first, and return them."""
    with transaction(database):
        records = database.execute(
            f"SELECT * FROM alert WHERE (owner IS NULL OR owner = ?) AND {_FREE} ORDER BY number LIMIT ?",  # noqa: S608 - our columns
            (HOLDER, HOLDER, HOLDER, limit),
        ).fetchall()
        for record in records:
            for table, column in _HELD:
                # No lease ends, and no start of the daemon releases it.
                database.execute(
                    f"UPDATE {table} SET owner = ?, lease_until = ?, fence = fence + 1 WHERE {column} = ?",  # noqa: S608 - our tables
                    (HOLDER, _NEVER, record["number"]),
                )
        return [_parcel(database, record) for record in records]


def put(database: Database, parcel: Parcel) -> bool:
    """Write a parcel, unless the key is there. Returns whether it was not."""
    with transaction(database):
        inserted = database.execute(
            f"{_insert('alert', _ALERT)} ON CONFLICT (key) DO NOTHING RETURNING number", parcel.alert
        ).fetchone()
        if inserted is None:
            return False
        for table, rows in parcel.belongings.items():
            for row in rows:
                database.execute(_insert(table, ("alert", *_BELONGINGS[table])), (inserted["number"], *row))
        return True


def drop(database: Database, parcel: Parcel) -> None:
    """Delete what was written elsewhere."""
    with transaction(database):
        for table in _BELONGINGS:
            database.execute(f"DELETE FROM {table} WHERE alert = ?", (parcel.number,))  # noqa: S608 - our tables
        database.execute("DELETE FROM alert WHERE number = ?", (parcel.number,))


def release(database: Database, parcels: Sequence[Parcel]) -> None:
    """Let go what could not be written."""
    numbers = [parcel.number for parcel in parcels]
    marks = ", ".join("?" * len(numbers))
    with transaction(database):
        for table, column in _HELD:
            database.execute(
                f"UPDATE {table} SET owner = NULL, lease_until = NULL WHERE owner = ? AND {column} IN ({marks})",  # noqa: S608 - our tables
                (HOLDER, *numbers),
            )


def release_all(database: Database) -> None:
    """Let go whatever is held: there is nowhere to write it to any more."""
    with transaction(database):
        for table, _ in _HELD:
            database.execute(f"UPDATE {table} SET owner = NULL, lease_until = NULL WHERE owner = ?", (HOLDER,))  # noqa: S608 - our tables


def knowledge(database: Database) -> list[tuple[int, bool, float]]:
    """Return what was seen of alert sources."""
    records = database.execute("SELECT source, takes_events, since FROM source_knowledge")
    return [(source, bool(takes), since) for source, takes, since in records]


def _parcel(database: Database, record: Record) -> Parcel:
    number = record["number"]
    belongings = {
        table: [
            [row[column] for column in columns]
            for row in database.execute(f"SELECT * FROM {table} WHERE alert = ?", (number,)).fetchall()  # noqa: S608 - our tables
        ]
        for table, columns in _BELONGINGS.items()
    }
    return Parcel(number, [record[column] for column in _ALERT], belongings)


def _insert(table: str, columns: Sequence[str]) -> str:
    return f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({', '.join('?' * len(columns))})"  # noqa: S608 - our columns
