"""What a host does with the tables for all hosts, one transaction each. Plain functions on an open database.

An owner is a host and its run, as in `alpha#4711`: what a host held before it was started, it may release.
"""

from bot.domain.alerts import AlertRequest
from bot.outbox import queue_table
from bot.outbox.codec import dump_request
from bot.outbox.model import Entry, QueueStats, State, UnreadableEntry
from bot.outbox.rows import load_entry
from bot.outbox.store import Accepted
from bot.storage.connection import Database

_TIME = "coalesce(?::float8, extract(epoch FROM clock_timestamp())::float8)"

_MINE = "split_part(owner, '#', 1) = ?"


def host_of(owner: str) -> str:
    """Return the host of an owner."""
    return owner.partition("#")[0]


def accept(database: Database, request: AlertRequest, owner: str, now: float | None) -> Accepted:
    """See `Inbox.accept`: in one statement, which is all that a slow network has time for. `now` is for tests."""
    record = database.execute(
        "INSERT INTO alert (key, reference, person, request, accepted_by, accepted_at, trying_since) "  # noqa: S608 - no input in it
        f"VALUES (?, ?, ?, ?, ?, {_TIME}, {_TIME}) ON CONFLICT (key) DO UPDATE SET key = excluded.key "
        "RETURNING *, xmax = 0 AS is_new",
        (request.key, request.reference, request.person.id, dump_request(request), host_of(owner), now, now),
    ).fetchone()
    entry = load_entry(record)
    if isinstance(entry, UnreadableEntry):
        return Accepted(request, entry.state, None, record["is_new"])
    return Accepted(entry.request, entry.state, entry.outcome, record["is_new"])


def recover(database: Database, owner: str, now: float) -> int:
    """See `Queue.recover`. Only what this host held before is released: the others may be alive."""
    host = host_of(owner)
    database.execute(
        "UPDATE alert SET owner = NULL, lease_until = NULL, "  # noqa: S608 - no input in it
        f"in_doubt_since = CASE WHEN in_doubt_since IS NOT NULL THEN ?::float8 END WHERE {_MINE}",
        (now, host),
    )
    for table in ("notice", "card"):
        database.execute(f"UPDATE {table} SET owner = NULL, lease_until = NULL WHERE {_MINE}", (host,))  # noqa: S608 - no input in it
    database.execute(f"DELETE FROM duty WHERE {_MINE}", (host,))  # noqa: S608 - no input in it
    _bring_back(database, now)
    database.execute("UPDATE alert SET unreadable = FALSE WHERE unreadable")
    records = database.execute("SELECT * FROM alert WHERE settled_at IS NULL ORDER BY number").fetchall()
    entries = [load_entry(record) for record in records]
    for entry in entries:
        if isinstance(entry, UnreadableEntry):
            queue_table.mark_unreadable(database, entry, now)
    return sum(isinstance(entry, Entry) and entry.state is State.WAITING for entry in entries)


def _bring_back(database: Database, now: float) -> None:
    """Bring times in the future back: the database's clock may have been set."""
    database.execute("UPDATE alert SET in_doubt_since = ? WHERE in_doubt_since > ?", (now, now))
    database.execute("UPDATE alert SET sent_at = ? WHERE sent_at > ?", (now, now))
    database.execute("UPDATE alert SET trying_since = ? WHERE state = 'waiting' AND trying_since > ?", (now, now))
    database.execute(
        "UPDATE alert SET next_try_at = ?::float8 + (next_try_at - tried_at), tried_at = ? "
        "WHERE state = 'waiting' AND tried_at > ?",
        (now, now, now),
    )


def look_anew(database: Database) -> None:
    """Take back from the unreadable what this release can read: a host of the one before may have marked it."""
    records = database.execute("SELECT * FROM alert WHERE unreadable").fetchall()
    for entry in map(load_entry, records):
        if isinstance(entry, Entry):
            database.execute("UPDATE alert SET unreadable = FALSE WHERE number = ?", (entry.number,))


def probe(database: Database, owner: str, now: float) -> QueueStats:
    """See `Queue.probe`. What is written is the host's sign of life."""
    host, _, run = owner.partition("#")
    database.execute(
        "INSERT INTO host (name, run, started_at, seen_at) VALUES (?, ?, ?, ?) ON CONFLICT (name) DO UPDATE SET "
        "seen_at = excluded.seen_at, run = excluded.run, "
        "started_at = CASE WHEN host.run = excluded.run THEN host.started_at ELSE excluded.started_at END",
        (host, run, now, now),
    )
    waiting, oldest = database.execute(
        "SELECT count(*), min(accepted_at) FROM alert WHERE state = 'waiting' AND NOT unreadable"
    ).fetchone()
    (unreadable,) = database.execute("SELECT count(*) FROM alert WHERE unreadable").fetchone()
    return QueueStats(int(waiting), None if oldest is None else float(oldest), int(unreadable))
