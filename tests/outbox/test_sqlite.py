"""The store in an SQLite file: what it keeps, who may read it, and what it says when it cannot."""

import asyncio
import dataclasses
import sqlite3
import threading

import pytest

from bot.domain.alerts import Delivered, Failure, NotDelivered
from bot.outbox import table
from bot.outbox.model import Again, Route, Settled, Stock
from bot.outbox.sqlite import SqliteStore
from bot.outbox.store import NotPossible, PerhapsKept, StoreUnavailable
from tests.outbox.requests import request

DONE = Settled(Delivered(9, "https://x.example"))
GIVEN_UP = Settled(NotDelivered(Failure.ILERT_REFUSED, "400"))
ROUTE = Route("event", "network")


async def keys(store, now=10.0):
    return [row.request.summary for row in await store.claim(now, 100)]


async def test_what_is_accepted_is_there_for_the_next_process(path, store):
    kept = await store.accept(request(1, policy_version="v7"), 5.0)
    assert kept.new
    other = SqliteStore(path)
    (row,) = await other.list()
    await other.close()
    assert row == kept.row
    assert (row.state, row.tries, row.request.policy_version) == ("waiting", 0, "v7")


async def test_a_key_is_accepted_once_and_shows_how_it_stands(store):
    await store.accept(request(1), 5.0)
    await store.settle(request(1).key, DONE, 6.0)
    again = await store.accept(request(1, details="changed"), 7.0)
    assert not again.new
    assert again.row.outcome == DONE.outcome
    assert again.row.request.details == request(1).details


async def test_an_email_address_is_not_kept(path, store):
    await store.accept(request(1), 5.0)
    await store.close()
    assert b"secret@acme.example" not in path.read_bytes()
    reader = SqliteStore(path)
    assert (await reader.list())[0].request.person.name == "U0Sam000001"
    await reader.close()


@pytest.mark.parametrize(
    ("directory", "files"),
    [
        (0o700, "0o600"),
        (0o755, "0o600"),
        (0o775, "0o600"),
        # As a service's StateDirectory= is made, for the admins in the service's group.
        (0o750, "0o660"),
        (0o770, "0o660"),
    ],
)
async def test_only_those_can_read_it_whom_the_directory_lets_in_alone(path, store, directory, files):
    path.parent.chmod(directory)
    await store.accept(request(1), 5.0)
    modes = {file.name: oct(file.stat().st_mode & 0o777) for file in path.parent.iterdir()}
    assert modes == dict.fromkeys((path.name, f"{path.name}-wal", f"{path.name}-shm"), files)


async def test_a_probe_writes_to_the_disk_changes_nothing_and_counts_what_waits(path, store):
    assert await store.probe() == Stock(0, None)
    for number, accepted_at in ((1, 5.0), (2, 7.0), (3, 9.0)):
        await store.accept(request(number), accepted_at)
    await store.settle(request(1).key, DONE, 10.0)
    rows, written = await store.list(), path.with_name(f"{path.name}-wal").stat().st_size
    assert await store.probe() == Stock(2, 7.0)
    assert path.with_name(f"{path.name}-wal").stat().st_size > written
    assert await store.list() == rows


async def test_a_probe_says_when_nothing_can_be_written(store):
    await store._run(lambda database: database.execute("PRAGMA query_only = ON").fetchall())
    with pytest.raises(StoreUnavailable):
        await store.probe()


async def test_order_is_kept_per_person_and_nobody_waits_for_another(store):
    for number, person in ((1, "U0SAM"), (2, "U0SAM"), (3, "U0EVE"), (4, "U0SAM")):
        await store.accept(request(number, person), 5.0)
    assert await keys(store) == ["alert 1", "alert 3"]
    assert await keys(store) == []
    await store.postpone(request(1).key, Again(60, "ilert_unreachable", "500", None), 10.0)
    await store.settle(request(3).key, DONE, 10.0)
    assert await keys(store, now=20.0) == []
    assert await keys(store, now=70.0) == ["alert 1"]
    await store.settle(request(1).key, GIVEN_UP, 71.0)
    assert await keys(store) == ["alert 2"]


async def test_claims_are_the_oldest_first_and_no_more_than_asked(store):
    for number in range(5):
        await store.accept(request(number, f"U{number}"), 5.0)
    assert [row.number for row in await store.claim(10.0, 2)] == [1, 2]
    assert [row.number for row in await store.claim(10.0, 2)] == [3, 4]


async def test_the_next_due_time_is_of_a_row_that_can_be_claimed(store):
    assert await store.next_due() is None
    await store.accept(request(1), 5.0)
    await store.accept(request(2), 5.0)
    await store.claim(10.0, 1)
    assert await store.next_due() is None
    await store.postpone(request(1).key, Again(60, "", "", None), 10.0)
    assert await store.next_due() == 70.0


async def test_a_send_is_marked_before_it_happens_and_a_crash_leaves_the_mark(store):
    await store.accept(request(1), 5.0)
    await store.claim(10.0, 1)
    await store.sending(request(1).key, ROUTE, 11.0)
    assert await store.recover(500.0) == 1
    (row,) = await store.claim(500.0, 1)
    assert (row.route, row.unknown_since) == (ROUTE, 500.0)


async def test_a_clock_set_back_while_nothing_ran_makes_no_wait_longer(store):
    await store.accept(request(1), 1_000_000.0)
    await store.claim(1_000_000.0, 1)
    await store.postpone(request(1).key, Again(20, "", "", None), 1_000_000.0)
    await store.recover(5_000.0)
    assert await store.next_due() == 5_020.0
    (row,) = await store.list()
    assert row.trying_since == 5_000.0


