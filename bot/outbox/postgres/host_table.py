"""What a host does with the tables for all hosts, one transaction each. Plain functions on an open database.

An owner is a host and its run, as in `alpha#4711`: what a host held before it was started, it may release.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass

from bot.domain.alerts import AlertRequest
from bot.outbox import queue_table
from bot.outbox.codec import dump_request
from bot.outbox.model import Entry, QueueStats, State, UnreadableEntry
from bot.outbox.rows import load_entry
from bot.outbox.store import Accepted
from bot.storage.connection import Condition, Database, Time

TOLD_FIRST_SECONDS = 4.0
"""For how long the host that took an alert is the only one that tells of it."""

_MINE = "split_part(owner, '#', 1) = ?"


ALIVE_SECONDS = 60.0
"""After how long without a sign of life a host is not counted among the hosts."""


PAUSE_SECONDS = 60.0
"""Longer than ilert has anybody wait."""

_PAUSES, _CLAIMS = "pauses of ", "claim of "


@dataclass(frozen=True, slots=True)
class Host:
    """A host as it shows itself. Times are seconds since 1970, `seen_ago` is in seconds."""

    name: str
    version: str
    policy_version: str
    started_at: float
    seen_ago: float
    leads: bool = False
    """Whether it reads the ilert account for all hosts, and looks for their alerts."""
    leases: int = 0
    """How many alerts it has in hand."""


def first_told_by(host: str, now: float) -> Condition:
    """Leave what is news to the host that took the alert: it may know where the dialog's answer goes."""
    taken_here = "alert IN (SELECT number FROM alert WHERE accepted_by = ?)"
    return Condition(f"(created_at <= ? OR {taken_here})", (now - TOLD_FIRST_SECONDS, host))


def host_of(owner: str) -> str:
    """Return the host of an owner."""
    return owner.partition("#")[0]


_ACCEPT = """
    INSERT INTO alert
        (key, reference, person, request, accepted_by, accepted_at, trying_since, owner, lease_until, fence)
    SELECT ?, ?, person, ?, ?, now, now, CASE WHEN ours THEN ?::text END, CASE WHEN ours THEN now + lease END, ours::int
    FROM (
        SELECT NOW AS now, person, lease, lease IS NOT NULL AND NOT EXISTS (
            SELECT 1 FROM alert WHERE alert.person = given.person AND state = 'waiting'
        ) AS ours FROM (SELECT ?::text AS person, ?::float8 AS lease) AS given
    ) AS turn
    ON CONFLICT (key) DO UPDATE SET key = excluded.key RETURNING *, xmax = 0 AS is_new
"""


def accept(database: Database, request: AlertRequest, owner: str, now: Time, lease: float | None = None) -> Accepted:
    """See `Inbox.accept`: in one statement, which is all that a slow network has time for. `now` is for tests.

    With a lease it is claimed for so many seconds. Where two hosts accept alerts of one person at the same moment, both
    would be claimed, which the table refuses: the one that is refused is to be done again.
    """
    text, person = dump_request(request), request.person.id
    values = (request.key, request.reference, text, host_of(owner), owner, now, person, lease)
    record = database.execute(_ACCEPT.replace("NOW", database.NOW), values).fetchone()
    entry, new = load_entry(record), record["is_new"]
    if isinstance(entry, UnreadableEntry):
        return Accepted(request, entry.state, None, new)
    claimed = entry if new and entry.owner is not None else None
    return Accepted(entry.request, entry.state, entry.outcome, new, claimed)


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


def probe(database: Database, owner: str, now: float) -> QueueStats:
    """See `Queue.probe`. What is written is the host's sign of life; what another release cannot read is looked at."""
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
    if unreadable:
        _look_anew(database)
    return QueueStats(int(waiting), None if oldest is None else float(oldest), int(unreadable))


