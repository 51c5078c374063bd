"""The worker on the real store: who is tried when, what is written down, and who is told."""

import asyncio
import contextlib

import pytest
from structlog.testing import capture_logs

from bot.domain.alerts import Delivered, Failure, NotDelivered
from bot.outbox.model import Again, Route, Settled
from bot.outbox.notifier import MOST_MISTAKES, PATIENCE_SECONDS, Telling
from bot.outbox.sqlite import SqliteStore
from bot.outbox.store import StoreUnavailable
from bot.outbox.worker import Limits, Worker
from bot.runtime.clock import steady_clock
from bot.runtime.supervision import Supervisor
from tests.outbox.requests import request

DONE = Settled(Delivered(9, "https://x.example"))
REFUSED = Settled(NotDelivered(Failure.ILERT_REFUSED, "400"))
LATER = Again(10.0, Failure.ILERT_UNREACHABLE, "503", None)
ROUTE = Route("event")


class Time:
    """Passes only when everybody sleeps: then the next sleeper is woken."""

    def __init__(self, store):
        self.store = store
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
            await asyncio.wrap_future(self.store._thread.submit(lambda: None))
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


class Voice:
    """Remembers what was said to whom."""

    def __init__(self):
        self.said = []
        self.listening = True
        self.mistakes = {}
        """How many more mistakes are made in telling an outcome, by summary."""

    async def still_trying(self, request):
        self._maybe_mistaken(f"{request.summary} still trying")
        self.said.append((request.summary, "still trying"))

    def _maybe_mistaken(self, about):
        if self.mistakes.get(about, 0):
            self.mistakes[about] -= 1
            raise KeyError(about)

    async def not_told(self, request, problem):
        self.said.append((request.summary, "not told", problem))

    async def outcome(self, request, outcome, *, late):
        self._maybe_mistaken(request.summary)
        if self.listening:
            self.said.append((request.summary, type(outcome).__name__, "late" if late else "at once"))
        return self.listening


class World:
    """A worker whose tries are scripted, by summary; the last step is repeated."""

    def __init__(self, path, limits=None):
        self.store = SqliteStore(path)
        self.time, self.voice = Time(self.store), Voice()
        self.script, self.tried, self.ends = {}, [], []
        self.limits = limits or Limits()
        self.begin()

    def begin(self):
        """Begin a life of the daemon."""
        telling = Telling(self.store, self.voice, self.time.sleep)
        self.worker = Worker(
            self.store,
            self.attempt,
            telling,
            self.limits,
            clock=self.time,
            sleep=self.time.sleep,
            on_settled=lambda *end: self.ends.append(end),
        )
        self.running = asyncio.create_task(self.worker.run(Supervisor(sleep=self.time.sleep)))

    async def kill(self):
        """End this life without any farewell."""
        self.running.cancel()
        tasks = self.worker._tasks
        for task in tasks:
            task.cancel()
        await asyncio.gather(self.running, *tasks, return_exceptions=True)
        await self.worker._telling.close()

    async def attempt(self, row, about_to_send):
        summary = row.request.summary
        self.tried.append((summary, self.time.now))
        steps = self.script.get(summary, [DONE])
        step = steps.pop(0) if len(steps) > 1 else steps[0]
        if callable(step):
            return await step(row, about_to_send)
        return step

    async def states(self):
        return {row.request.summary: row.state for row in await self.store.list()}

    def summaries(self):
        return [summary for summary, _ in self.tried]


@pytest.fixture
async def world(path):
    world = World(path)
    yield world
    await world.kill()
    await world.store.close()


async def test_what_is_accepted_is_delivered_and_told(world):
    assert (await world.worker.accept(request(1))).new
    await world.time.until(lambda: world.voice.said)
    assert world.voice.said == [("alert 1", "Delivered", "at once")]
    await world.time.until(lambda: not world.worker._tasks)
    assert await world.store.untold() == []


