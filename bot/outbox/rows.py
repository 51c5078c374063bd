"""Rows of the tables `alert`, `live_alert` and `alert_action`, read as far as this release can."""

from collections import defaultdict

from structlog.stdlib import get_logger

from bot.outbox.actions import ActionKind, AlertAction
from bot.outbox.codec import Unreadable, load_outcome, load_request, load_sighting
from bot.outbox.model import Ended, Entry, LiveAlert, Route, State, UnreadableEntry
from bot.storage.connection import Database, Record, Value

log = get_logger(__name__)

_LIVE = (
    "alert.*, live_alert.alert_id, live_alert.seen, live_alert.raised_at, live_alert.changed_at, live_alert.version, "
    "live_alert.ended, EXISTS (SELECT 1 FROM alert_action WHERE alert_action.alert = live_alert.alert) AS acted"
)
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


def live_alerts(database: Database, condition: str, *values: Value) -> list[LiveAlert]:
    """Read the alerts that were seen in ilert and fit a condition, the oldest first, each with what people did with it.

    What this release cannot read is left out, with a line in the log.
    """
    joined = f"FROM live_alert JOIN alert ON alert.number = live_alert.alert WHERE {condition}"
    records = database.execute(f"SELECT {_LIVE} {joined} ORDER BY alert.number", values).fetchall()
    actions: defaultdict[int, list[AlertAction]] = defaultdict(list)
    if any(record["acted"] for record in records):
        done = database.execute(
            f"SELECT * FROM alert_action WHERE alert IN (SELECT alert.number {joined}) ORDER BY number",  # noqa: S608 - our columns
            values,
        )
        for one in done.fetchall():
            actions[one["alert"]].append(_action(one))
    found = (_live(record, tuple(actions[record["number"]])) for record in records)
    return [alert for alert in found if alert is not None]


def _live(record: Record, actions: tuple[AlertAction, ...]) -> LiveAlert | None:
    entry = load_entry(record)
    if not isinstance(entry, Entry):
        return None
    try:
        seen = load_sighting(record["seen"])
    except Unreadable as error:
        log.error("live_alert_unreadable", key=entry.key, problem=str(error))
        return None
    return LiveAlert(
        entry=entry,
        alert_id=record["alert_id"],
        seen=seen,
        raised_at=record["raised_at"],
        changed_at=record["changed_at"],
        version=record["version"],
        ended=Ended(record["ended"]),
        actions=actions,
    )


def _action(record: Record) -> AlertAction:
    return AlertAction(
        press=record["press"],
        kind=ActionKind(record["kind"]),
        person_id=record["person"],
        about=record["about"],
        at=record["at"],
        done=bool(record["done"]),
    )


def _entry(record: Record) -> Entry:
    try:
        state = State(record["state"])
    except ValueError:
        raise Unreadable(f"state {record['state']!r}: this release does not know it") from None
    outcome = record["outcome"]
    return Entry(
        number=record["number"],
        request=load_request(record["request"]),
        state=state,
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
