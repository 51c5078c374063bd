"""What workers do with the table `alert`, one transaction each. Plain functions on an open database."""

from collections.abc import Collection, Sequence

from structlog.stdlib import get_logger

from bot.domain.alerts import AlertRequest, Raised, Sent
from bot.outbox import card_table, knowledge_table, live_table, notice_table, transfer
from bot.outbox.codec import dump_outcome, dump_request, state_word
from bot.outbox.model import Entry, Event, QueueStats, RetryLater, Route, Settled, State, UnreadableEntry, event_of
from bot.outbox.rows import load_entry
from bot.outbox.store import Accepted, LeaseLost
from bot.storage.connection import Condition, Database, Record, Time, Value, marks
from bot.storage.transaction import transaction

log = get_logger(__name__)

# Of each person the entry that is in somebody's hand, else the oldest that waits: order is kept per person, and nobody
# waits for another. What this release cannot read stands in nobody's way.
_HEADS = (
    "SELECT coalesce(min(CASE WHEN owner IS NOT NULL THEN number END), min(number)) "
    "FROM alert WHERE state = 'waiting' AND NOT unreadable GROUP BY person"
)


def accept(
    database: Database, request: AlertRequest, now: float, owner: str | None = None, lease: float = 0.0
) -> Accepted:
    """See `Inbox.accept`: it is claimed for `owner`, if there is one."""
    claimed = None
    with transaction(database):
        inserted = database.execute(
            "INSERT INTO alert (key, reference, person, request, accepted_at, trying_since) "
            "VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (key) DO NOTHING",
            (request.key, request.reference, request.person.id, dump_request(request), now, now),
        )
        new = inserted.rowcount == 1
        entry = load_entry(database.execute("SELECT * FROM alert WHERE key = ?", (request.key,)).fetchone())
        if new and owner is not None and _is_first(database, entry.number, request.person.id):
            (claimed,) = _claimed(database, [entry.number], owner, now, lease)
    if isinstance(entry, UnreadableEntry):
        return Accepted(request, entry.state, None, new)
    return Accepted(entry.request, entry.state, entry.outcome, new, claimed)


def _is_first(database: Database, number: int, person: str) -> bool:
    """Tell whether no other alert of a person waits."""
    query = "SELECT 1 FROM alert WHERE person = ? AND state = 'waiting' AND number <> ?"
    return database.execute(query, (person, number)).fetchone() is None


def recover(database: Database, now: float) -> int:
    """See `Queue.recover`. Nobody but the daemon works on an SQLite file, so all claims are of one that has ended."""
    with transaction(database):
        database.execute("UPDATE alert SET owner = NULL, lease_until = NULL WHERE owner <> ?", (transfer.HOLDER,))
        database.execute("UPDATE notice SET owner = NULL, lease_until = NULL WHERE owner <> ?", (transfer.HOLDER,))
        database.execute("UPDATE alert SET in_doubt_since = ? WHERE in_doubt_since IS NOT NULL", (now,))
        database.execute("DELETE FROM duty")
        card_table.recover(database)
        database.execute("UPDATE alert SET sent_at = ? WHERE sent_at > ?", (now, now))
        database.execute("UPDATE alert SET trying_since = ? WHERE state = 'waiting' AND trying_since > ?", (now, now))
        # No wait may be longer than it was meant to be.
        database.execute(
            "UPDATE alert SET next_try_at = ? + (next_try_at - tried_at), tried_at = ? "
            "WHERE state = 'waiting' AND tried_at > ?",
            (now, now, now),
        )
        database.execute("UPDATE alert SET unreadable = FALSE WHERE unreadable")
        unsettled = database.execute("SELECT * FROM alert WHERE settled_at IS NULL ORDER BY number").fetchall()
        readable = [entry for record in unsettled if (entry := _readable(database, record, now)) is not None]
    return sum(entry.state is State.WAITING for entry in readable)


def probe(database: Database) -> QueueStats:
    """See `Queue.probe`. The schema's version is written as it is: a page on the disk, and nothing has changed."""
    (version,) = database.execute("PRAGMA user_version").fetchone()
    database.execute(f"PRAGMA user_version = {int(version)}")
    waiting, oldest = database.execute(
        "SELECT count(*), min(accepted_at) FROM alert WHERE state = 'waiting' AND NOT unreadable"
    ).fetchone()
    (unreadable,) = database.execute("SELECT count(*) FROM alert WHERE unreadable").fetchone()
    return QueueStats(int(waiting), None if oldest is None else float(oldest), int(unreadable))


def claim(
    database: Database, owner: str, now: float, limit: int, lease: float, held: Collection[str] = ()
) -> list[Entry]:
    """See `Queue.claim`."""
    if not is_due(database, owner, now, held):
        return []
    due = _due(owner, now, held)
    with transaction(database):
        numbers = database.execute(
            f"SELECT * FROM alert WHERE {due.text} ORDER BY number LIMIT ?{database.SKIP_LOCKED}",  # noqa: S608 - only marks in it
            (*due.values, limit),
        ).fetchall()
        readable = [entry.number for record in numbers if (entry := _readable(database, record, now)) is not None]
        return _claimed(database, readable, owner, now, lease) if readable else []


def is_due(database: Database, owner: str, now: float, held: Collection[str] = ()) -> bool:
    """Tell whether there is something to claim, without hindering anybody who writes."""
    due = _due(owner, now, held)
    return database.execute(f"SELECT 1 FROM alert WHERE {due.text} LIMIT 1", due.values).fetchone() is not None  # noqa: S608 - only marks in it