async def test_what_takes_long_is_said_meanwhile_and_told_as_late(world):
    world.script["alert 1"] = [LATER, DONE]
    await world.worker.accept(request(1))
    await world.time.until(lambda: len(world.voice.said) == 2)
    assert world.voice.said == [("alert 1", "still trying"), ("alert 1", "Delivered", "late")]
    assert world.tried[1][1] - world.tried[0][1] >= LATER.wait > PATIENCE_SECONDS


async def test_each_end_is_counted_once_with_the_time_since_it_was_accepted(world):
    world.script |= {"alert 1": [LATER, DONE], "alert 2": [REFUSED]}
    await world.worker.accept(request(1))
    await world.time.until(lambda: world.ends)
    await world.worker.accept(request(2))
    await world.time.until(lambda: len(world.ends) == 2)
    assert [outcome for outcome, _ in world.ends] == ["delivered", "ilert_refused"]
    assert world.ends[0][1] == pytest.approx(LATER.wait, abs=1.0)
    assert world.ends[1][1] < LATER.wait


async def test_it_is_given_up_at_the_deadline_however_long_ilert_asks_to_wait(path):
    world = World(path, Limits(deadline=100.0))
    world.script["alert 1"] = [LATER, Again(9_000.0, Failure.ILERT_UNREACHABLE, "429", None)]
    await world.worker.accept(request(1))
    await world.time.until(lambda: len(world.voice.said) == 2)
    assert [round(at - 1_000_000) for _, at in world.tried] == [0, 10, 100]
    assert world.voice.said[1] == ("alert 1", "NotDelivered", "late")
    await world.kill()
    await world.store.close()


async def test_a_doubt_that_remains_at_the_deadline_is_what_is_said(path):
    world = World(path, Limits(deadline=50.0))
    world.script["alert 1"] = [Again(10.0, Failure.ILERT_UNREACHABLE, "503", 1_000_000.0)]
    await world.worker.accept(request(1))
    await world.time.until(lambda: len(world.voice.said) == 2)
    (row,) = await world.store.list("given_up")
    assert row.outcome == NotDelivered(Failure.FATE_UNKNOWN, "503")
    await world.kill()
    await world.store.close()


async def test_nobody_waits_for_another_persons_alert(world):
    world.script["alert 1"] = [Again(50.0, Failure.ILERT_UNREACHABLE, "503", None), DONE]
    for number, person in ((1, "U0SAM"), (2, "U0SAM"), (3, "U0EVE")):
        await world.worker.accept(request(number, person))
    await world.time.until(lambda: world.summaries().count("alert 2"))
    assert world.summaries() == ["alert 1", "alert 3", "alert 1", "alert 2"]


async def test_at_most_so_many_are_tried_at_once(path):
    world = World(path, Limits(at_once=2))
    running, most, release = 0, 0, asyncio.Event()

    async def hold(_row, _mark):
        nonlocal running, most
        running += 1
        most = max(most, running)
        await release.wait()
        running -= 1
        return DONE

    for number in range(1, 6):
        world.script[f"alert {number}"] = [hold]
        await world.worker.accept(request(number, f"U{number}"))
    await world.time.until(lambda: running == 2)
    release.set()
    await world.time.until(lambda: len(world.voice.said) == 5)
    assert most == 2
    await world.kill()
    await world.store.close()


async def test_after_a_crash_during_a_send_the_next_life_knows_that_its_fate_is_unknown(world):
    marked = asyncio.Event()

    async def dies(_row, mark):
        await mark(ROUTE)
        marked.set()
        await asyncio.Event().wait()

    world.script["alert 1"] = [dies]
    await world.worker.accept(request(1))
    await world.time.until(marked.is_set)
    await world.kill()
    rows = []

    async def look(row, _mark):
        rows.append(row)
        return DONE

    world.script["alert 1"] = [look]
    world.begin()
    await world.time.until(lambda: world.voice.said)
    assert rows[0].route == ROUTE
    assert rows[0].unknown_since == pytest.approx(world.time.now, abs=60)
    assert world.voice.said == [("alert 1", "Delivered", "late")]


