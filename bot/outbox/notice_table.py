"""What is done with the table `notice`, one transaction each. Plain functions on an open database."""

from collections.abc import Sequence

from bot.outbox.model import Entry, Event, LiveAlert, Notice, NoticeStatus, UnreadableEntry
from bot.outbox.rows import live_alerts, load_entry
from bot.outbox.store import Interests, LeaseLost
from bot.storage.connection import Condition, Database, Record, Time, Value, marks
from bot.storage.transaction import transaction

EVERYBODY = "*"


ALL = Condition("TRUE")

_ROWS_AT_ONCE = 500
"""A statement has room for some thousand values."""

COPIED = "copied"
ABANDONED = "abandoned"


def announce(database: Database, alert: int, event: Event, now: Time, detail: str = "") -> None:
    """Have everybody told of an event, once for each alert."""
    with transaction(database):
        database.execute(
            "INSERT INTO notice (alert, subscriber, event, detail, created_at) "  # noqa: S608 - no input in it
            f"VALUES (?, ?, ?, ?, {database.NOW}) ON CONFLICT DO NOTHING",
            (alert, EVERYBODY, event, detail, now),
        )


def announce_again(database: Database, alert: int, event: Event, now: float) -> None:
    """Have everybody told of an event that may happen more than once; who was not told of the last one is told once.

    A notice that somebody has in hand is lost to them, since what they tell is not the newest any more.
    """
    with transaction(database):
        forget(database, alert, event)
        announce(database, alert, event, now)


def forget(database: Database, alert: int, event: Event) -> None:
    """Forget that an event has happened: it may happen again."""
    database.execute("DELETE FROM notice WHERE alert = ? AND event = ?", (alert, event))


def claim(database: Database, owner: str, subscribers: Interests, now: float, limit: int, lease: float) -> list[Notice]:
    """See `Notices.claim_notices`."""
    if not is_due(database, subscribers, now):
        return []
    return claim_due(database, owner, subscribers, now, limit, lease)


def is_due(database: Database, subscribers: Interests, now: float, *, but: Condition = ALL) -> bool:
    """Tell whether there is something to claim, without hindering anybody who writes."""
    due = _due(subscribers, now, but)
    return database.execute(f"SELECT 1 FROM notice WHERE {due.text} LIMIT 1", due.values).fetchone() is not None  # noqa: S608 - only marks in it


def claim_due(
    database: Database,
    owner: str,
    subscribers: Interests,
    now: float,
    limit: int,
    lease: float,
    *,
    but: Condition = ALL,
) -> list[Notice]:
    """See `Notices.claim_notices`. `but` keeps some for others."""
    due = _due(subscribers, now, but)
    with transaction(database):
        _copy_to_each(database, subscribers, now)
        # What is announced after the copying is copied next time, and is for nobody until then.
        # `+number`, since SQLite would go through all notices in their order rather than sort the few that are open.
        claimed = database.execute(
            f"WITH due AS MATERIALIZED (SELECT number FROM notice WHERE {due.text} AND subscriber <> ? "  # noqa: S608 - only marks in it
            f"ORDER BY +number LIMIT ?{database.SKIP_LOCKED}) UPDATE notice SET owner = ?, lease_until = ?, "
            "fence = fence + 1 WHERE number IN (SELECT number FROM due) RETURNING *",
            (*due.values, EVERYBODY, limit, owner, now + lease),
        ).fetchall()
        return _notices(database, sorted(claimed, key=lambda record: int(record["number"])))


def _due(subscribers: Interests, now: float, but: Condition) -> Condition:
    names = (EVERYBODY, *subscribers)
    return Condition(
        "done_at IS NULL AND next_try_at <= ? AND (owner IS NULL OR lease_until <= ?) "  # noqa: S608 - only marks in it
        f"AND event IN ({marks(tuple(Event))}) AND subscriber IN ({marks(names)}) "
        # Not `alert IN (...)`: SQLite would then go through all alerts that are kept, and not through the open notices.
        f"AND EXISTS (SELECT 1 FROM alert WHERE alert.number = notice.alert) AND {but.text}",
        (now, now, *Event, *names, *but.values),
    )


def finish(database: Database, notices: Sequence[Notice], result: str, now: Time) -> set[int]:
    """See `Notices.finish_notice`. Returns the numbers of those whose claim is not the newest any more."""
    claims = [value for notice in notices for value in (notice.number, notice.fence)]
    with transaction(database):
        finished = database.execute(
            f"UPDATE notice SET owner = NULL, lease_until = NULL, done_at = {database.NOW}, result = ?, "  # noqa: S608 - only marks in it
            f"tries = tries + 1 WHERE (number, fence) IN (VALUES {', '.join(['(?, ?)'] * len(notices))}) "
            "AND done_at IS NULL RETURNING number",
            (now, result, *claims),
        ).fetchall()
    return {notice.number for notice in notices}.difference(number for (number,) in finished)


