"""What is particular to the outbox in an SQLite file."""

import asyncio
import dataclasses
import threading

import pytest

from bot.outbox import notice_table
from bot.outbox.cards import Card, CardRequest
from bot.outbox.live_table import PART
from bot.outbox.model import Event
from bot.outbox.sqlite import SqliteOutbox
from bot.outbox.store import AcceptanceUnknown
from bot.storage.errors import StorageUnavailable
from tests.outbox.live import PENDING, raise_alert
from tests.outbox.requests import DONE, ROUTE, Clock, request


@pytest.fixture
async def sqlite(path):
    outbox = SqliteOutbox(path, owner="one", clock=Clock(), repair=True)
    yield outbox
    await outbox.close()


async def test_an_email_address_is_not_kept(path, sqlite):
    await sqlite.accept(request(1))
    await sqlite.close()
    assert b"secret@acme.example" not in path.read_bytes()


async def test_a_probe_writes_to_the_disk(path, sqlite):
    await sqlite.accept(request(1))
    log = path.with_name(f"{path.name}-wal")
    written = log.stat().st_size
    await sqlite.probe()
    assert log.stat().st_size > written


async def test_all_that_counts_is_on_the_disk_when_it_is_said_to_be(sqlite):
    """A claim is not, since the next start releases all of them; the send that it leads to is, before it happens."""
    flushed, steps = [True], []

    def trace(statement):
        if statement.startswith("PRAGMA synchronous"):
            flushed[0] = statement.endswith("FULL")
        elif statement == "COMMIT":
            steps[-1][1].append(flushed[0])

    async def step(name, work):
        steps.append((name, []))
        return await work

    await step("open", sqlite.file.run(lambda database: database.set_trace_callback(trace)))
    await step("accept", sqlite.accept(request(1)))
    (entry,) = await step("claim", sqlite.claim(1))
    await step("sending", sqlite.sending(entry, ROUTE))
    await step("settle", sqlite.settle(entry, DONE))
    (notice,) = await step("claim notices", sqlite.claim_notices({"reporter": tuple(Event)}, 1))
    await step("finish notice", sqlite.finish_notice(notice, "notified"))
    await step("end", sqlite.file.run(lambda database: database.set_trace_callback(None)))
    assert dict(steps[1:-1]) == {
        "accept": [True],
        "claim": [False],
        "sending": [True],
        "settle": [True],
        "claim notices": [False],
        "finish notice": [True],
    }


async def test_what_is_asked_for_all_the_time_reads_only_what_it_finds(sqlite):
    """However many alerts are settled: no statement goes through all of a table."""
    statements = []
    await sqlite.file.run(lambda database: database.set_trace_callback(statements.append))
    for ask in (
        sqlite.probe,
        lambda: sqlite.claim(1),
        sqlite.wait_until_due,
        lambda: sqlite.followed(0.0),
        sqlite.live,
        sqlite.due_cards,
        lambda: sqlite.claim_notices({"reporter": tuple(Event)}, 1),
        lambda: sqlite.reported_by("U1", 5),
        lambda: sqlite.find("K7TM-2QXP"),
    ):
        await ask()
    await sqlite.file.run(lambda database: database.set_trace_callback(None))
    asked = [statement for statement in statements if statement.startswith("SELECT")]
    assert len(asked) >= 9
    for statement in asked:
        plan = await sqlite.file.run(lambda database, of=statement: explained(database, of))
        assert not [step for step in plan if step.startswith("SCAN") and "INDEX" not in step], statement


class Explaining:
    """A database that notes through which tables each statement goes whole. Its values decide with SQLite how."""

    def __init__(self, database):
        self._database = database
        self.scanned = []

    def execute(self, statement, values=()):
        if statement.startswith(("SELECT", "WITH", "UPDATE", "DELETE")):
            plan = self._database.execute(f"EXPLAIN QUERY PLAN {statement}", values).fetchall()
            # What is due is a list that the statement itself has made.
            self.scanned += [
                step["detail"]
                for step in plan
                if step["detail"].startswith("SCAN") and "INDEX" not in step["detail"] and step["detail"] != "SCAN due"
            ]
        return self._database.execute(statement, values)

    def __getattr__(self, name):
        return getattr(self._database, name)


async def test_of_all_notices_only_the_open_ones_are_gone_through(sqlite):
    await sqlite.accept(request(1))
    (entry,) = await sqlite.claim(1)
    await sqlite.settle(entry, DONE)
    interests = dict.fromkeys(("reporter", "admins", "card"), tuple(Event))

    def claimed(database):
        explaining = Explaining(database)
        return notice_table.claim(explaining, "one", interests, 10.0, 10, 100.0), explaining.scanned

    notices, scanned = await sqlite.file.run(claimed)
    assert len(notices) == 3
    assert scanned == []