async def test_an_outcome_that_slack_did_not_take_is_told_later(world):
    world.voice.listening = False
    world.script["alert 1"] = [REFUSED]
    await world.worker.accept(request(1))
    await world.time.until(world.summaries)
    await world.time.until(lambda: not world.worker._tasks)
    world.voice.listening = True
    await world.time.until(lambda: world.voice.said)
    assert world.voice.said == [("alert 1", "NotDelivered", "late")]


async def test_an_outcome_that_nobody_can_be_told_for_a_day_is_let_go(world):
    world.voice.listening = False
    await world.worker.accept(request(1))
    await world.time.until(lambda: world.tried and not world.worker._tasks)
    world.time.now += 86_400.0
    told = world.time.now + 20.0
    await world.time.until(lambda: world.time.now > told)
    assert await world.store.untold() == []


async def test_an_old_row_gets_its_chance_after_a_long_stop(world):
    await world.kill()
    await world.store.accept(request(1), world.time.now)
    world.time.now += 100_000.0
    world.script["alert 1"] = [LATER, DONE]
    world.begin()
    await world.time.until(lambda: world.voice.said)
    assert world.voice.said == [("alert 1", "Delivered", "late")]


async def test_what_cannot_be_marked_is_not_sent_and_tried_again(world, monkeypatch):
    sent = []

    async def send(_row, mark):
        await mark(ROUTE)
        sent.append(1)
        return DONE

    world.script["alert 1"] = [send]
    original, failing = world.store.sending, [True, True]

    async def sending(*args):
        if failing:
            failing.pop()
            raise StoreUnavailable("disk full")
        await original(*args)

    monkeypatch.setattr(world.store, "sending", sending)
    await world.worker.accept(request(1))
    await world.time.until(lambda: ("alert 1", "Delivered", "late") in world.voice.said or len(sent))
    assert len(world.tried) == 3
    assert sent == [1]


async def test_what_was_sent_is_written_down_as_soon_as_the_disk_allows_and_not_sent_again(world, monkeypatch):
    original, failing = world.store.settle, [True] * 5

    async def settle(*args):
        if failing:
            failing.pop()
            raise StoreUnavailable("disk full")
        await original(*args)

    monkeypatch.setattr(world.store, "settle", settle)
    await world.worker.accept(request(1))
    await world.time.until(lambda: ("alert 1", "Delivered", "late") in world.voice.said)
    assert len(world.tried) == 1


@pytest.mark.parametrize("method", ["claim", "recover", "untold", "prune"])
async def test_a_store_that_fails_for_a_while_stops_nothing(path, method, monkeypatch):
    original, failing = getattr(SqliteStore, method), [True, True]

    async def flaky(self, *args):
        if failing:
            failing.pop()
            raise StoreUnavailable("disk full")
        return await original(self, *args)

    monkeypatch.setattr(SqliteStore, method, flaky)
    world = World(path)
    await world.worker.accept(request(1))
    await world.time.until(lambda: any("Delivered" in said for said in world.voice.said))
    await world.kill()
    await world.store.close()


async def test_a_mistake_in_a_try_loses_nothing(world):
    async def mistaken(_row, mark):
        await mark(ROUTE)
        raise ZeroDivisionError

    rows = []

    async def look(row, _mark):
        rows.append(row)
        return DONE

    world.script["alert 1"] = [mistaken, look]
    await world.worker.accept(request(1))
    await world.time.until(lambda: rows)
    assert rows[0].unknown_since is not None


async def test_a_mistake_in_telling_stops_no_other_and_is_told_once_it_is_over(world):
    world.voice.mistakes = {"alert 1": 2}
    await world.worker.accept(request(1, "U0SAM"))
    await world.worker.accept(request(2, "U0EVE"))
    with capture_logs() as lines:
        await world.time.until(lambda: len(world.voice.said) == 2)
    assert world.voice.said == [("alert 2", "Delivered", "at once"), ("alert 1", "Delivered", "late")]
    failed = [line for line in lines if line["event"] == "notification_failed_unexpectedly"]
    assert [line["exc_info"] for line in failed] == [True, True]
    await world.time.until(lambda: not world.worker._tasks)
    assert not world.running.done()


