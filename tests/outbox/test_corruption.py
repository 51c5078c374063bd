"""A damaged database is set aside and what can be read is kept."""

import sqlite3

import pytest

from bot.domain.alerts import Delivered
from bot.outbox.database import open_database
from bot.outbox.model import Settled
from bot.outbox.sqlite import SqliteStore
from bot.outbox.store import StoreUnavailable
from tests.outbox.requests import request

PAGE = 4096


async def filled(path, rows=120):
    store = SqliteStore(path)
    for number in range(1, rows + 1):
        await store.accept(request(number, f"U{number}", details="x" * 900), 5.0)
    await store.settle(request(1).key, Settled(Delivered(9, None)), 6.0)
    await store.close()


def spoil(path, page):
    with path.open("r+b") as file:
        file.seek((page - 1) * PAGE)
        file.write(b"\xff" * PAGE)


def leaf_page(path, number):
    """The page on which a row lies: the one that holds its summary."""
    content = path.read_bytes()
    return content.index(f'"alert {number}"'.encode()) // PAGE + 1


async def test_a_broken_page_costs_only_its_rows(path):
    await filled(path)
    spoil(path, leaf_page(path, 60))
    found = []
    store = SqliteStore(path, on_damage=found.append)
    await store.open()
    kept = {row.request.summary: row for row in await store.list()}
    await store.close()
    assert "alert 60" not in kept
    assert len(kept) > 100
    assert kept["alert 1"].outcome == Delivered(9, None)
    assert kept["alert 120"].unknown_since is not None
    (damage,) = found
    assert damage.kept == len(kept)
    assert damage.set_aside.startswith(f"{path}.damaged-")
    assert sqlite3.connect(damage.set_aside).close() is None


@pytest.mark.parametrize("content", [b"this is no database" * 500, b"SQLite format 3\0" + b"\xff" * 9000])
async def test_a_file_that_is_no_database_is_set_aside(path, content):
    path.write_bytes(content)
    found = []
    store = SqliteStore(path, on_damage=found.append)
    assert (await store.accept(request(1), 5.0)).new
    await store.close()
    assert [(damage.kept, damage.lost) for damage in found] == [(0, None)]


async def test_damage_that_shows_while_it_runs_is_mended_without_a_restart(path):
    await filled(path)
    store = SqliteStore(path)
    await store.open()
    await store._run(lambda database: database.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall())
    for page in range(2, path.stat().st_size // PAGE + 1):
        spoil(path, page)
    # A new connection has nothing in its cache, as after hours of other work.
    await store._run(lambda database: database.execute("PRAGMA cache_size = 0"))
    await store._run(lambda database: database.execute("PRAGMA shrink_memory"))
    assert (await store.accept(request(900), 5.0)).new
    await store.close()


async def test_the_command_line_does_not_repair_under_the_daemon(path):
    path.write_bytes(b"this is no database" * 500)
    store = SqliteStore(path, repair=False)
    with pytest.raises(StoreUnavailable):
        await store.list()
    await store.close()
    assert path.read_bytes() == b"this is no database" * 500


async def test_a_second_damage_in_the_same_second_keeps_both_files(path):
    for _ in range(2):
        path.write_bytes(b"this is no database" * 500)
        store = SqliteStore(path)
        await store.open()
        await store.close()
    assert len(list(path.parent.glob("*.damaged-*"))) == 2
    open_database(path).close()
