"""The worker on a real outbox: what is tried when, what is written down, and who is told."""

import asyncio
import contextlib
import dataclasses

import pytest

from bot.domain.alerts import Failure, NotDelivered
from bot.outbox.worker import Limits
from bot.runtime.clock import steady_clock
from tests.outbox.requests import DONE, LATER, REFUSED, ROUTE, request
from tests.outbox.worker_world import FlakyOutbox, running


async def test_what_is_accepted_is_delivered_and_told(world):
    assert (await world.worker.accept(request(1))).new
    assert world.accepted == ["alert 1"]
    await world.time.until(world.told)
    assert world.told() == [("alert 1", "raised")]
    await world.time.until(lambda: not world.worker._tasks)
    await world.notifier.drain(5.0)
    assert await world.outbox.unnotified() == set()


async def test_who_submits_twice_is_expected_once(world):
    await world.worker.accept(request(1))
    assert not (await world.worker.accept(request(1))).new
    assert world.accepted == ["alert 1"]


async def test_each_end_is_counted_once_with_the_time_since_it_was_accepted(world):
    world.script |= {"alert 1": [LATER, DONE], "alert 2": [REFUSED]}
    await world.worker.accept(request(1))
    await world.time.until(lambda: world.ends)
    await world.worker.accept(request(2))
    await world.time.until(lambda: len(world.ends) == 2)
    assert [outcome for outcome, _ in world.ends] == ["raised", "ilert_refused"]
    assert world.ends[0][1] == pytest.approx(LATER.wait, abs=1.0)
    assert world.ends[1][1] < LATER.wait


class StandingStill(FlakyOutbox):
    """A machine that is frozen for a while when a send has been recorded."""

    async def sending(self, *args):
        await super().sending(*args)
        self.now.now += 100.0


async def test_a_send_must_begin_long_before_another_host_may_look_for_the_alert_however_long_recording_it_took(path):
    times = []

    async def send(entry, before_send):
        began_at = world.time.now
        times.append(await before_send(ROUTE) - began_at)
        return DONE

    async with running(path, outbox=StandingStill) as world:
        world.script["alert 1"] = [send]
        await world.worker.accept(request(1))
        await world.time.until(world.told)
        assert times == [world.outbox.lease_seconds / 4]


async def test_it_is_given_up_at_the_deadline_however_long_ilert_asks_to_wait(path):
    async with running(path, limits=Limits(deadline=100.0)) as world:
        world.script["alert 1"] = [LATER, dataclasses.replace(LATER, wait=9_000.0)]
        await world.worker.accept(request(1))
        await world.time.until(world.told)
        assert [round(at - 1_000_000) for _, at in world.tried] == [0, 10, 100]
        assert world.told() == [("alert 1", "given_up")]


async def test_a_doubt_that_remains_at_the_deadline_is_what_is_said(path):
    async with running(path, limits=Limits(deadline=50.0)) as world:
        world.script["alert 1"] = [dataclasses.replace(LATER, in_doubt_since=1_000_000.0)]
        await world.worker.accept(request(1))
        await world.time.until(world.told)
        (entry,) = await world.outbox.list("given_up")
        assert entry.outcome == NotDelivered(Failure.OUTCOME_UNKNOWN, "503")


async def test_nobody_waits_for_another_persons_alert(world):
    world.script["alert 1"] = [dataclasses.replace(LATER, wait=50.0), DONE]
    for number, person in ((1, "U0SAM"), (2, "U0SAM"), (3, "U0EVE")):
        await world.worker.accept(request(number, person))
    await world.time.until(lambda: world.summaries().count("alert 2"))
    assert world.summaries() == ["alert 1", "alert 3", "alert 1", "alert 2"]


async def test_at_most_so_many_are_tried_at_once(path):
    async with running(path, limits=Limits(at_once=2)) as world:
        trying, most, release = 0, 0, asyncio.Event()

        async def hold(_entry, _before_send):
            nonlocal trying, most
            trying += 1
            most = max(most, trying)
            await release.wait()
            trying -= 1
            return DONE

        for number in range(1, 6):
            world.script[f"alert {number}"] = [hold]
            await world.worker.accept(request(number, f"U{number}"))
        await world.time.until(lambda: trying == 2)
        release.set()
        await world.time.until(lambda: len(world.told()) == 5)
        assert most == 2


