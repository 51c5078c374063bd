"""What is known of the outbox from asking it again and again."""

import asyncio

import pytest

from bot.outbox.model import Stock
from bot.outbox.store import StoreUnavailable
from bot.outbox.write_probe import OutboxProbe
from tests.outbox.requests import request


class Time:
    now = 100.0

    def __call__(self):
        return self.now


@pytest.fixture
def time():
    return Time()


class Disk:
    """A store of which only the probe matters."""

    def __init__(self):
        self.answers = []

    async def probe(self):
        answer = self.answers.pop(0)
        if isinstance(answer, Exception):
            raise answer
        return answer


async def test_it_knows_what_waits_in_the_real_store(store):
    probe = OutboxProbe(store)
    await store.accept(request(1), 5.0)
    await probe.ask()
    assert (probe.stock, probe.problem, probe.problem_for) == (Stock(1, 5.0), "", 0.0)


async def test_before_the_first_answer_it_is_not_known_to_take_anything(time):
    assert OutboxProbe(Disk(), clock=time).problem == "not opened yet"


async def test_a_problem_counts_from_when_it_began_until_it_is_over(time):
    disk = Disk()
    disk.answers = [Stock(2, 50.0), StoreUnavailable("disk full"), StoreUnavailable("read-only"), Stock(3, 50.0)]
    probe = OutboxProbe(disk, clock=time)
    await probe.ask()
    for time.now, problem, seconds in ((110.0, "disk full", 0.0), (115.0, "read-only", 5.0)):
        await probe.ask()
        assert (probe.problem, probe.problem_for) == (problem, seconds)
    # What waited when it could last be read still counts.
    assert probe.stock == Stock(2, 50.0)
    await probe.ask()
    assert (probe.problem, probe.problem_for, probe.stock) == ("", 0.0, Stock(3, 50.0))


async def test_an_outbox_that_hangs_is_silent_and_one_that_fails_is_not(time):
    hangs = asyncio.Event()

    class Hanging:
        async def probe(self):
            await hangs.wait()
            raise StoreUnavailable("disk full")

    probe = OutboxProbe(Hanging(), clock=time)
    asking = asyncio.create_task(probe.ask())
    time.now += 70.0
    assert probe.silent_for == 70.0
    hangs.set()
    await asking
    assert (probe.silent_for, probe.problem) == (0.0, "disk full")
