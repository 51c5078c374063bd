"""A file of tables: what is on the disk when a change returns, who may read it, and what happens when it fails."""

import asyncio
import math
import sqlite3
import threading
from contextlib import asynccontextmanager

import pytest
from structlog.testing import capture_logs

from bot.storage.errors import StorageUnavailable
from bot.storage.jobs import BEHIND_AT_ONCE
from bot.storage.manner import Manner
from bot.storage.sqlite import SqliteFile
from bot.storage.transaction import transaction
from tests.storage.toys import TOYS, add, names

FLUSHING = {1: False, 2: True}
"""Whether a commit waits for the disk, by SQLite's number for `synchronous` (SQLite docs, "PRAGMA synchronous")."""

USUAL_CACHE = -2000
"""SQLite's own `cache_size`."""


@asynccontextmanager
async def busy(file):
    """Keep the file's thread busy meanwhile, so that what is asked of it waits."""
    begun, held = asyncio.Event(), threading.Event()
    loop = asyncio.get_running_loop()

    def hold(_):
        loop.call_soon_threadsafe(begun.set)
        held.wait(5)

    holding = asyncio.create_task(file.run(hold))
    await begun.wait()
    try:
        yield
    finally:
        held.set()
        await holding


async def waiting(*calls):
    """Ask for all of this, and let it queue up."""
    tasks = [asyncio.create_task(call) for call in calls]
    await asyncio.sleep(0)
    return tasks


@pytest.fixture
async def commits(file):
    """The COMMITs that the database has seen."""
    await file.open()
    seen = []

    def trace(statement):
        if statement.startswith("COMMIT"):
            seen.append(statement)

    await file.run(lambda database: database.set_trace_callback(trace))
    return seen


async def test_what_is_changed_is_there_for_the_next_process(path, file):
    assert await file.change(add, "bear") == 1
    other = SqliteFile(path, (TOYS,))
    assert await other.run(names) == ["bear"]
    await other.close()


async def test_changes_that_wait_are_written_at_once(file, commits):
    async with busy(file):
        tasks = await waiting(*(file.change(add, f"bear {number}") for number in range(50)))
    assert await asyncio.gather(*tasks) == [1] * 50
    assert len(commits) == 1
    assert len(await file.run(names)) == 50


async def test_what_cannot_share_a_transaction_keeps_its_place(file, commits):
    def alone(database):
        with transaction(database):
            return names(database)

    async with busy(file):
        first, between, second = await waiting(file.change(add, "a"), file.run(alone), file.change(add, "b"))
    assert [await first, await between, await second] == [1, ["a"], 1]
    assert len(commits) == 1  # single changes commit by themselves, without a statement


async def test_what_nobody_waits_for_is_done_last_and_a_little_at_a_time(file, commits):
    done = []
    async with busy(file):
        behind = [file.do(lambda _, n=number: done.append(n), Manner(behind=True)) for number in range(20)]
        first = [file.change(lambda _: done.append("first")), file.run(lambda _: done.append("second"))]
        tasks = await waiting(*behind, *first)
    await asyncio.gather(*tasks)
    assert done == ["first", "second", *range(20)]
    assert len(commits) == math.ceil(20 / BEHIND_AT_ONCE)


async def test_somebody_who_comes_waits_for_no_more_than_what_was_begun(file):
    done, come, begun = [], threading.Event(), threading.Event()

    def begin(_):
        begun.set()
        come.wait(5)
        done.append("begun")

    behind = Manner(joins=False, behind=True)
    tasks = await waiting(file.do(begin, behind), file.do(lambda _: done.append("behind"), behind))
    await asyncio.to_thread(begun.wait, 5)
    tasks += await waiting(file.run(lambda _: done.append("first")))
    come.set()
    await asyncio.gather(*tasks)
    assert done == ["begun", "first", "behind"]