def _look_anew(database: Database) -> None:
    """Take back from the unreadable what this release can read: a host of the one before may have marked it."""
    records = database.execute("SELECT * FROM alert WHERE unreadable").fetchall()
    for entry in map(load_entry, records):
        if isinstance(entry, Entry):
            database.execute("UPDATE alert SET unreadable = FALSE WHERE number = ?", (entry.number,))


def show(database: Database, name: str, version: str, policy_version: str, now: float) -> list[Host]:
    """Show a host's sign of life. Returns all hosts that have shown theirs lately, by name."""
    database.execute(
        "INSERT INTO host (name, run, version, policy_version, started_at, seen_at) VALUES (?, '', ?, ?, ?, ?) "
        "ON CONFLICT (name) DO UPDATE SET version = excluded.version, policy_version = excluded.policy_version, "
        "seen_at = excluded.seen_at",
        (name, version, policy_version, now, now),
    )
    return hosts(database, now)


def hosts(database: Database, now: float, within: float = ALIVE_SECONDS) -> list[Host]:
    """List the hosts that have shown a sign of life within so many seconds, by name."""
    records = database.execute(
        "SELECT *, "
        "EXISTS (SELECT 1 FROM duty WHERE lease_until > ? AND split_part(owner, '#', 1) = host.name) AS leads, "
        "(SELECT count(*) FROM alert WHERE state = 'waiting' AND split_part(owner, '#', 1) = host.name) AS leases "
        "FROM host WHERE seen_at > ? ORDER BY name",
        (now, now - within),
    )
    return [
        Host(
            one["name"],
            one["version"],
            one["policy_version"],
            one["started_at"],
            max(now - one["seen_at"], 0.0),
            leads=one["leads"],
            leases=one["leases"],
        )
        for one in records
    ]


def publish(database: Database, name: str, content: str, now: float) -> None:
    """Leave something for all hosts, in place of what was left under that name before."""
    database.execute(
        "INSERT INTO shared (name, content, written_at) VALUES (?, ?, ?) ON CONFLICT (name) DO UPDATE SET "
        "content = excluded.content, written_at = excluded.written_at",
        (name, content, now),
    )


def published(database: Database, name: str, since: float) -> tuple[str, float] | None:
    """Return what was left under a name after a time, and when; None where nothing was."""
    record = database.execute(
        "SELECT content, written_at FROM shared WHERE name = ? AND written_at > ?", (name, since)
    ).fetchone()
    return None if record is None else (record["content"], record["written_at"])


def claim(database: Database, name: str, host: str, now: float, seconds: float) -> bool:
    """Take something in hand that one host shall do, for so many seconds. Returns false where another one has it."""
    database.execute("DELETE FROM shared WHERE starts_with(name, ?) AND written_at <= ?", (_CLAIMS, now - seconds))
    return (
        database.execute(
            "INSERT INTO shared (name, content, written_at) VALUES (?, ?, ?) ON CONFLICT (name) DO UPDATE SET "
            "written_at = excluded.written_at WHERE shared.content = excluded.content",
            (f"{_CLAIMS}{name}", host, now),
        ).rowcount
        == 1
    )


def share_pauses(database: Database, host: str, seconds: Mapping[str, float], now: float) -> None:
    """Leave for the other hosts for how many seconds ilert has this one wait, by limit; nothing where it has not."""
    if seconds:
        until = {limit: now + wait for limit, wait in seconds.items()}
        publish(database, f"{_PAUSES}{host}", json.dumps(until), now)


def pauses(database: Database, host: str, now: float) -> Mapping[str, float]:
    """Return for how many seconds ilert has hosts other than this one wait, by limit."""
    records = database.execute(
        "SELECT content FROM shared WHERE starts_with(name, ?) AND name <> ? AND written_at > ?",
        (_PAUSES, f"{_PAUSES}{host}", now - PAUSE_SECONDS),
    )
    waits: dict[str, float] = {}
    for (content,) in records:
        for limit, until in json.loads(content).items():
            waits[limit] = max(waits.get(limit, 0.0), until - now)
    return {limit: wait for limit, wait in waits.items() if wait > 0}
