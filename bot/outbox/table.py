"""What the outbox does with its table, one transaction each. Plain functions on an open database."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

from structlog.stdlib import get_logger

from bot.domain.alerts import AlertRequest, Delivered
from bot.outbox.codec import Unreadable, dump_outcome, dump_request, load_outcome, load_request
from bot.outbox.model import Again, Route, Row, Settled, State, Stock
from bot.outbox.store import Kept, NotPossible

log = get_logger(__name__)

# Of each person the oldest row that is not settled: order is kept per person, and nobody waits for another.
_HEADS = "SELECT min(number) FROM alert WHERE state = 'waiting' GROUP BY person"


@contextmanager
def transaction(database: sqlite3.Connection) -> Iterator[None]:
    """Do all or nothing. When it ends without an error, the disk has it.

    Within another transaction it is a part of that one, which must not go on after an error.
    """
    within_another = database.in_transaction
    if within_another:
        yield
        return
    database.execute("BEGIN IMMEDIATE")
    try:
        yield
        database.execute("COMMIT")
    finally:
        if database.in_transaction:
            database.execute("ROLLBACK")


def accept(database: sqlite3.Connection, request: AlertRequest, now: float) -> Kept:
    """See `Store.accept`."""
    with transaction(database):
        inserted = database.execute(
            "INSERT INTO alert (key, reference, person, request, accepted_at, trying_since) "
            "VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (key) DO NOTHING",
            (request.key, request.reference, request.person.id, dump_request(request), now, now),
        )
        new = inserted.rowcount == 1
        row = load_row(database.execute("SELECT * FROM alert WHERE key = ?", (request.key,)).fetchone())
    return Kept(row, new)


def recover(database: sqlite3.Connection, now: float) -> int:
    """See `Store.recover`."""
    with transaction(database):
        database.execute("UPDATE alert SET claimed = 0 WHERE claimed")
        database.execute("UPDATE alert SET unknown_since = ? WHERE unknown_since IS NOT NULL", (now,))
        database.execute("UPDATE alert SET trying_since = ? WHERE state = 'waiting' AND trying_since > ?", (now, now))
        # No wait may be longer than it was meant to be.
        database.execute(
            "UPDATE alert SET next_try_at = ? + (next_try_at - tried_at), tried_at = ? "
            "WHERE state = 'waiting' AND tried_at > ?",
            (now, now, now),
        )
        (number,) = database.execute("SELECT count(*) FROM alert WHERE state = 'waiting'").fetchone()
    return int(number)


def probe(database: sqlite3.Connection) -> Stock:
    """See `Store.probe`. The schema's version is written as it is: a page on the disk, and nothing has changed."""
    (version,) = database.execute("PRAGMA user_version").fetchone()
    database.execute(f"PRAGMA user_version = {int(version)}")
    waiting, oldest = database.execute(
        "SELECT count(*), min(accepted_at) FROM alert WHERE state = 'waiting'"
    ).fetchone()
    return Stock(int(waiting), None if oldest is None else float(oldest))


def claim(database: sqlite3.Connection, now: float, limit: int) -> list[Row]:
    """See `Store.claim`. What cannot be read is given up; it would be in the way for ever."""
    due = f"number IN ({_HEADS}) AND NOT claimed AND next_try_at <= ?"
    if database.execute(f"SELECT 1 FROM alert WHERE {due} LIMIT 1", (now,)).fetchone() is None:  # noqa: S608 - no input in it
        return []
    with transaction(database):
        records = database.execute(
            f"SELECT * FROM alert WHERE {due} ORDER BY number LIMIT ?",  # noqa: S608 - no input in it
            (now, limit),
        ).fetchall()
        rows = [row for record in records if (row := _readable(database, record)) is not None]
        database.executemany("UPDATE alert SET claimed = 1 WHERE number = ?", [(row.number,) for row in rows])
    return rows


def next_due(database: sqlite3.Connection) -> float | None:
    """See `Store.next_due`."""
    query = f"SELECT min(next_try_at) FROM alert WHERE number IN ({_HEADS}) AND NOT claimed"  # noqa: S608 - no input in it
    (due,) = database.execute(query).fetchone()
    return due if due is None else float(due)


def sending(database: sqlite3.Connection, key: str, route: Route, now: float) -> None:
    """See `Store.sending`."""
    with transaction(database):
        database.execute(
            "UPDATE alert SET way = ?, routing_key = ?, unknown_since = ? WHERE key = ?",
            (route.way, route.routing_key, now, key),
        )


def postpone(database: sqlite3.Connection, key: str, again: Again, now: float) -> None:
    """See `Store.postpone`."""
    with transaction(database):
        database.execute(
            "UPDATE alert SET claimed = 0, tries = tries + 1, tried_at = ?, next_try_at = ?, unknown_since = ?, "
            "problem = ? WHERE key = ?",
            (now, now + again.wait, again.unknown_since, again.problem, key),
        )