async def test_a_commit_waits_for_the_disk_unless_none_of_its_changes_needs_that(file):
    def waits(database):
        (level,) = database.execute("PRAGMA synchronous").fetchone()
        return FLUSHING[level]

    unflushed = Manner(flushed=False)
    assert not await file.do(waits, unflushed)
    assert await file.change(waits)
    assert await file.run(waits)
    async with busy(file):
        tasks = await waiting(file.do(waits, unflushed), file.change(waits), file.do(waits, unflushed))
    assert await asyncio.gather(*tasks) == [True] * 3
    assert not await file.do(waits, unflushed)


async def test_each_change_fails_of_its_own_failure_alone(file):
    await file.change(add, "twice")
    with capture_logs() as lines:
        async with busy(file):
            tasks = await waiting(file.change(add, "a"), file.change(add, "twice"), file.change(add, "b"))
        first, second, third = await asyncio.gather(*tasks, return_exceptions=True)
    assert (first, third) == (1, 1)
    assert isinstance(second, StorageUnavailable)
    assert await file.run(names) == ["twice", "a", "b"]
    assert [line["event"] for line in lines] == ["storage_batch_split"]


async def test_a_commit_that_fails_leaves_nothing_half_done(file):
    def with_orphan(database):
        """Leave a constraint broken that is looked at only when the transaction ends."""
        database.execute("INSERT INTO child VALUES (1)")

    await file.run(
        lambda database: database.executescript(
            "PRAGMA foreign_keys = ON; CREATE TABLE parent (id INTEGER PRIMARY KEY);"
            "CREATE TABLE child (id INTEGER REFERENCES parent (id) DEFERRABLE INITIALLY DEFERRED)"
        )
    )
    async with busy(file):
        tasks = await waiting(file.change(add, "a"), file.change(with_orphan), file.change(add, "b"))
    first, second, third = await asyncio.gather(*tasks, return_exceptions=True)
    assert (first, third) == (1, 1)
    assert isinstance(second, StorageUnavailable)
    assert await file.run(names) == ["a", "b"]


async def test_a_mistake_of_ours_is_raised_where_it_was_asked_for(file):
    def mistaken(_):
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await file.run(mistaken)
    assert await file.change(add, "bear") == 1


async def test_what_is_queued_can_be_cancelled_until_it_is_begun(file):
    async with busy(file):
        queued = file.submit(lambda database: add(database, "never"))
        assert queued.cancel()
    assert await file.run(names) == []


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
async def test_only_those_can_read_it_whom_the_directory_lets_in_alone(path, file, directory, files):
    path.parent.chmod(directory)
    await file.change(add, "bear")
    modes = {one.name: oct(one.stat().st_mode & 0o777) for one in path.parent.iterdir()}
    assert modes == dict.fromkeys((path.name, f"{path.name}-wal", f"{path.name}-shm"), files)


async def test_a_full_disk_is_reported_and_nothing_is_changed(file):
    await file.change(add, "bear")
    pages = await file.run(lambda database: database.execute("PRAGMA page_count").fetchone()[0])
    await file.run(lambda database: database.execute(f"PRAGMA max_page_count = {pages}").fetchone())
    with pytest.raises(StorageUnavailable, match="full"):
        await file.change(add, "elephant", "x" * 100_000)
    assert await file.run(names) == ["bear"]
    assert await file.change(add, "elephant", "x" * 100_000) == 1  # a new connection, a new limit


async def test_a_file_that_cannot_be_opened_is_tried_again(tmp_path):
    folder = tmp_path / "late"
    file = SqliteFile(folder / "some.sqlite3", (TOYS,))
    with pytest.raises(StorageUnavailable):
        await file.change(add, "bear")
    folder.mkdir()
    assert await file.change(add, "bear") == 1
    await file.close()


async def test_a_file_that_was_deleted_under_us_is_noticed(path, file):
    await file.change(add, "bear")
    for one in path.parent.iterdir():
        one.unlink()
    with capture_logs() as lines:
        assert await file.change(add, "bear") == 1
    assert path.exists()
    assert [line["event"] for line in lines] == ["storage_file_gone"]


async def test_another_process_that_writes_is_waited_for(path, file):
    await file.open()
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    adding = asyncio.create_task(file.change(add, "bear"))
    await asyncio.sleep(0.05)
    other.execute("COMMIT")
    other.close()
    assert await adding == 1