def postpone(database: Database, notice: Notice, wait: float, now: Time, *, mistake: bool) -> None:
    """See `Notices.postpone_notice`."""
    assignments = f"next_try_at = {database.NOW} + ?, tries = tries + 1, mistakes = mistakes + ?"
    _write(database, notice, assignments, (now, wait, int(mistake)))


def abandon(database: Database, notice: Notice, problem: str, now: float) -> None:
    """See `Notices.abandon_notice`. That somebody cannot be told that somebody cannot be told is told to nobody."""
    with transaction(database):
        finished = f"done_at = {database.NOW}, result = ?, tries = tries + 1"
        _write(database, notice, finished, (now, ABANDONED))
        if notice.event is not Event.NOT_NOTIFIED:
            announce(database, notice.entry.number, Event.NOT_NOTIFIED, now, f"{notice.subscriber}: {problem}")


def listed(database: Database, key: str) -> list[NoticeStatus]:
    """See `Inspector.notices`. Where nobody has asked for their notices yet, the one to everybody is listed."""
    records = database.execute(
        "SELECT notice.* FROM notice JOIN alert ON alert.number = notice.alert "
        "WHERE key = ? AND result <> ? ORDER BY notice.number",
        (key, COPIED),
    )
    return [NoticeStatus(one["subscriber"], one["event"], one["tries"], one["result"]) for one in records]


def unnotified(database: Database) -> set[str]:
    """See `Inspector.unnotified`."""
    records = database.execute("SELECT key FROM alert WHERE number IN (SELECT alert FROM notice WHERE done_at IS NULL)")
    return {key for (key,) in records}


def _copy_to_each(database: Database, subscribers: Interests, now: float) -> None:
    originals = database.execute(
        "UPDATE notice SET done_at = ?, result = ? WHERE subscriber = ? AND done_at IS NULL "
        "RETURNING number, alert, event, detail, created_at",
        (now, COPIED, EVERYBODY),
    ).fetchall()
    # An event of a later release is for whoever of it has the name.
    copies = [
        (alert, name, event, detail, created_at)
        for name, events in subscribers.items()
        for _, alert, event, detail, created_at in sorted(tuple(record) for record in originals)
        if event not in frozenset(Event).difference(events)
    ]
    for first in range(0, len(copies), _ROWS_AT_ONCE):
        rows = copies[first : first + _ROWS_AT_ONCE]
        # Where the event has happened again while another host was copying it, the copy of the last time is used anew.
        database.execute(
            "INSERT INTO notice (alert, subscriber, event, detail, created_at) "  # noqa: S608 - only marks in it
            f"VALUES {', '.join(['(?, ?, ?, ?, ?)'] * len(rows))} "
            "ON CONFLICT (alert, subscriber, event) DO UPDATE SET created_at = excluded.created_at, "
            "done_at = NULL, result = '', next_try_at = 0 "
            "WHERE notice.done_at IS NOT NULL AND notice.created_at < excluded.created_at",
            [value for row in rows for value in row],
        )


def _notices(database: Database, records: Sequence[Record]) -> list[Notice]:
    """Read what belongs to notices. Several are often of one alert, which is read once."""
    if not records:
        return []
    alerts = tuple({record["alert"] for record in records})
    live = {one.entry.number: one for one in live_alerts(database, f"alert.number IN ({marks(alerts)})", *alerts)}
    entries = _entries(database, [number for number in alerts if number not in live])
    entries |= {number: one.entry for number, one in live.items()}
    return [_notice(one, entries[one["alert"]], live.get(one["alert"])) for one in records if one["alert"] in entries]


def _entries(database: Database, numbers: Sequence[int]) -> dict[int, Entry | UnreadableEntry]:
    if not numbers:
        return {}
    rows = database.execute(f"SELECT * FROM alert WHERE number IN ({marks(numbers)})", numbers)  # noqa: S608 - only marks in it
    return {row["number"]: load_entry(row) for row in rows.fetchall()}


def _notice(record: Record, entry: Entry | UnreadableEntry, live: LiveAlert | None) -> Notice:
    return Notice(
        number=record["number"],
        entry=entry,
        subscriber=record["subscriber"],
        event=Event(record["event"]),
        detail=record["detail"],
        created_at=record["created_at"],
        tries=record["tries"],
        mistakes=record["mistakes"],
        fence=record["fence"],
        live=live,
    )


def _write(database: Database, notice: Notice, assignments: str, values: tuple[Value, ...]) -> None:
    with transaction(database):
        written = database.execute(
            f"UPDATE notice SET owner = NULL, lease_until = NULL, {assignments} "  # noqa: S608 - our columns
            "WHERE number = ? AND fence = ? AND done_at IS NULL",
            (*values, notice.number, notice.fence),
        )
        if written.rowcount != 1:
            raise LeaseLost(f"notice {notice.number}: claim {notice.fence} is not the newest any more")
