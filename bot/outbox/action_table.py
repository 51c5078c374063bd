"""What is done with the table `alert_action`, one transaction each. Plain functions on an open database."""

from bot.outbox import notice_table
from bot.outbox.actions import AlertAction
from bot.outbox.model import Event
from bot.storage.connection import Database, Time
from bot.storage.transaction import transaction


def begin(database: Database, number: int, action: AlertAction, now: Time) -> bool:
    """See `LiveAlerts.begin_action`."""
    with transaction(database):
        written = database.execute(
            "INSERT INTO alert_action (alert, press, kind, person, about, at) "  # noqa: S608 - no input in it
            f"VALUES (?, ?, ?, ?, ?, {database.NOW}) "
            "ON CONFLICT (alert, press) DO NOTHING",
            (number, action.press, action.kind, action.person_id, action.about, now),
        )
        return written.rowcount == 1


def finish(database: Database, number: int, press: str, now: float) -> None:
    """See `LiveAlerts.finish_action`."""
    with transaction(database):
        database.execute("UPDATE alert_action SET done = 1 WHERE alert = ? AND press = ?", (number, press))
        notice_table.announce_again(database, number, Event.CHANGED, now)


def prune(database: Database) -> None:
    """Forget what belongs to no entry any more."""
    database.execute("DELETE FROM alert_action WHERE alert NOT IN (SELECT number FROM alert)")
