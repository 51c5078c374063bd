"""An outbox as months leave it: so many alerts that are settled, told and resolved."""

import asyncio
import sqlite3
from contextlib import closing
from pathlib import Path

from bot.domain.alerts import Raised, Sighting
from bot.outbox.model import Event, Route, Settled
from bot.outbox.opening import NAME, open_outbox, sqlite_url
from tests.alerts import EVENT
from tests.bench.live_cards import EVERYBODY, show

_RESOLVED = Sighting(2_000_001, None, "RESOLVED")
_PEOPLE = 1000


def settle(state_dir: Path, number: int) -> None:
    """Fill the outbox of a state directory. The first alert is settled as any is, the others are its copies."""
    if number:
        asyncio.run(_settle_one(state_dir))
        with closing(sqlite3.connect(state_dir / NAME, isolation_level=None)) as database:
            database.execute("BEGIN")
            for table in ("alert", "live_alert", "notice", "card"):
                _copy(database, table, number)
            database.execute("COMMIT")


async def _settle_one(state_dir: Path) -> None:
    outbox = open_outbox(sqlite_url(state_dir))
    try:
        await outbox.accept(EVENT)
        (entry,) = await outbox.claim(1)
        await outbox.sending(entry, Route("event", "network"))
        await outbox.settle(entry, Settled(Raised(_RESOLVED, by_event=True)))
        for notice in await outbox.claim_notices(EVERYBODY, len(EVERYBODY) * len(Event)):
            await outbox.finish_notice(notice, "notified")
        await show(outbox, EVENT, "1.1")
    finally:
        await outbox.close()


def _copy(database: sqlite3.Connection, table: str, number: int) -> None:
    """Copy what a table has about the one alert, for alerts of other numbers, keys and people."""
    columns = [name for _, name, *_ in database.execute(f"PRAGMA table_info({table})")]
    about = "number" if table == "alert" else "alert"
    others = {about: "n.number", "key": "key || n.number", "person": f"person || (n.number % {_PEOPLE})"}
    if table == "notice":
        others["number"] = "NULL"
    if table == "card":
        others["ts"] = "n.number || '.1'"
    values = ", ".join(others.get(name, f"{table}.{name}") for name in columns)
    database.execute(
        f"WITH RECURSIVE n(number) AS (SELECT 2 UNION ALL SELECT number + 1 FROM n WHERE number < ?) "  # noqa: S608 - names of columns
        f"INSERT INTO {table} ({', '.join(columns)}) SELECT {values} FROM {table}, n WHERE {table}.{about} = 1",
        (number,),
    )