@pytest.mark.parametrize("settled", [DONE, GIVEN_UP])
async def test_an_outcome_is_untold_until_it_was_told(store, settled):
    await store.accept(request(1), 5.0)
    await store.settle(request(1).key, settled, 6.0)
    assert [row.outcome for row in await store.untold()] == [settled.outcome]
    await store.told(request(1).key)
    assert await store.untold() == []


async def test_rows_are_found_by_key_or_reference(store):
    await store.accept(request(1), 5.0)
    assert (await store.find("0000-0001")).key == request(1).key
    assert (await store.find(request(1).key)).key == request(1).key
    assert await store.find("nothing") is None


async def test_what_was_given_up_can_be_tried_again_with_a_new_deadline(store):
    await store.accept(request(1), 5.0)
    await store.settle(request(1).key, Settled(NotDelivered(Failure.FATE_UNKNOWN, "x"), 4.0), 6.0)
    await store.retry(request(1).key, 900.0)
    (row,) = await store.claim(900.0, 1)
    assert (row.trying_since, row.unknown_since, row.outcome) == (900.0, 4.0, None)


async def test_a_waiting_row_can_be_dropped_and_its_reporter_hears_it(store):
    await store.accept(request(1), 5.0)
    await store.drop(request(1).key, GIVEN_UP, 6.0)
    assert [row.state for row in await store.untold()] == ["given_up"]
    assert await store.claim(10.0, 1) == []


@pytest.mark.parametrize("action", ["retry", "drop"])
async def test_what_is_being_sent_or_delivered_is_left_alone(store, action):
    async def act():
        await (store.retry(request(1).key, 7.0) if action == "retry" else store.drop(request(1).key, GIVEN_UP, 7.0))

    await store.accept(request(1), 5.0)
    await store.claim(10.0, 1)
    with pytest.raises(NotPossible, match="being sent at this moment"):
        await act()
    await store.settle(request(1).key, DONE, 6.0)
    with pytest.raises(NotPossible, match="delivered already"):
        await act()


async def test_pruning_forgets_what_was_told_and_shrinks_the_file(path, store):
    for number in range(300):
        await store.accept(request(number, f"U{number}", details="x" * 2900), 5.0)
        await store.settle(request(number).key, DONE, 6.0)
        if number != 7:
            await store.told(request(number).key)
    await store.accept(request(999), 5.0)
    before = path.stat().st_size
    assert await store.prune(7.0) == 299
    assert [row.request.summary for row in await store.list()] == ["alert 7", "alert 999"]
    assert path.stat().st_size < before / 4
    assert b"alert 250" not in path.read_bytes()


async def test_a_full_disk_is_said_and_nothing_is_changed(store):
    await store.accept(request(1), 5.0)
    pages = await store._run(lambda database: database.execute("PRAGMA page_count").fetchone()[0])
    await store._run(lambda database: database.execute(f"PRAGMA max_page_count = {pages}").fetchone())

    async def fill():
        for number in range(2, 100):
            await store.accept(request(number, details="x" * 2900), 5.0)

    with pytest.raises(StoreUnavailable, match="full"):
        await fill()
    rows = await store.list()
    assert rows[0].request == dataclasses.replace(request(1), person=rows[0].request.person)
    assert (await store.accept(request(500), 5.0)).new


async def test_a_store_that_cannot_be_opened_is_tried_again(tmp_path):
    folder = tmp_path / "late"
    store = SqliteStore(folder / "outbox.sqlite3")
    with pytest.raises(StoreUnavailable):
        await store.accept(request(1), 5.0)
    folder.mkdir()
    assert (await store.accept(request(1), 5.0)).new
    await store.close()


async def test_a_file_that_was_deleted_under_us_is_noticed(path, store):
    await store.accept(request(1), 5.0)
    for file in path.parent.iterdir():
        file.unlink()
    assert (await store.accept(request(2), 5.0)).new
    assert path.exists()


@pytest.mark.parametrize(("begun", "error"), [(True, PerhapsKept), (False, StoreUnavailable)])
async def test_a_slow_disk_does_not_keep_slack_waiting(store, monkeypatch, begun, error):
    await store.open()
    held = threading.Event()
    original = table.accept

    def slow(*args):
        held.wait(5)
        return original(*args)

    monkeypatch.setattr(table, "accept", slow)
    blocker = None if begun else asyncio.ensure_future(store._run(lambda _: held.wait(5)))
    await asyncio.sleep(0)
    with pytest.raises(error):
        await store.accept(request(1), 5.0, within=0.05)
    held.set()
    if blocker is not None:
        await blocker
    assert len(await store.list()) == (1 if begun else 0)


async def test_another_process_that_writes_is_waited_for(path, store):
    await store.open()
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    accepting = asyncio.create_task(store.accept(request(1), 5.0))
    await asyncio.sleep(0.05)
    other.execute("COMMIT")
    other.close()
    assert (await accepting).new


@pytest.mark.parametrize("text", ["{}", "no json", '{"person": 1}'])
async def test_a_row_that_nobody_can_read_stands_in_nobodys_way(store, text):
    await store.accept(request(1), 5.0)
    await store.accept(request(2), 5.0)
    await store._run(lambda database: database.execute("UPDATE alert SET request = ? WHERE number = 1", (text,)))
    assert await keys(store) == []
    assert await keys(store) == ["alert 2"]
    assert [row.number for row in await store.list()] == [2]
