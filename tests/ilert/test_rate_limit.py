"""The rate budget, on a clock of its own."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.ilert.rate_limit import MINUTE, RateLimiter


class Clock:
    """Time that passes only by sleeping."""

    def __init__(self):
        self.now = 1000.0

    def __call__(self):
        return self.now

    async def sleep(self, seconds):
        self.now += seconds


@pytest.fixture
def clock():
    return Clock()


async def test_calls_within_the_limit_pass_at_once(clock):
    budget = RateLimiter(3, clock=clock, sleep=clock.sleep)
    for _ in range(3):
        await budget.take()
    assert clock.now == 1000.0


async def test_one_more_waits_until_the_first_is_a_minute_old(clock):
    budget = RateLimiter(3, clock=clock, sleep=clock.sleep)
    for _ in range(4):
        await budget.take()
    assert clock.now == 1000.0 + MINUTE


async def test_urgent_calls_use_what_others_must_leave_free(clock):
    budget = RateLimiter(3, reserved=1, clock=clock, sleep=clock.sleep)
    await budget.take()
    await budget.take()
    await budget.take(urgent=True)
    assert clock.now == 1000.0
    await budget.take()
    assert clock.now == 1000.0 + MINUTE


@given(st.lists(st.tuples(st.booleans(), st.floats(0, 20)), max_size=60), st.integers(1, 8))
async def test_no_minute_ever_holds_more_than_the_limit(steps, limit):
    clock = Clock()
    budget = RateLimiter(limit, reserved=min(1, limit - 1), clock=clock, sleep=clock.sleep)
    passed = []
    for urgent, pause in steps:
        clock.now += pause
        await budget.take(urgent=urgent)
        passed.append(clock.now)
    for first in passed:
        assert sum(first <= moment < first + MINUTE for moment in passed) <= limit


async def test_it_tells_which_part_of_the_last_minute_is_used(clock):
    budget = RateLimiter(4, clock=clock, sleep=clock.sleep)
    assert budget.used == 0
    for _ in range(3):
        await budget.take()
    assert budget.used == 0.75
    clock.now += MINUTE
    assert budget.used == 0
