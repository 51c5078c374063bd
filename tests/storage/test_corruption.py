"""A damaged database is quarantined, and what can be read of all its tables is kept."""

import sqlite3
from contextlib import closing

import pytest

from bot.storage.database import open_database
from bot.storage.errors import StorageUnavailable
from bot.storage.migrations import Owner
from bot.storage.salvage import Salvaged
from bot.storage.sqlite import SqliteFile
from tests.storage.toys import GAMES, TOYS, add, names

PAGE = 4096


def filled(path, owners=(TOYS, GAMES), rows=120):
    with closing(open_database(path, owners)) as database:
        database.execute("BEGIN")
        for number in range(1, rows + 1):
            add(database, f"toy {number}.", "x" * 900)
        if GAMES in owners:
            database.executemany("INSERT INTO game VALUES ('ada', ?)", [(number,) for number in range(30)])
        database.execute("COMMIT")


def spoil(path, page):
    with path.open("r+b") as file:
        file.seek((page - 1) * PAGE)
        file.write(b"\xff" * PAGE)


def leaf_page(path, name):
    """The page on which a row lies, with all of its text."""
    return path.read_bytes().index(name.encode() + b"x") // PAGE + 1


async def opened(path, owners=(TOYS, GAMES)):
    """Open a file, and return it with what was reported of its corruption."""
    found = []
    file = SqliteFile(path, owners, on_corruption=found.append)
    await file.open()
    return file, found


async def test_a_broken_page_costs_only_its_rows_and_no_other_table(path):
    filled(path)
    spoil(path, leaf_page(path, "toy 60."))
    file, (corruption,) = await opened(path)
    kept = await file.run(names)
    assert "toy 60." not in kept
    assert len(kept) > 100
    assert corruption.tables["toy"].kept == len(kept)
    assert corruption.tables["game"] == Salvaged(30, 0)
    assert corruption.quarantined.startswith(f"{path}.damaged-")
    sqlite3.connect(corruption.quarantined).close()
    await file.close()


async def test_an_owner_sets_right_what_was_salvaged(path):
    filled(path)
    spoil(path, leaf_page(path, "toy 60."))
    file, _ = await opened(path)
    states = await file.run(lambda database: database.execute("SELECT DISTINCT state FROM toy").fetchall())
    assert [tuple(state) for state in states] == [("salvaged",)]
    await file.close()


async def test_tables_of_an_older_version_are_salvaged_and_brought_forward(path):
    filled(path, (TOYS,))
    spoil(path, leaf_page(path, "toy 60."))
    newer = Owner("toys", (*TOYS.migrations, "ALTER TABLE toy RENAME COLUMN text TO story"))
    file, (corruption,) = await opened(path, (newer, GAMES))
    stories = await file.run(lambda database: database.execute("SELECT story FROM toy").fetchall())
    assert len(stories) == corruption.tables["toy"].kept > 100
    await file.close()


@pytest.mark.parametrize("content", [b"this is no database" * 500, b"SQLite format 3\0" + b"\xff" * 9000])
async def test_a_file_that_is_no_database_is_set_aside(path, content):
    path.write_bytes(content)
    file, (corruption,) = await opened(path)
    assert await file.change(add, "bear") == 1
    assert set(corruption.tables.values()) == {Salvaged(0, None)}
    await file.close()


async def test_damage_that_shows_while_it_runs_is_mended_without_a_restart(path):
    filled(path)
    file, found = await opened(path)
    await file.run(lambda database: database.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall())
    for page in range(2, path.stat().st_size // PAGE + 1):
        spoil(path, page)
    # A new connection has nothing in its cache, as after hours of other work.
    await file.run(lambda database: database.execute("PRAGMA cache_size = 0"))
    await file.run(lambda database: database.execute("PRAGMA shrink_memory"))
    assert await file.change(add, "bear") == 1
    assert len(found) == 1
    await file.close()


async def test_who_may_not_repair_leaves_it_alone(path):
    path.write_bytes(b"this is no database" * 500)
    file = SqliteFile(path, (TOYS,), repair=False)
    with pytest.raises(StorageUnavailable):
        await file.run(names)
    await file.close()
    assert path.read_bytes() == b"this is no database" * 500


async def test_a_second_damage_in_the_same_second_keeps_both_files(path):
    for _ in range(2):
        path.write_bytes(b"this is no database" * 500)
        file, _ = await opened(path)
        await file.close()
    assert len(list(path.parent.glob("*.damaged-*"))) == 2
    open_database(path, (TOYS,)).close()
