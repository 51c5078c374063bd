"""An entry as a row of the table `alert`, read as far as this release can."""

from bot.outbox.codec import Unreadable, load_outcome, load_request
from bot.outbox.model import Entry, Route, State, UnreadableEntry
from bot.storage.connection import Record

_WAYS = ("event", "alert")


def load_entry(record: Record) -> Entry | UnreadableEntry:
    """Read a row."""
    try:
        return _entry(record)
    except Unreadable as error:
        return UnreadableEntry(
            number=record["number"],
            key=record["key"],
            reference=record["reference"],
            person_id=record["person"],
            state=record["state"],
            accepted_at=record["accepted_at"],
            tries=record["tries"],
            problem=str(error),
        )


def _entry(record: Record) -> Entry:
    state = record["state"]
    if state not in set(State):
        raise Unreadable(f"state {state!r}: this release does not know it")
    outcome = record["outcome"]
    return Entry(
        number=record["number"],
        request=load_request(record["request"]),
        state=State(state),
        accepted_at=record["accepted_at"],
        trying_since=record["trying_since"],
        tries=record["tries"],
        next_try_at=record["next_try_at"],
        owner=record["owner"],
        lease_until=record["lease_until"],
        fence=record["fence"],
        route=_route(record),
        in_doubt_since=record["in_doubt_since"],
        problem=record["problem"],
        outcome=None if outcome is None else load_outcome(state, outcome),
        settled_at=record["settled_at"],
        sent_at=record["sent_at"],
        paged_by=record["paged_by"],
    )


def _route(record: Record) -> Route | None:
    way = record["way"]
    if way is None:
        return None
    if way not in _WAYS:
        # An alert that was begun in a way of a later release could not be looked for here.
        raise Unreadable(f"way {way!r}: this release does not know it")
    return Route(way, record["routing_key"])
