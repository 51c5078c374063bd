"""What is done with the table `notice`, one transaction each. Plain functions on an open database."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from bot.outbox.model import Entry, Event, LiveAlert, Notice, NoticeStatus, UnreadableEntry
from bot.outbox.rows import live_alerts, load_entry
from bot.outbox.store import Interests, LeaseLost
from bot.storage.connection import Database, Record
from bot.storage.transaction import transaction

EVERYBODY = "*"


@dataclass(frozen=True, slots=True)
class Condition:
    """Of rows: a text with marks, and what they stand for."""

    text: str
    values: tuple[str | float, ...] = ()


ALL = Condition("TRUE")

COPIED = "copied"
ABANDONED = "abandoned"


def announce(database: Database, alert: int, event: Event, now: float, detail: str = "") -> None:
    """Have everybody told of an event, once for each alert."""
    with transaction(database):
        database.execute(
            "INSERT INTO notice (alert, subscriber, event, detail, created_at) VALUES (?, ?, ?, ?, ?) "
            "ON CONFLICT DO NOTHING",
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


def claim(
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
    names = (EVERYBODY, *subscribers)
    due = (
        "done_at IS NULL AND next_try_at <= ? AND (owner IS NULL OR (lease_until <= ? AND owner <> ?)) "  # noqa: S608 - only marks in it
        f"AND event IN ({_marks(tuple(Event))}) AND subscriber IN ({_marks(names)}) "
        # Not `alert IN (...)`: SQLite would then go through all alerts that are kept, and not through the open notices.
        f"AND EXISTS (SELECT 1 FROM alert WHERE alert.number = notice.alert) AND {but.text}"
    )
    values = (now, now, owner, *Event, *names, *but.values)
    if database.execute(f"SELECT 1 FROM notice WHERE {due} LIMIT 1", values).fetchone() is None:  # noqa: S608 - only marks in it
        return []
    with transaction(database):
        _copy_to_each(database, subscribers, now)
        claimed = database.execute(
            f"WITH due AS MATERIALIZED (SELECT number FROM notice WHERE {due} "  # noqa: S608 - only marks in it
            f"ORDER BY number LIMIT ?{database.SKIP_LOCKED}) UPDATE notice SET owner = ?, lease_until = ?, "
            "fence = fence + 1 WHERE number IN (SELECT number FROM due) RETURNING number",
            (*values, limit, owner, now + lease),
        ).fetchall()
        return _notices(database, sorted(number for (number,) in claimed))


def finish(database: Database, notice: Notice, result: str, now: float) -> None:
    """See `Notices.finish_notice`."""
    _write(database, notice, "done_at = ?, result = ?, tries = tries + 1", (now, result))


def postpone(database: Database, notice: Notice, until: float, *, mistake: bool) -> None:
    """See `Notices.postpone_notice`."""
    _write(database, notice, "next_try_at = ?, tries = tries + 1, mistakes = mistakes + ?", (until, int(mistake)))


def abandon(database: Database, notice: Notice, problem: str, now: float) -> None:
    """See `Notices.abandon_notice`. That somebody cannot be told that somebody cannot be told is told to nobody."""
    with transaction(database):
        finish(database, notice, ABANDONED, now)
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
    # Where the event has happened again while another host was copying it, the copy of the last time is used anew.
    # An event of a later release is for whoever of it has the name.
    for name, events in subscribers.items():
        uninteresting = frozenset(Event).difference(events)
        for _, alert, event, detail, created_at in sorted(tuple(record) for record in originals):
            if event in uninteresting:
                continue
            database.execute(
                "INSERT INTO notice (alert, subscriber, event, detail, created_at) VALUES (?, ?, ?, ?, ?) "
                "ON CONFLICT (alert, subscriber, event) DO UPDATE SET created_at = excluded.created_at, "
                "done_at = NULL, result = '', next_try_at = 0 "
                "WHERE notice.done_at IS NOT NULL AND notice.created_at < excluded.created_at",
                (alert, name, event, detail, created_at),
            )


def _notices(database: Database, numbers: Sequence[int]) -> list[Notice]:
    """Read notices, in the order of their numbers. Several are often of one alert, which is read once."""
    if not numbers:
        return []
    query = f"SELECT * FROM notice WHERE number IN ({_marks(numbers)}) ORDER BY number"  # noqa: S608 - only marks in it
    records = database.execute(query, tuple(numbers)).fetchall()
    alerts = tuple({record["alert"] for record in records})
    live = {one.entry.number: one for one in live_alerts(database, f"alert.number IN ({_marks(alerts)})", *alerts)}
    entries = {number: one.entry if (one := live.get(number)) else _entry(database, number) for number in alerts}
    return [_notice(record, entries[record["alert"]], live.get(record["alert"])) for record in records]


def _entry(database: Database, number: int) -> Entry | UnreadableEntry:
    return load_entry(database.execute("SELECT * FROM alert WHERE number = ?", (number,)).fetchone())


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


def _write(database: Database, notice: Notice, assignments: str, values: tuple[str | float | None, ...]) -> None:
    with transaction(database):
        written = database.execute(
            f"UPDATE notice SET owner = NULL, lease_until = NULL, {assignments} "  # noqa: S608 - our columns
            "WHERE number = ? AND fence = ? AND done_at IS NULL",
            (*values, notice.number, notice.fence),
        )
        if written.rowcount != 1:
            raise LeaseLost(f"notice {notice.number}: claim {notice.fence} is not the newest any more")


def _marks(values: Collection[object]) -> str:
    return ", ".join("?" * len(values))
