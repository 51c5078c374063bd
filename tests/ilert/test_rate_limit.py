"""Pacing that is learned from ilert's 429s, on a clock of its own."""

import asyncio
import itertools
from collections import Counter

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bot.ilert.bucket import BACKGROUND_CALLS, WINDOW_SECONDS, Priority
from bot.ilert.errors import NotFound, RateLimited, ServerError, Unreachable
from bot.ilert.rate_limit import RateLimiter
from tests.ilert.virtual_time import VirtualTime


class Ilert:
    """Takes so many calls in each fixed window of a minute; where the first window begins is its own affair."""

    def __init__(self, time, limit=None, phase=0.0, latency=0.1):
        self.time = time
        self.limit = limit
        self.phase = phase
        self.latency = latency
        self.taken = Counter()
        self.arrived = []
        self.refused = 0

    def window(self):
        return int((self.time.now + self.phase) // WINDOW_SECONDS)

    async def call(self, name, priority):
        self.arrived.append((self.time.now, name, priority))
        window = self.window()
        full = self.limit is not None and self.taken[window] >= self.limit
        if not full:
            self.taken[window] += 1
        await self.time.sleep(self.latency)
        if full:
            self.refused += 1
            raise RateLimited("POST /events", None)


class World:
    def __init__(self, limit=None, phase=0.0):
        self.time = VirtualTime()
        self.ilert = Ilert(self.time, limit, phase)
        self.limiter = RateLimiter(clock=self.time, sleep=self.time.sleep)
        self.done = {}

    async def send(self, name, at=0.0, priority=Priority.ALERT):
        """Send until ilert has taken it, as a worker does."""
        await self.time.sleep(at)
        while True:
            try:
                async with self.limiter.turn(priority):
                    await self.ilert.call(name, priority)
            except RateLimited:
                continue
            assert name not in self.done
            self.done[name] = self.time.now - at
            return

    def all(self, *calls):
        async def together():
            await asyncio.gather(*calls)

        return self.time.run(together())


async def test_150_sends_in_30_seconds_to_an_ilert_without_limit_go_out_at_once():
    world = World()
    await world.all(*(world.send(number, at=number / 5) for number in range(150)))
    assert len(world.done) == 150
    assert max(world.done.values()) == pytest.approx(0.1)


@pytest.mark.parametrize("phase", [0.0, 20.0, 45.0, 59.0])
async def test_an_ilert_that_takes_50_a_minute_gets_150_in_three_windows_none_lost_none_doubled(phase):
    world = World(limit=50, phase=phase)
    await world.all(*(world.send(number) for number in range(150)))
    assert len(world.done) == 150
    assert list(world.ilert.taken.values()) == [50, 50, 50]


async def test_what_was_learned_keeps_the_next_window_from_being_overrun():
    world = World(limit=50, phase=30.0)
    await world.all(*(world.send(number) for number in range(100)))
    # 50 of the first burst, and those that found out when the next window began: not one in that window itself.
    assert world.ilert.refused <= 50 + 3


async def test_after_a_429_the_steps_are_5_10_and_20_seconds():
    world = World(limit=0)

    async def story():
        task = asyncio.ensure_future(world.send("one"))
        while len(world.ilert.arrived) < 5:
            await world.time.sleep(1.0)
        task.cancel()

    await world.time.run(story())
    moments = [moment for moment, _, _ in world.ilert.arrived]
    waits = [later - earlier - 0.1 for earlier, later in itertools.pairwise(moments)]
    assert waits == pytest.approx([5.0, 10.0, 20.0, 20.0])


@pytest.mark.parametrize(("retry_after", "waited"), [(17.0, 17.0), (3600.0, 60.0), (1.0, 5.0)])
async def test_retry_after_is_honoured_up_to_a_minute(retry_after, waited):
    time = VirtualTime()
    limiter = RateLimiter(clock=time, sleep=time.sleep)

    async def limited_once():
        with pytest.raises(RateLimited):
            async with limiter.turn(Priority.ALERT):
                raise RateLimited("POST /events", retry_after)
        assert limiter.closed
        async with limiter.turn(Priority.ALERT):
            return time.now

    assert await time.run(limited_once()) == waited
    assert not limiter.closed


async def test_a_limit_that_was_shown_is_known_and_forgotten_a_minute_later():
    world = World(limit=50)

    async def story():
        assert world.limiter.limit is None
        await asyncio.gather(*(world.send(number) for number in range(60)))
        assert world.limiter.limit == 50
        await world.time.sleep(WINDOW_SECONDS + 1)
        assert world.limiter.limit is None

    await world.time.run(story())


async def test_a_limit_that_others_used_up_holds_nobody_longer_than_one_call():
    """Another program with the same key took the first window: what it left to us is no limit of ours."""
    world = World(limit=50)
    world.ilert.taken[0] = 49
    await world.all(*(world.send(number) for number in range(40)))
    assert dict(world.ilert.taken) == {0: 50, 1: 39}
    assert max(world.done.values()) < 80.0  # the window's end at 60, found at the next step


async def test_people_and_alerts_go_before_readings_when_the_next_window_opens():
    world = World(limit=1)
    first = world.send("first")
    background = [world.send(f"read {n}", at=1.0, priority=Priority.BACKGROUND) for n in range(3)]
    person = world.send("person", at=2.0, priority=Priority.INTERACTIVE)
    late = world.send("alert", at=3.0)
    await world.all(first, *background, person, late)
    order = sorted(world.done, key=lambda name: world.done[name] + {"first": 0, "person": 2, "alert": 3}.get(name, 1))
    assert order[:3] == ["first", "alert", "person"]


async def test_readings_leave_room_and_take_a_minute_for_more_than_their_own_budget():
    world = World()
    calls = BACKGROUND_CALLS + 1
    await world.all(*(world.send(number, priority=Priority.BACKGROUND) for number in range(calls)))
    assert sorted(world.done.values())[-2:] == pytest.approx([0.1, WINDOW_SECONDS + 0.1])


async def test_readings_that_wait_for_their_budget_delay_no_alert():
    world = World()
    reads = [world.send(f"read {n}", priority=Priority.BACKGROUND) for n in range(BACKGROUND_CALLS + 50)]
    alerts = [world.send(f"alert {n}", at=1.0) for n in range(200)]
    await world.all(*reads, *alerts)
    assert max(world.done[f"alert {n}"] for n in range(200)) == pytest.approx(0.1)


async def test_a_reading_that_tries_whether_a_window_is_open_keeps_no_alert_waiting():
    world = World(limit=1)

    async def story():
        await world.send("first")
        world.ilert.latency = 15.0
        await asyncio.gather(
            world.send("read", priority=Priority.BACKGROUND), world.send("late read", priority=Priority.BACKGROUND)
        )

    alert_at = 21.0
    await world.all(story(), world.send("alert", at=alert_at))
    reads = [moment for moment, name, _ in world.ilert.arrived if name != "alert" and moment > 0]
    alerts = [moment for moment, name, _ in world.ilert.arrived if name == "alert"]
    assert any(read < alerts[0] < read + 15.0 for read in reads)


@pytest.mark.parametrize(
    "trouble", [Unreachable("e", "reset", sent=True), ServerError("e", "503"), NotFound("e", 404, "", "")]
)
async def test_other_trouble_passes_through_and_slows_nothing(trouble):
    time = VirtualTime()
    limiter = RateLimiter(clock=time, sleep=time.sleep)

    async def story():
        for _ in range(3):
            with pytest.raises(type(trouble)):
                async with limiter.turn(Priority.ALERT):
                    raise trouble
        return time.now

    assert await time.run(story()) == 0.0


async def test_who_is_cancelled_while_waiting_or_calling_holds_up_nobody():
    world = World(limit=0)

    async def story():
        tasks = [asyncio.ensure_future(world.send(number)) for number in range(3)]
        await world.time.sleep(1.0)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        world.ilert.limit = None
        await world.send("later")

    await world.time.run(story())
    assert world.done.keys() == {"later"}


async def test_what_keeps_a_call_from_going_out_counts_as_no_call():
    limiter = RateLimiter()

    async def fail():
        raise OSError("disk full")

    with pytest.raises(OSError, match="disk full"):
        async with limiter.turn(Priority.ALERT, before=fail):
            pytest.fail("it went out")
    async with limiter.turn(Priority.ALERT):
        pass


arrivals = st.lists(st.tuples(st.floats(0, 200), st.sampled_from(list(Priority))), max_size=80)


@given(arrivals, st.integers(1, 60), st.floats(0, 59))
@example([(0.0, Priority.ALERT)] * 80, 7, 30.0)
async def test_every_call_gets_through_once_in_hardly_more_windows_than_ilert_needs(calls, limit, phase):
    world = World(limit, phase)
    await world.all(*(world.send(number, at, priority) for number, (at, priority) in enumerate(calls)))
    assert len(world.done) == len(calls)
    alerts = [world.done[number] for number, (_, priority) in enumerate(calls) if priority is Priority.ALERT]
    assert max(alerts, default=0.0) <= WINDOW_SECONDS * (len(calls) / limit + 2)


@given(arrivals)
async def test_nobody_but_readings_ever_waits_for_a_limit_that_was_not_shown(calls):
    world = World()
    await world.all(*(world.send(number, at, priority) for number, (at, priority) in enumerate(calls)))
    assert all(
        world.done[number] == pytest.approx(0.1) for number, (_, p) in enumerate(calls) if p > Priority.BACKGROUND
    )


async def test_a_pause_that_others_were_shown_is_kept_and_then_one_call_tries():
    world = World(limit=100)
    world.limiter.pause_as_others(12.0)
    assert world.limiter.closed
    # It was shown to others, who make it known themselves.
    assert world.limiter.pause == 0.0
    await world.all(*(world.send(number) for number in range(3)))
    first, second, _ = [at for at, _, _ in world.ilert.arrived]
    assert first == 12.0
    assert second >= first + world.ilert.latency


async def test_a_pause_that_others_were_shown_shortens_none_of_ones_own():
    time = VirtualTime()
    limiter = RateLimiter(clock=time, sleep=time.sleep)
    with pytest.raises(RateLimited):
        async with limiter.turn(Priority.ALERT):
            raise RateLimited("POST /events", 40.0)
    limiter.pause_as_others(5.0)
    assert limiter.pause == 40.0
    time.now = 39.0
    assert limiter.closed
