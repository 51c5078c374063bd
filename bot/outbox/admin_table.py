"""What admins do with the table `alert`, one transaction each. Plain functions on an open database."""

from bot.domain.alerts import DRILL
from bot.outbox import action_table, card_table, live_table, notice_table
from bot.outbox.codec import dump_outcome
from bot.outbox.model import Entry, Event, Settled, State, UnreadableEntry, is_claimed
from bot.outbox.queue_table import state_of
from bot.outbox.rows import load_entry
from bot.outbox.store import BeingSent, InvalidState
from bot.storage.connection import Database
from bot.storage.transaction import transaction

_WHY_NOT = {
    State.SENT: "ilert has taken it already, and its alert is being looked for",
    State.NOT_SEEN: "ilert has taken it already; `il-alert-bot outbox page` raises a manual alert instead",
}

_WEEK_SECONDS = 7 * 86_400.0


def find(database: Database, name: str) -> Entry | UnreadableEntry | None:
    """See `Inspector.find`."""
    query = "SELECT * FROM alert WHERE key = ? OR reference = ? ORDER BY number DESC LIMIT 1"
    record = database.execute(query, (name, name.upper())).fetchone()
    return None if record is None else load_entry(record)


def listed(database: Database, state: State | None = None) -> list[Entry | UnreadableEntry]:
    """See `Inspector.list`."""
    if state is None:
        return [load_entry(record) for record in database.execute("SELECT * FROM alert ORDER BY number")]
    records = database.execute("SELECT * FROM alert WHERE state = ? ORDER BY number", (state,))
    return [entry for record in records if isinstance(entry := load_entry(record), Entry)]


def last_drill(database: Database) -> Entry | None:
    """See `Inspector.last_drill`."""
    query = "SELECT * FROM alert WHERE person = ? AND state = ? ORDER BY number DESC LIMIT 1"
    record = database.execute(query, (DRILL, State.RAISED)).fetchone()
    entry = None if record is None else load_entry(record)
    return entry if isinstance(entry, Entry) else None


def retry(database: Database, key: str, now: float) -> None:
    """See `Inspector.retry`. What was in doubt stays so: the next try looks before it sends."""
    with transaction(database):
        entry = _readable(database, key)
        _refuse(entry, only=(State.WAITING, State.GIVEN_UP), busy=is_claimed(entry))
        database.execute(
            "UPDATE alert SET state = 'waiting', trying_since = ?, next_try_at = 0, outcome = NULL, "
            "settled_at = NULL, fence = fence + 1 WHERE number = ?",
            (now, entry.number),
        )
        notice_table.forget(database, entry.number, Event.SETTLED)


def drop(database: Database, key: str, settled: Settled, now: float) -> None:
    """See `Inspector.drop`. A worker that waits for its turn with it finds that it has lost it, and sends nothing."""
    with transaction(database):
        entry = _readable(database, key)
        may_be_sent_now = is_claimed(entry) and entry.in_doubt_since is not None
        _refuse(entry, only=(State.WAITING,), busy=may_be_sent_now)
        database.execute(
            "UPDATE alert SET state = ?, outcome = ?, settled_at = ?, owner = NULL, lease_until = NULL, "
            "fence = fence + 1 WHERE number = ?",
            (state_of(settled), dump_outcome(settled.outcome), now, entry.number),
        )
        notice_table.announce(database, entry.number, Event.SETTLED, now)


def prune(database: Database, before: float) -> int:
    """See `Inspector.prune`."""
    old = (
        "settled_at < ? AND NOT EXISTS (SELECT 1 FROM notice "
        "WHERE alert = alert.number AND done_at IS NULL AND created_at >= ?)"
    )
    with transaction(database):
        pruned = database.execute(f"DELETE FROM alert WHERE {old}", (before, before - _WEEK_SECONDS)).rowcount  # noqa: S608 - no input in it
        if pruned:
            database.execute("DELETE FROM notice WHERE alert NOT IN (SELECT number FROM alert)")
            for table in (live_table, action_table, card_table):
                table.prune(database)
    return pruned


def _readable(database: Database, key: str) -> Entry:
    query = "SELECT * FROM alert WHERE key = ?" + database.LOCK  # noqa: S608 - no input in it
    entry = load_entry(database.execute(query, (key,)).fetchone())
    if isinstance(entry, UnreadableEntry):
        raise InvalidState(f"this version of il-alert-bot cannot read it ({entry.problem}); use the one that wrote it")
    return entry


def _refuse(entry: Entry, *, only: tuple[State, ...], busy: bool) -> None:
    if entry.state not in only:
        raise InvalidState(_WHY_NOT.get(entry.state, f"it is {entry.state.replace('_', ' ')} already"))
    if busy:
        raise BeingSent("it is being sent at this moment; try again in a few seconds")
