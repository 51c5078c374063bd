"""A worker, its notifier and all their loops on a real outbox."""

import asyncio
import contextlib

from bot.outbox.audit import word
from bot.outbox.model import Event
from bot.outbox.notifier import Notifier, Reaction
from bot.outbox.sqlite import SqliteOutbox
from bot.outbox.worker import Limits, Worker
from bot.runtime.supervision import Supervisor
from bot.storage.errors import StorageUnavailable
from bot.storage.manner import ALONE_BEHIND
from tests.outbox.requests import DONE


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
            await self.outbox.file.do(lambda _: None, ALONE_BEHIND)
            for _ in range(5):
                await asyncio.sleep(0)

    async def until(self, look, seconds=20_000.0, stride=0.0):
        """Let time pass until something is seen, by so much more than it must each time."""
        end = self.now + seconds
        while not look():
            await self._quiet()
            if look():
                return
            self.sleepers = [(at, woken) for at, woken in self.sleepers if not woken.done()]
            assert self.sleepers, "everybody is stuck"
            at = min(at for at, _ in self.sleepers)
            assert at <= end, "not seen in time"
            self.now = max(self.now, at + stride)
            for due, woken in self.sleepers:
                if due <= self.now:
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


@contextlib.asynccontextmanager
async def running(path, **how):
    """A world of its own kind."""
    world = World(path, **how)
    yield world
    await world.kill()
    await world.outbox.close()
