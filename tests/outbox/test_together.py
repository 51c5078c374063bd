"""Changes that wait are written to the disk together, and fail each by itself."""

import asyncio
import sqlite3
import threading
from contextlib import asynccontextmanager

import pytest

from bot.domain.alerts import Delivered
from bot.outbox import table
from bot.outbox.model import Settled
from bot.outbox.store import StoreUnavailable
from tests.outbox.requests import request


@asynccontextmanager
async def busy(store):
    """Keep the store's thread busy meanwhile, so that what is asked of it waits."""
    begun, held = asyncio.Event(), threading.Event()
    loop = asyncio.get_running_loop()

    def hold(_):
        loop.call_soon_threadsafe(begun.set)
        held.wait(5)

    holding = asyncio.create_task(store._run(hold))
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
async def commits(store):
    """The COMMITs that the database has seen."""
    await store.open()
    seen = []

    def trace(statement):
        if statement.startswith("COMMIT"):
            seen.append(statement)

    await store._run(lambda database: database.set_trace_callback(trace))
    return seen


async def test_what_waits_is_written_at_once(store, commits):
    async with busy(store):
        tasks = await waiting(*(store.accept(request(number, f"U{number}"), 5.0) for number in range(50)))
    kept = await asyncio.gather(*tasks)
    assert len(commits) == 1
    assert [one.row.request.summary for one in kept] == [f"alert {number}" for number in range(50)]
    assert len(await store.list()) == 50


async def test_different_changes_are_made_in_their_order(store, commits):
    async with busy(store):
        accepting, claiming, settling = await waiting(
            store.accept(request(1), 5.0),
            store.claim(10.0, 10),
            store.settle(request(1).key, Settled(Delivered(9, None)), 11.0),
        )
    assert (await accepting).new
    assert [row.key for row in await claiming] == [request(1).key]
    await settling
    assert len(commits) == 1
    (row,) = await store.list("delivered")
    assert row.outcome == Delivered(9, None)


async def test_what_cannot_share_a_transaction_keeps_its_place(store, commits):
    async with busy(store):
        first, pruning, second = await waiting(
            store.accept(request(1), 5.0), store.prune(1.0), store.accept(request(2), 5.0)
        )
    assert (await first).new
    assert await pruning == 0
    assert (await second).new
    assert len(commits) == 3


async def test_nobody_hears_of_anothers_failure(store, monkeypatch):
    original = table.accept

    def broken(database, asked, now):
        if asked.key == request(2).key:
            raise sqlite3.OperationalError("disk I/O error")
        return original(database, asked, now)

    monkeypatch.setattr(table, "accept", broken)
    async with busy(store):
        tasks = await waiting(*(store.accept(request(number, f"U{number}"), 5.0) for number in (1, 2, 3)))
    first, second, third = await asyncio.gather(*tasks, return_exceptions=True)
    assert (first.new, third.new) == (True, True)
    assert isinstance(second, StoreUnavailable)
    assert [row.request.summary for row in await store.list()] == ["alert 1", "alert 3"]


async def test_a_commit_that_fails_leaves_nothing_half_done(store, monkeypatch):
    await store.open()
    original, failures = table.transaction, ["one"]

    class Failing:
        def __init__(self, database):
            self.inner, self.database = original(database), database
            self.outermost = not database.in_transaction

        def __enter__(self):
            return self.inner.__enter__()

        def __exit__(self, *error):
            if self.outermost and failures:
                failures.clear()
                self.database.execute("ROLLBACK")
                raise sqlite3.OperationalError("disk is full")
            return self.inner.__exit__(*error)

    monkeypatch.setattr(table, "transaction", Failing)
    async with busy(store):
        tasks = await waiting(*(store.accept(request(number, f"U{number}"), 5.0) for number in (1, 2)))
    kept = await asyncio.gather(*tasks)
    assert [one.new for one in kept] == [True, True]
    assert len(await store.list()) == 2


async def test_a_mistake_of_ours_is_raised_where_it_was_asked_for(store):
    def mistaken(_):
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await store._run(mistaken)
    assert (await store.accept(request(1), 5.0)).new