async def test_an_outcome_whose_telling_fails_every_time_is_abandoned_and_the_admins_are_told(world):
    world.voice.mistakes = {"alert 1": 1_000}
    await world.worker.accept(request(1))
    with capture_logs() as lines:
        await world.time.until(lambda: world.voice.said)
    assert world.voice.said == [("alert 1", "not told", "KeyError('alert 1')")]
    assert world.voice.mistakes == {"alert 1": 1_000 - MOST_MISTAKES}
    assert [line["key"] for line in lines if line["event"] == "notification_abandoned"] == [request(1).key]
    assert await world.store.untold() == []


async def test_a_mistake_in_saying_that_it_takes_long_is_logged_and_the_outcome_is_told(world):
    world.voice.mistakes = {"alert 1 still trying": 1}
    world.script["alert 1"] = [LATER, DONE]
    await world.worker.accept(request(1))
    with capture_logs() as lines:
        await world.time.until(lambda: world.voice.said)
    assert world.voice.said == [("alert 1", "Delivered", "late")]
    assert [line["event"] for line in lines if line.get("exc_info")] == ["background_task_failed"]


async def test_a_reason_that_only_another_release_has_words_for_is_read_as_such(world):
    await world.worker.accept(request(1))
    await world.time.until(lambda: world.voice.said)
    outcome = '{"reason": "reason_of_a_newer_release", "detail": "x"}'
    await world.store._run(
        lambda database: database.execute("UPDATE alert SET state = 'given_up', told = 0, outcome = ?", (outcome,))
    )
    (row,) = await world.store.untold()
    assert row.outcome == NotDelivered(Failure.OTHER, "x")
    await world.time.until(lambda: len(world.voice.said) == 2)
    assert world.voice.said[1] == ("alert 1", "NotDelivered", "late")


async def test_draining_lets_a_send_end_and_leaves_the_rest(world):
    release, waits = asyncio.Event(), asyncio.Event()

    async def sends(_row, mark):
        await mark(ROUTE)
        await release.wait()
        return DONE

    async def waits_for_its_turn(_row, _mark):
        await waits.wait()

    world.script = {"alert 1": [sends], "alert 2": [waits_for_its_turn]}
    await world.worker.accept(request(1, "U0SAM"))
    await world.worker.accept(request(2, "U0EVE"))
    await world.time.until(lambda: len(world.tried) == 2 and world.worker._committed)
    world.running.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await world.running
    draining = asyncio.create_task(world.worker.drain(5.0))
    await asyncio.sleep(0.02)
    release.set()
    await draining
    assert await world.states() == {"alert 1": "delivered", "alert 2": "waiting"}


async def test_draining_breaks_off_what_takes_too_long_and_its_fate_stays_unknown(world):
    marked = asyncio.Event()

    async def hangs(_row, mark):
        await mark(ROUTE)
        marked.set()
        await asyncio.Event().wait()

    world.script["alert 1"] = [hangs]
    await world.worker.accept(request(1))
    await world.time.until(marked.is_set)
    world.running.cancel()
    await world.worker.drain(0.01)
    (row,) = await world.store.list()
    assert row.unknown_since is not None


async def test_old_rows_are_pruned_while_it_runs(path):
    world = World(path, Limits(keep_days=1.0))
    await world.worker.accept(request(1))
    await world.time.until(lambda: world.tried and not world.worker._tasks)
    world.time.now += 90_000.0
    pruned = world.time.now + 20.0
    await world.time.until(lambda: world.time.now > pruned)
    assert await world.store.list() == []
    await world.kill()
    await world.store.close()


def test_a_clock_that_is_set_back_neither_stops_nor_hurries():
    wall, passed = [1_000_000.0], [50.0]
    clock = steady_clock(lambda: wall[0], lambda: passed[0])
    assert clock() == 1_000_000.0
    wall[0] -= 86_400.0
    passed[0] += 5.0
    assert clock() == 1_000_005.0
