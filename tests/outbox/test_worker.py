"""The worker on a real outbox: what is tried when, what is written down, and who is told."""

import asyncio
import contextlib
import dataclasses

import pytest
from structlog.testing import capture_logs

from bot.domain.alerts import Failure, NotDelivered
from bot.outbox.audit import word
from bot.outbox.model import Event
from bot.outbox.notifier import Notifier, Reaction
from bot.outbox.sqlite import SqliteOutbox
from bot.outbox.worker import Limits, Worker
from bot.runtime.clock import steady_clock
from bot.runtime.supervision import Supervisor
from bot.storage.errors import StorageUnavailable
from tests.outbox.requests import DONE, LATER, REFUSED, ROUTE, request


class Time:
    """Passes only when everybody sleeps: then the next sleeper is woken."""

    def __init__(self):
        self.outbox = None
        self.now = 1_000_000.0
        self.sleepers = []

    def __call__(self):
        return self.now

    async def sleep(self, seconds):
        woken = asyncio.get_running_loop().create_future()
        self.sleepers.append((self.now + seconds, woken))
        await woken

    async def _quiet(self):
        """Wait until the store's thread, which works in real time, has done what was asked and what followed."""
        for _ in range(12):
            await asyncio.wrap_future(self.outbox.file.submit(lambda _: None))
            for _ in range(5):
                await asyncio.sleep(0)

    async def until(self, look, seconds=20_000.0):
        """Let time pass until something is seen."""
        end = self.now + seconds
        while not look():
            await self._quiet()
            if look():
                return
            self.sleepers = [(at, woken) for at, woken in self.sleepers if not woken.done()]
            assert self.sleepers, "everybody is stuck"
            at, woken = min(self.sleepers, key=lambda sleeper: sleeper[0])
            assert at <= end, "not seen in time"
            self.now = max(self.now, at)
            woken.set_result(None)


class Reporter:
    """Remembers which outcomes it was told."""

    name = "reporter"
    events = Event

    def __init__(self):
        self.told = []

    async def notify(self, notice):
        self.told.append((notice.entry.request.summary, notice.entry.state))
        return Reaction.NOTIFIED


class FlakyOutbox(SqliteOutbox):
    """Fails as often as a test says, method by method."""

    def __init__(self, path, time):
        super().__init__(path, owner="one", clock=time, repair=True)
        self.failures = {}
        self.calls = []

    def _fail(self, method):
        self.calls.append(method)
        if self.failures.get(method, 0):
            self.failures[method] -= 1
            raise StorageUnavailable("disk full")

    async def recover(self):
        self._fail("recover")
        return await super().recover()

    async def claim(self, *args):
        self._fail("claim")
        return await super().claim(*args)

    async def extend(self, *args):
        self._fail("extend")
        await super().extend(*args)

    async def sending(self, *args):
        self._fail("sending")
        await super().sending(*args)

    async def settle(self, *args):
        self._fail("settle")
        await super().settle(*args)

    async def claim_notices(self, *args):
        self._fail("claim_notices")
        return await super().claim_notices(*args)

    async def prune(self, *args):
        self._fail("prune")
        return await super().prune(*args)


class World:
    """A worker whose tries are scripted, by summary; the last step is repeated."""

    def __init__(self, path, limits=None, failures=None, outbox=FlakyOutbox, *, leads=True):
        self.leads = leads
        self.time, self.reporter = Time(), Reporter()
        self.outbox = self.time.outbox = outbox(path, self.time)
        self.outbox.failures |= failures or {}
        self.script, self.tried, self.ends, self.accepted = {}, [], [], []
        self.limits = limits or Limits()
        self.begin()

    def begin(self):
        """Start the daemon."""
        self.notifier = Notifier(self.outbox, [self.reporter], clock=self.time, sleep=self.time.sleep)
        self.worker = Worker(
            self.outbox,
            self.attempt,
            self.notifier,
            self.limits,
            sleep=self.time.sleep,
            awake=self.time,
            on_accepted=lambda asked: self.accepted.append(asked.summary),
            on_settled=lambda _, outcome, seconds: self.ends.append((word(outcome), seconds)),
            may_prune=self.may_prune,
        )
        self.running = asyncio.create_task(self.worker.run(Supervisor(sleep=self.time.sleep)))

    async def kill(self):
        """End without any farewell."""
        self.running.cancel()
        tasks = self.worker._tasks
        for task in tasks:
            task.cancel()
        await asyncio.gather(self.running, *tasks, return_exceptions=True)

    async def may_prune(self):
        return self.leads

    async def attempt(self, entry, before_send):
        summary = entry.request.summary
        self.tried.append((summary, self.time.now))
        steps = self.script.get(summary, [DONE])
        step = steps.pop(0) if len(steps) > 1 else steps[0]
        if callable(step):
            return await step(entry, before_send)
        return step

    async def states(self):
        return {entry.request.summary: entry.state for entry in await self.outbox.list()}

    def summaries(self):
        return [summary for summary, _ in self.tried]

    def told(self):
        return self.reporter.told


@pytest.fixture
async def world(path):
    world = World(path)
    yield world
    await world.kill()
    await world.outbox.close()


@contextlib.asynccontextmanager
async def running(path, **how):
    """A world of its own kind."""
    world = World(path, **how)
    yield world
    await world.kill()
    await world.outbox.close()


async def test_what_is_accepted_is_delivered_and_told(world):
    assert (await world.worker.accept(request(1))).new
    assert world.accepted == ["alert 1"]
    await world.time.until(world.told)
    assert world.told() == [("alert 1", "raised")]
    await world.time.until(lambda: not world.worker._tasks)
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
        await world.time.until(lambda: world.told() and not world.outbox.failures[method])
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
        await world.time.until(lambda: world.outbox.calls.count("prune") >= pruned + 2)
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
