"""What is done with the table `live_alert`, one transaction each. Plain functions on an open database."""

from bot.domain.alerts import Sighting
from bot.outbox import notice_table
from bot.outbox.codec import dump_sighting
from bot.outbox.model import Ended, Entry, Event, LiveAlert, Reported
from bot.outbox.news import news
from bot.outbox.rows import live_alerts, load_entry
from bot.storage.connection import Database, Time, marks
from bot.storage.transaction import transaction

PART = 20
"""How many alerts are read at once: somebody may come meanwhile."""

_REPEATED = (Event.CHANGED, Event.ESCALATED)
"""What is told whenever it happens. That an alert was accepted or resolved is told once."""


def begin(database: Database, number: int, sighting: Sighting, now: Time) -> None:
    """Follow an alert from its first sighting on. One that is followed already stays as it is."""
    ended = Ended.RESOLVED if sighting.status == "RESOLVED" else Ended.NO
    database.execute(
        "INSERT INTO live_alert (alert, alert_id, seen, raised_at, changed_at, ended) "  # noqa: S608 - no input in it
        f"VALUES (?, ?, ?, {database.NOW}, {database.NOW}, ?) "
        "ON CONFLICT (alert) DO NOTHING",
        (number, sighting.alert_id, dump_sighting(sighting), now, now, ended),
    )


def live(database: Database, after: int) -> tuple[list[LiveAlert], int | None]:
    """See `LiveAlerts.live`: a part, of those beyond a number. Returns also beyond which the next one begins."""
    # `+alert`, since SQLite would go through all alerts beyond that number, and not through those that are followed.
    query = "SELECT alert FROM live_alert WHERE ended = '' AND +alert > ? ORDER BY alert LIMIT ?"
    numbers = [number for (number,) in database.execute(query, (after, PART)).fetchall()]
    if not numbers:
        return [], None
    found = live_alerts(database, f"live_alert.ended = '' AND alert.number IN ({marks(numbers)})", *numbers)
    return found, numbers[-1] if len(numbers) == PART else None


def listed(database: Database) -> list[LiveAlert]:
    """See `LiveAlerts.seen`."""
    return live_alerts(database, "1 = 1")


def reported_by(database: Database, person_id: str, limit: int) -> list[Reported]:
    """See `LiveAlerts.reported_by`."""
    query = "SELECT * FROM alert WHERE person = ? ORDER BY number DESC LIMIT ?"
    entries = [load_entry(record) for record in database.execute(query, (person_id, limit)).fetchall()]
    newest = min((entry.number for entry in entries), default=0)
    seen = live_alerts(database, "alert.person = ? AND alert.number >= ?", person_id, newest)
    by_number = {one.entry.number: one for one in seen}
    return [Reported(entry, by_number.get(entry.number)) for entry in entries if isinstance(entry, Entry)]


def find(database: Database, key: str) -> LiveAlert | None:
    """See `LiveAlerts.live_alert`."""
    return next(iter(live_alerts(database, "alert.key = ?", key)), None)


def saw(database: Database, alert: LiveAlert, seen: Sighting, now: float) -> bool:
    """See `LiveAlerts.saw`."""
    told = news(alert.seen, seen)
    ended = Ended.RESOLVED if seen.status == "RESOLVED" else alert.ended
    if not told and ended is alert.ended:
        return True
    with transaction(database):
        if not _write(database, alert, "seen = ?, ended = ?", (dump_sighting(seen), ended), now):
            return False
        for event in told:
            tell = notice_table.announce_again if event in _REPEATED else notice_table.announce
            tell(database, alert.entry.number, event, now)
        return True


def stop(database: Database, alert: LiveAlert, why: Ended, now: float) -> bool:
    """See `LiveAlerts.stop_following`."""
    with transaction(database):
        if not _write(database, alert, "ended = ?", (why,), now):
            return False
        notice_table.announce_again(database, alert.entry.number, Event.CHANGED, now)
        return True


def unanswered(database: Database, number: int, now: Time) -> None:
    """See `LiveAlerts.unanswered`."""
    notice_table.announce(database, number, Event.UNANSWERED, now)


def prune(database: Database) -> None:
    """Forget what belongs to no entry any more."""
    database.execute("DELETE FROM live_alert WHERE alert NOT IN (SELECT number FROM alert)")


def _write(database: Database, alert: LiveAlert, assignments: str, values: tuple[str, ...], now: float) -> bool:
    written = database.execute(
        f"UPDATE live_alert SET {assignments}, changed_at = ?, version = version + 1 WHERE alert = ? AND version = ?",  # noqa: S608 - our columns
        (*values, now, alert.entry.number, alert.version),
    )
    return written.rowcount == 1