def _due(owner: str, now: float, held: Collection[str]) -> Condition:
    others = _not_held(owner, held)
    # The state once more: whoever waits for another's transaction looks at the row anew, and not at the heads.
    return Condition(
        f"number IN ({_HEADS}) AND state = 'waiting' AND next_try_at <= ? "
        f"AND (owner IS NULL OR (lease_until <= ? AND {others.text}))",
        (now, now, *others.values),
    )


def _claimed(database: Database, numbers: Sequence[int], owner: str, now: float, lease: float) -> list[Entry]:
    # Whoever held it until its lease expired may have sent until then.
    records = database.execute(
        "UPDATE alert SET owner = ?, lease_until = ?, fence = fence + 1, "  # noqa: S608 - only marks in it
        "in_doubt_since = CASE WHEN owner IS NOT NULL AND in_doubt_since IS NOT NULL THEN ? ELSE in_doubt_since END "
        f"WHERE number IN ({marks(numbers)}) RETURNING *",
        (owner, now + lease, now, *numbers),
    ).fetchall()
    entries = [entry for record in records if isinstance(entry := load_entry(record), Entry)]
    return sorted(entries, key=lambda entry: entry.number)


def extend(database: Database, owner: str, held: Collection[str], now: Time, lease: float) -> None:
    """See `Queue.extend`."""
    with transaction(database):
        database.execute(
            f"UPDATE alert SET lease_until = {database.NOW} + ? WHERE owner = ? AND key IN ({marks(held)}) "  # noqa: S608 - only marks in it
            "AND state = 'waiting' AND NOT unreadable",
            (now, lease, owner, *held),
        )


def release(database: Database, entry: Entry) -> None:
    """Give a claim up that nobody has taken up.

    Raises:
        LeaseLost: Another one has it.
    """
    _write(database, entry, "owner = NULL, lease_until = NULL", ())


def next_due(database: Database, owner: str, now: float, held: Collection[str] = ()) -> float | None:
    """Return when the next entry is due that may be claimed."""
    others = _not_held(owner, held)
    query = (
        "SELECT min(CASE WHEN owner IS NULL OR next_try_at > lease_until THEN next_try_at ELSE lease_until END) "  # noqa: S608 - only marks in it
        f"FROM alert WHERE number IN ({_HEADS}) AND (owner IS NULL OR {others.text})"
    )
    (due,) = database.execute(query, others.values).fetchone()
    return due if due is None else max(float(due) - now, 0.0)


def _not_held(owner: str, held: Collection[str]) -> Condition:
    """Leave out what a worker is at: it may still be so, though it could not extend its lease."""
    if not held:
        return Condition("TRUE")
    return Condition(f"(owner <> ? OR key NOT IN ({marks(held)}))", (owner, *held))


def sending(database: Database, entry: Entry, route: Route, now: Time, lease: float) -> None:
    """See `Queue.sending`."""
    _write(
        database,
        entry,
        f"way = ?, routing_key = ?, in_doubt_since = {database.NOW}, lease_until = {database.NOW} + ?",
        (route.way, route.routing_key, now, now, lease),
    )


def postpone(database: Database, entry: Entry, later: RetryLater, now: Time) -> None:
    """See `Queue.postpone`."""
    _write(
        database,
        entry,
        f"owner = NULL, lease_until = NULL, tries = tries + 1, tried_at = {database.NOW}, "
        f"next_try_at = {database.NOW} + ?, in_doubt_since = ?, problem = ?",
        (now, now, later.wait, later.in_doubt_since, later.problem),
    )


def settle(database: Database, entry: Entry, settled: Settled, now: Time) -> None:
    """See `Queue.settle`. It is one statement where ilert took the event, and its alert is still to be looked for."""
    outcome, time = settled.outcome, database.NOW
    times = f"sent_at = {time}, settled_at = NULL" if isinstance(outcome, Sent) else f"settled_at = {time}"
    with transaction(database):
        _write(
            database,
            entry,
            f"owner = NULL, lease_until = NULL, tries = tries + 1, tried_at = {time}, {times}, "
            "state = ?, outcome = ?, in_doubt_since = ?",
            (now, now, state_of(settled), dump_outcome(outcome), settled.in_doubt_since),
        )
        if isinstance(outcome, Raised) and outcome.by_event:
            knowledge_table.learn(database, entry.request.target.alert_source_id, now, takes_events=True)
        if isinstance(outcome, Raised):
            live_table.begin(database, entry.number, outcome.sighting, now)
        if (event := event_of(outcome)) is not None:
            notice_table.announce(database, entry.number, event, now)


def state_of(settled: Settled) -> State:
    """Return the state in which a result leaves an entry."""
    return State(state_word(settled.outcome))


def mark_unreadable(database: Database, entry: UnreadableEntry, now: float) -> None:
    """Leave an entry to the release that can read it, and tell the subscribers, once."""
    marked = database.execute("UPDATE alert SET unreadable = TRUE WHERE number = ? AND NOT unreadable", (entry.number,))
    if marked.rowcount:
        log.error("outbox_entry_unreadable", key=entry.key, ref=entry.reference, problem=entry.problem)
    notice_table.announce(database, entry.number, Event.UNREADABLE, now, entry.problem)


def _readable(database: Database, record: Record, now: float) -> Entry | None:
    entry = load_entry(record)
    if isinstance(entry, Entry):
        return entry
    mark_unreadable(database, entry, now)
    return None


def _write(database: Database, entry: Entry, assignments: str, values: tuple[Value, ...]) -> None:
    with transaction(database):
        written = database.execute(
            f"UPDATE alert SET {assignments} WHERE number = ? AND fence = ? AND owner IS NOT NULL",  # noqa: S608 - our columns
            (*values, entry.number, entry.fence),
        )
        if written.rowcount != 1:
            raise LeaseLost(f"{entry.key}: claim {entry.fence} is not the newest any more")