def settle(database: sqlite3.Connection, key: str, settled: Settled, now: float) -> None:
    """See `Store.settle`."""
    with transaction(database):
        database.execute(
            "UPDATE alert SET claimed = 0, tries = tries + 1, tried_at = ?, state = ?, outcome = ?, "
            "unknown_since = ?, settled_at = ?, told = 0 WHERE key = ? AND state = 'waiting'",
            (now, _state(settled), dump_outcome(settled.outcome), settled.unknown_since, now, key),
        )


def untold(database: sqlite3.Connection) -> list[Row]:
    """See `Store.untold`."""
    return _rows(database, "state <> 'waiting' AND NOT told")


def told(database: sqlite3.Connection, key: str) -> None:
    """See `Store.told`."""
    with transaction(database):
        database.execute("UPDATE alert SET told = 1 WHERE key = ?", (key,))


def find(database: sqlite3.Connection, name: str) -> Row | None:
    """See `Store.find`."""
    query = "SELECT * FROM alert WHERE key = ? OR reference = ? ORDER BY number DESC LIMIT 1"
    record = database.execute(query, (name, name.upper())).fetchone()
    return None if record is None else load_row(record)


def listed(database: sqlite3.Connection, state: State | None = None) -> list[Row]:
    """See `Store.list`."""
    return _rows(database, "?1 IS NULL OR state = ?1", state)


def retry(database: sqlite3.Connection, key: str, now: float) -> None:
    """See `Store.retry`. A fate that was unknown stays so: the next try looks before it sends."""
    with transaction(database):
        _refuse_if(database, key, ("delivered",))
        database.execute(
            "UPDATE alert SET state = 'waiting', trying_since = ?, next_try_at = 0, outcome = NULL, "
            "settled_at = NULL, told = 0 WHERE key = ?",
            (now, key),
        )


def drop(database: sqlite3.Connection, key: str, settled: Settled, now: float) -> None:
    """See `Store.drop`."""
    with transaction(database):
        _refuse_if(database, key, ("delivered", "given_up"))
        database.execute(
            "UPDATE alert SET state = ?, outcome = ?, settled_at = ?, told = 0 WHERE key = ?",
            (_state(settled), dump_outcome(settled.outcome), now, key),
        )


def prune(database: sqlite3.Connection, before: float) -> int:
    """See `Store.prune`. The file gives the room back."""
    with transaction(database):
        pruned = database.execute(
            "DELETE FROM alert WHERE state <> 'waiting' AND told AND settled_at < ?", (before,)
        ).rowcount
    if pruned:
        # `execute` would give back one page only: the statement has no columns, so it is stepped once.
        database.executescript("PRAGMA incremental_vacuum")
        database.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
    return pruned


def load_row(record: sqlite3.Row) -> Row:
    """Read a row.

    Raises:
        Unreadable: This release cannot read it.
    """
    outcome = record["outcome"]
    return Row(
        number=record["number"],
        request=load_request(record["request"]),
        state=record["state"],
        accepted_at=record["accepted_at"],
        trying_since=record["trying_since"],
        tries=record["tries"],
        next_try_at=record["next_try_at"],
        claimed=bool(record["claimed"]),
        route=Route(record["way"], record["routing_key"]) if record["way"] is not None else None,
        unknown_since=record["unknown_since"],
        problem=record["problem"],
        outcome=None if outcome is None else load_outcome(record["state"], outcome),
        settled_at=record["settled_at"],
        told=bool(record["told"]),
    )


def _refuse_if(database: sqlite3.Connection, key: str, states: tuple[State, ...]) -> None:
    state, claimed = database.execute("SELECT state, claimed FROM alert WHERE key = ?", (key,)).fetchone()
    if state in states:
        raise NotPossible(f"it is {state.replace('_', ' ')} already")
    if claimed:
        raise NotPossible("it is being sent at this moment; try again in a few seconds")


def _rows(database: sqlite3.Connection, condition: str, *values: str | None) -> list[Row]:
    query = f"SELECT * FROM alert WHERE {condition} ORDER BY number"  # noqa: S608 - conditions are written in this file
    found: list[Row] = []
    for record in database.execute(query, values):
        try:
            found.append(load_row(record))
        except Unreadable as error:
            log.error("outbox_row_unreadable", key=record["key"], problem=str(error))
    return found


def _readable(database: sqlite3.Connection, record: sqlite3.Row) -> Row | None:
    try:
        return load_row(record)
    except Unreadable as error:
        log.error("outbox_row_unreadable", key=record["key"], problem=str(error))
        database.execute("UPDATE alert SET state = 'given_up', told = 1 WHERE number = ?", (record["number"],))
        return None


def _state(settled: Settled) -> State:
    return "delivered" if isinstance(settled.outcome, Delivered) else "given_up"
