"""What is done with the table `card`, one transaction each. Plain functions on an open database.

A write names the fence of the claim: whoever has lost the card changes nothing.
"""

from collections.abc import Sequence
from dataclasses import replace

from bot.outbox.cards import Card, CardRequest, CardState
from bot.outbox.live_table import PART
from bot.outbox.model import LiveAlert
from bot.outbox.rows import live_alerts
from bot.outbox.transfer import HOLDER
from bot.storage.connection import Database, Record, Time, Value, marks
from bot.storage.transaction import transaction

_OPEN = "(state = 'wanted' OR (state = 'posted' AND shown < wanted))"
_ROWS_AT_ONCE = 500
"""A statement has room for some thousand values."""
_FREE = "(owner IS NULL OR lease_until <= ?)"


def want(database: Database, number: int, request: CardRequest) -> None:
    """See `Cards.want_card`."""
    with transaction(database):
        database.execute(
            "INSERT INTO card (alert, state, channel, thread_ts, problem) VALUES (?, 'wanted', ?, ?, ?) "
            "ON CONFLICT (alert) DO NOTHING",
            (number, request.channel, request.thread_ts, request.problem),
        )


def change(database: Database, number: int, *, escalated: bool) -> None:
    """See `Cards.change_card`."""
    with transaction(database):
        database.execute(
            "UPDATE card SET wanted = wanted + 1, escalations = escalations + ? WHERE alert = ?",
            (int(escalated), number),
        )


def due(database: Database, now: float, after: int) -> tuple[list[Card], int | None]:
    """See `Cards.due_cards`: a part, of those beyond an alert's number. Returns also where the next one begins."""
    # `+alert`, since SQLite would go through all cards beyond that number, and not through the open ones.
    records = database.execute(
        f"SELECT * FROM card WHERE {_OPEN} AND next_try_at <= ? AND {_FREE} AND +alert > ? ORDER BY alert LIMIT ?",  # noqa: S608 - no input in it
        (now, now, after, PART),
    ).fetchall()
    return _cards(database, records), int(records[-1]["alert"]) if len(records) == PART else None


def claim(database: Database, card: Card, owner: str, now: Time, lease: float) -> Card | None:
    """See `Cards.claim_card`."""
    with transaction(database):
        claimed = database.execute(
            f"UPDATE card SET owner = ?, lease_until = {database.NOW} + ?, fence = fence + 1 "  # noqa: S608 - no input in it
            f"WHERE alert = ? AND fence = ? AND (owner IS NULL OR lease_until <= {database.NOW})",
            (owner, now, lease, card.live.entry.number, card.fence, now),
        )
        return replace(card, fence=card.fence + 1) if claimed.rowcount == 1 else None


def write(database: Database, card: Card) -> bool:
    """See `Cards.write_card`."""
    return _write(database, card, "", ())


def release(database: Database, card: Card, wait: float, now: Time) -> bool:
    """See `Cards.release_card`."""
    return _write(database, card, f", owner = NULL, lease_until = NULL, next_try_at = {database.NOW} + ?", (now, wait))


def adopt(database: Database, number: int, channel: str, ts: str) -> None:
    """See `Cards.adopt_card`."""
    with transaction(database):
        database.execute(
            "UPDATE card SET state = 'posted', channel = ?, ts = ?, wanted = wanted + 1, fence = fence + 1, "
            "owner = NULL, lease_until = NULL WHERE alert = ? AND state = 'posting' AND owner IS NULL",
            (channel, ts, number),
        )


def find(database: Database, key: str) -> Card | None:
    """See `Cards.card`."""
    query = "SELECT * FROM card WHERE alert = (SELECT number FROM alert WHERE key = ?)"
    return next(iter(_cards(database, database.execute(query, (key,)).fetchall())), None)


def listed(database: Database) -> list[Card]:
    """See `Cards.cards`."""
    return _cards(database, database.execute("SELECT * FROM card ORDER BY alert").fetchall())


def live(database: Database) -> int:
    """See `Cards.live_cards`."""
    (number,) = database.execute(
        "SELECT count(*) FROM card JOIN live_alert ON live_alert.alert = card.alert "
        "WHERE card.state = 'posted' AND live_alert.ended = ''"
    ).fetchone()
    return int(number)


def recover(database: Database) -> None:
    """Release what was claimed by workers that cannot be alive."""
    database.execute("UPDATE card SET owner = NULL, lease_until = NULL WHERE owner <> ?", (HOLDER,))
    database.execute("UPDATE card SET next_try_at = 0")


def prune(database: Database) -> None:
    """Forget what belongs to no entry any more."""
    database.execute("DELETE FROM card WHERE alert NOT IN (SELECT number FROM alert)")


def _write(database: Database, card: Card, more: str, values: tuple[Value, ...]) -> bool:
    with transaction(database):
        written = database.execute(
            "UPDATE card SET state = ?, channel = ?, ts = ?, thread_ts = ?, problem = ?, told = ?, shown = ?"  # noqa: S608 - our columns
            f"{more} WHERE alert = ? AND fence = ?",
            (
                card.state,
                card.channel,
                card.ts,
                card.thread_ts,
                card.problem,
                " ".join(sorted(card.told)),
                card.shown,
                *values,
                card.live.entry.number,
                card.fence,
            ),
        )
        return written.rowcount == 1


def _cards(database: Database, records: Sequence[Record]) -> list[Card]:
    """Read what belongs to cards."""
    alerts: dict[int, LiveAlert] = {}
    for first in range(0, len(records), _ROWS_AT_ONCE):
        numbers = [record["alert"] for record in records[first : first + _ROWS_AT_ONCE]]
        found = live_alerts(database, f"alert.number IN ({marks(numbers)})", *numbers)
        alerts |= {alert.entry.number: alert for alert in found}
    return [
        Card(
            live=alerts[record["alert"]],
            state=CardState(record["state"]),
            channel=record["channel"],
            ts=record["ts"],
            thread_ts=record["thread_ts"],
            problem=record["problem"],
            told=frozenset(record["told"].split()),
            escalations=record["escalations"],
            wanted=record["wanted"],
            shown=record["shown"],
            fence=record["fence"],
        )
        for record in records
        if record["alert"] in alerts
    ]
