"""The worker on a real outbox after a crash, with a disk that fails, mistakes, and leases that are lost."""

import asyncio

import pytest
from structlog.testing import capture_logs

from bot.outbox.sqlite import SqliteOutbox
from tests.outbox.requests import DONE, LATER, REFUSED, ROUTE, request
from tests.outbox.worker_world import FlakyOutbox, running


async def test_after_a_crash_during_a_send_the_next_start_knows_that_it_is_in_doubt(world):
    marked = asyncio.Event()

    async def dies(_entry, before_send):
        await before_send(ROUTE)
        marked.set()
        await asyncio.Event().wait()

    world.script["alert 1"] = [dies]
    await world.worker.accept(request(1))
    await world.time.until(marked.is_set)
    await world.kill()
    entries = []

    async def look(entry, _before_send):
        entries.append(entry)
        return DONE

    world.script["alert 1"] = [look]
    world.begin()
    await world.time.until(world.told)
    assert entries[0].route == ROUTE
    assert entries[0].in_doubt_since == pytest.approx(world.time.now, abs=60)


async def test_an_old_entry_gets_its_chance_after_a_long_stop(world):
    await world.kill()
    await world.outbox.accept(request(1))
    world.time.now += 100_000.0
    world.script["alert 1"] = [LATER, DONE]
    world.begin()
    await world.time.until(world.told)
    assert world.told() == [("alert 1", "raised")]


async def test_what_cannot_be_recorded_beforehand_is_not_sent_and_tried_again(world):
    sent = []

    async def send(_entry, before_send):
        await before_send(ROUTE)
        sent.append(1)
        return DONE

    world.script["alert 1"] = [send]
    world.outbox.failures["sending"] = 2
    await world.worker.accept(request(1))
    await world.time.until(world.told)
    assert len(world.tried) == 3
    assert sent == [1]


async def test_what_was_sent_is_written_down_as_soon_as_the_disk_allows_and_not_sent_again(world):
    world.outbox.failures["settle"] = 5
    await world.worker.accept(request(1))
    await world.time.until(world.told)
    assert len(world.tried) == 1


@pytest.mark.parametrize("method", ["claim", "recover", "claim_notices", "prune"])
async def test_a_disk_that_fails_for_a_while_stops_nothing(path, method):
    async with running(path, failures={method: 2}) as world:
        await world.worker.accept(request(1))
        await world.time.until(lambda: world.told() and not world.outbox.failures[method], stride=60.0)
        assert world.told() == [("alert 1", "raised")]


async def test_a_mistake_in_a_try_loses_nothing(world):
    async def mistaken(_entry, before_send):
        await before_send(ROUTE)
        raise ZeroDivisionError

    entries = []

    async def look(entry, _before_send):
        entries.append(entry)
        return DONE

    world.script["alert 1"] = [mistaken, look]
    await world.worker.accept(request(1))
    await world.time.until(lambda: entries)
    assert entries[0].in_doubt_since is not None


async def test_a_mistake_in_one_loop_ends_neither_it_nor_any_other(world):
    original, mistakes = world.outbox.prune, [ZeroDivisionError("oops")]

    async def prune(days):
        if mistakes:
            raise mistakes.pop()
        return await original(days)

    world.outbox.prune = prune
    with capture_logs() as lines:
        await world.worker.accept(request(1))
        await world.time.until(lambda: world.told() and world.outbox.calls.count("prune"))
    assert [line["loop"] for line in lines if line["event"] == "loop_failed"] == ["pruning"]


async def test_a_mistake_in_recovering_after_a_restart_is_not_the_end(path):
    class Mistaken(FlakyOutbox):
        mistakes = 2

        async def recover(self):
            if self.mistakes:
                self.mistakes -= 1
                raise ZeroDivisionError
            return await super().recover()

    async with running(path, outbox=Mistaken) as world:
        await world.worker.accept(request(1))
        await world.time.until(world.told)
        assert world.told() == [("alert 1", "raised")]


async def test_while_something_is_tried_its_lease_is_extended(world):
    release = asyncio.Event()

    async def waits_for_its_turn(_entry, _before_send):
        await release.wait()
        return DONE

    world.script["alert 1"] = [waits_for_its_turn]
    await world.worker.accept(request(1))
    await world.time.until(lambda: world.outbox.calls.count("extend") >= 5)
    (entry,) = await world.outbox.list()
    assert entry.lease_until > world.time.now
    release.set()
    await world.time.until(world.told)
    assert len(world.tried) == 1


async def test_who_has_lost_an_entry_sends_nothing_and_tells_nothing(world):
    claimed, go = asyncio.Event(), asyncio.Event()
    sent = []

    async def frozen(_entry, before_send):
        claimed.set()
        await go.wait()
        await before_send(ROUTE)
        sent.append(1)
        return DONE

    world.script["alert 1"] = [frozen]
    await world.worker.accept(request(1))
    await world.time.until(claimed.is_set)
    other = SqliteOutbox(world.outbox.file._path, owner="two", clock=lambda: world.time.now + 1_000.0, repair=False)
    (entry,) = await other.claim(1)
    with capture_logs() as lines:
        go.set()
        await world.time.until(lambda: not world.worker._tasks)
    assert sent == []
    assert "lease_lost" in [line["event"] for line in lines]
    await other.settle(entry, REFUSED)
    await other.close()
    await world.time.until(world.told)
    assert world.told() == [("alert 1", "given_up")]
    assert world.ends == []