async def test_draining_lets_a_send_end_and_tells_it_and_leaves_the_rest(world):
    release, waits = asyncio.Event(), asyncio.Event()

    async def sends(_entry, before_send):
        await before_send(ROUTE)
        await release.wait()
        return DONE

    async def waits_for_its_turn(_entry, _before_send):
        await waits.wait()

    world.script = {"alert 1": [sends], "alert 2": [waits_for_its_turn]}
    await world.worker.accept(request(1, "U0SAM"))
    await world.worker.accept(request(2, "U0EVE"))
    await world.time.until(lambda: len(world.tried) == 2 and world.worker._past_no_return)
    world.running.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await world.running
    draining = asyncio.create_task(world.worker.drain(5.0))
    await asyncio.sleep(0)
    release.set()
    await draining
    assert await world.states() == {"alert 1": "raised", "alert 2": "waiting"}
    assert world.told() == [("alert 1", "raised")]


async def test_draining_breaks_off_what_takes_too_long_and_it_stays_in_doubt(world):
    marked = asyncio.Event()

    async def hangs(_entry, before_send):
        await before_send(ROUTE)
        marked.set()
        await asyncio.Event().wait()

    world.script["alert 1"] = [hangs]
    await world.worker.accept(request(1))
    await world.time.until(marked.is_set)
    world.running.cancel()
    await world.worker.drain(0.01)
    (entry,) = await world.outbox.list()
    assert entry.in_doubt_since is not None


async def test_old_entries_are_pruned_while_it_runs(path):
    async with running(path, limits=Limits(keep_days=1.0)) as world:
        await world.worker.accept(request(1))
        await world.time.until(lambda: world.told() and not world.worker._tasks)
        world.time.now += 90_000.0
        pruned = world.outbox.calls.count("prune")
        await world.time.until(lambda: world.outbox.calls.count("prune") >= pruned + 2, stride=60.0)
        assert await world.outbox.list() == []


async def test_only_who_leads_prunes(path):
    async with running(path, limits=Limits(keep_days=1.0), leads=False) as world:
        await world.worker.accept(request(1))
        await world.time.until(lambda: world.told() and not world.worker._tasks)
        world.time.now += 90_000.0
        assert "prune" not in world.outbox.calls
        world.leads = True
        await world.time.until(lambda: "prune" in world.outbox.calls)


def test_a_clock_that_is_set_back_neither_stops_nor_hurries():
    wall, passed = [1_000_000.0], [50.0]
    clock = steady_clock(lambda: wall[0], lambda: passed[0])
    assert clock() == 1_000_000.0
    wall[0] -= 86_400.0
    passed[0] += 5.0
    assert clock() == 1_000_005.0


async def test_what_is_accepted_while_it_delivers_is_claimed_by_that_and_sent_at_once(world):
    await world.time.until(lambda: world.worker._context is not None)
    world.outbox.calls.clear()
    await world.worker.accept(request(1))
    await world.time.until(world.told)
    assert "claim" not in world.outbox.calls


async def test_what_is_accepted_while_it_ends_is_in_nobodys_hand(world):
    await world.time.until(lambda: world.worker._context is not None)
    world.running.cancel()
    await asyncio.wait([world.running])
    await world.worker.accept(request(1))
    (entry,) = await world.outbox.list()
    assert (entry.owner, world.tried) == (None, [])


async def test_draining_lets_what_was_just_claimed_be_sent(world):
    sent = asyncio.Event()

    async def is_about_to_send(_entry, before_send):
        await asyncio.sleep(0)
        await before_send(ROUTE)
        sent.set()
        return DONE

    world.script["alert 1"] = [is_about_to_send]
    await world.time.until(lambda: world.worker._context is not None)
    await world.worker.accept(request(1))
    world.running.cancel()
    await world.worker.drain(5.0)
    assert sent.is_set()
    assert await world.states() == {"alert 1": "raised"}
