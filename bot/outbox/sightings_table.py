"""What the tracker does with the table `alert`, one transaction each. Plain functions on an open database.

A write names the entry's fence, and raises it: whoever comes second, be it another tracker, an admin or somebody who
pressed Page now, changes nothing.
"""

from bot.domain.alerts import Outcome, Raised
from bot.outbox import knowledge_table, live_table, notice_table
from bot.outbox.codec import dump_outcome, state_word
from bot.outbox.model import (
    AlreadyPaged,
    AlreadyRaised,
    CannotPageNow,
    Entry,
    Event,
    PagedNow,
    PageNow,
    State,
    UnreadableEntry,
    event_of,
)
from bot.outbox.rows import load_entry
from bot.storage.connection import Database, Time
from bot.storage.transaction import transaction

_DUTY = "tracker"

# A manual alert that stands in for an event is raised; the event's own alert may still come. Each half has an index.
_FOLLOWED = (
    "sent_at IS NOT NULL AND NOT unreadable AND number IN (SELECT number FROM alert WHERE state = 'sent' UNION "
    "SELECT number FROM alert WHERE sent_at > ? AND "
    "(state IN ('not_seen', 'grouped', 'given_up') OR (state = 'raised' AND way = 'alert')))"
)

_BY_ALERT = (
    "state = 'waiting', way = 'alert', routing_key = NULL, in_doubt_since = NULL, outcome = NULL, settled_at = NULL, "
    "trying_since = ?, next_try_at = 0, fence = fence + 1"
)


def lead(database: Database, owner: str, now: Time, lease: float) -> bool:
    """See `Sightings.lead`."""
    with transaction(database):
        written = database.execute(
            f"INSERT INTO duty (name, owner, lease_until) VALUES (?, ?, {database.NOW} + ?) "  # noqa: S608 - no input in it
            "ON CONFLICT (name) DO UPDATE SET owner = excluded.owner, lease_until = excluded.lease_until "
            f"WHERE duty.owner = excluded.owner OR duty.lease_until <= {database.NOW}",
            (_DUTY, owner, now, lease, now),
        )
        return written.rowcount == 1


def followed(database: Database, since: float) -> list[Entry]:
    """See `Sightings.followed`."""
    records = database.execute(f"SELECT * FROM alert WHERE {_FOLLOWED} ORDER BY number", (since,))  # noqa: S608 - no input in it
    entries = [load_entry(record) for record in records]
    return [entry for entry in entries if isinstance(entry, Entry) and not _is_complete(entry)]


def conclude(database: Database, entry: Entry, outcome: Outcome, now: float) -> bool:
    """See `Sightings.conclude`."""
    with transaction(database):
        values = (state_word(outcome), dump_outcome(outcome), now)
        if not _write(database, entry, "state = ?, outcome = ?, settled_at = ?, fence = fence + 1", values):
            return False
        if isinstance(outcome, Raised):
            knowledge_table.learn(database, entry.request.target.alert_source_id, now, takes_events=True)
            live_table.begin(database, entry.number, outcome.sighting, now)
        also = isinstance(outcome, Raised) and outcome.also is not None
        if (event := Event.RAISED_TWICE if also else event_of(outcome)) is not None:
            notice_table.announce(database, entry.number, event, now)
        return True


def stand_in(database: Database, entry: Entry, now: float) -> bool:
    """See `Sightings.stand_in`."""
    with transaction(database):
        if not _write(database, entry, _BY_ALERT, (now,)):
            return False
        if knowledge_table.learn(database, entry.request.target.alert_source_id, now, takes_events=False):
            notice_table.announce(database, entry.number, Event.NO_EVENTS, now)
        return True


def page_now(database: Database, key: str, person_id: str, now: float) -> PageNow:
    """See `Sightings.page_now`."""
    with transaction(database):
        query = "SELECT * FROM alert WHERE key = ?" + database.LOCK  # noqa: S608 - no input in it
        record = database.execute(query, (key,)).fetchone()
        entry = None if record is None else load_entry(record)
        if entry is None or isinstance(entry, UnreadableEntry):
            return CannotPageNow("" if entry is None else entry.state)
        if entry.paged_by is not None:
            return AlreadyPaged(entry.paged_by, entry.outcome)
        if isinstance(entry.outcome, Raised):
            return AlreadyRaised(entry.outcome)
        if entry.state not in (State.NOT_SEEN, State.GROUPED):
            return CannotPageNow(entry.state)
        _write(database, entry, f"{_BY_ALERT}, paged_by = ?", (now, person_id))
        return PagedNow()


def _write(database: Database, entry: Entry, assignments: str, values: tuple[str | float, ...]) -> bool:
    written = database.execute(
        f"UPDATE alert SET {assignments} WHERE number = ? AND fence = ? AND owner IS NULL",  # noqa: S608 - our columns
        (*values, entry.number, entry.fence),
    )
    return written.rowcount == 1


def _is_complete(entry: Entry) -> bool:
    """Tell whether the event's alert was seen beside the one that stands in for it."""
    return isinstance(entry.outcome, Raised) and (entry.outcome.by_event or entry.outcome.also is not None)