async def test_long_lists_are_read_in_parts_and_whole(sqlite):
    """Somebody who submits an alert meanwhile waits for a part at most."""
    keys = []
    for number in range(PART + 1):
        alert = await raise_alert(sqlite, number, dataclasses.replace(PENDING, alert_id=number))
        await sqlite.want_card(alert, CardRequest("C1"))
        keys.append(alert.entry.key)
    for read in (sqlite.live, sqlite.due_cards):
        statements = []
        await sqlite.file.run(lambda database, seen=statements: database.set_trace_callback(seen.append))
        found = await read()
        await sqlite.file.run(lambda database: database.set_trace_callback(None))
        alerts = [one.live if isinstance(one, Card) else one for one in found]
        assert [alert.entry.key for alert in alerts] == keys
        assert sum("LIMIT" in statement for statement in statements) == 2


def explained(database, statement):
    return [step["detail"] for step in database.execute(f"EXPLAIN QUERY PLAN {statement}")]


async def test_a_probe_says_when_nothing_can_be_written(sqlite):
    await sqlite.file.run(lambda database: database.execute("PRAGMA query_only = ON").fetchall())
    with pytest.raises(StorageUnavailable):
        await sqlite.probe()


async def test_what_is_pruned_is_overwritten_and_the_file_shrinks(path, sqlite):
    for number in range(300):
        await sqlite.accept(request(number, f"U{number}", details="x" * 2900))
    for entry in await sqlite.claim(300):
        await sqlite.settle(entry, DONE)
    for notice in await sqlite.claim_notices({"reporter": Event}, 300):
        await sqlite.finish_notice(notice, "notified")
    before = path.stat().st_size
    assert await sqlite.prune(0.0) == 0
    sqlite.now.now += 1.0
    assert await sqlite.prune(0.0) == 300
    assert path.stat().st_size < before / 4
    assert b"alert 250" not in path.read_bytes()


@pytest.mark.parametrize(("begun", "error"), [(True, AcceptanceUnknown), (False, StorageUnavailable)])
async def test_a_slow_disk_does_not_keep_slack_waiting(sqlite, begun, error):
    await sqlite.open()
    held, entered = threading.Event(), threading.Event()
    if begun:
        # The database waits within the acceptance itself.
        def hold():
            entered.set()
            held.wait(5)
            return 0

        await sqlite.file.run(
            lambda database: (
                database.create_function("hold", 0, hold),
                database.execute("CREATE TEMP TRIGGER slow BEFORE INSERT ON main.alert BEGIN SELECT hold(); END"),
            )
        )
    else:
        blocker = asyncio.ensure_future(sqlite.file.run(lambda _: (entered.set(), held.wait(5))))
        await asyncio.to_thread(entered.wait, 5)
    with pytest.raises(error):
        await sqlite.accept(request(1), within=0.05, claim=True)
    held.set()
    if not begun:
        await blocker
    assert len(await sqlite.list()) == (1 if begun else 0)
    # Nor does the alert wait until a claim expires of which nobody knows.
    assert len(await sqlite.claim(1)) == (1 if begun else 0)


async def test_after_damage_what_waits_is_in_doubt_and_what_was_settled_is_still_told(path):
    corruptions = []
    sqlite = SqliteOutbox(path, owner="one", clock=Clock(), repair=True, on_corruption=corruptions.append)
    for number in range(1, 121):
        await sqlite.accept(request(number, f"U{number}", details="x" * 900))
    entries = await sqlite.claim(60)
    entry, lost = entries[0], entries[59]
    assert lost.request.summary == "alert 60"
    await sqlite.settle(entry, DONE)
    await sqlite.settle(lost, DONE)
    await sqlite.close()
    page = path.read_bytes().index(b'"alert 60"') // 4096
    with path.open("r+b") as file:
        file.seek(page * 4096)
        file.write(b"\xff" * 4096)
    sqlite = SqliteOutbox(path, owner="two", clock=Clock(), repair=True, on_corruption=corruptions.append)
    kept = {entry.request.summary: entry for entry in await sqlite.list()}
    assert len(corruptions) == 1
    assert corruptions[0].tables["alert"].kept == len(kept) > 100
    assert "alert 60" not in kept
    assert await sqlite.unnotified() == {entry.key}
    assert kept["alert 1"].outcome == DONE.outcome
    assert kept["alert 120"].in_doubt_since is not None
    assert [notice.entry.request.summary for notice in await sqlite.claim_notices({"reporter": Event}, 10)] == [
        "alert 1"
    ]
    await sqlite.close()
