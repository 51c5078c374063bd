"""What is known of the outbox from asking it again and again."""

import asyncio

import pytest

from bot.outbox.model import QueueStats
from bot.outbox.write_probe import OutboxProbe
from bot.storage.errors import StorageUnavailable
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


async def test_it_knows_what_waits_in_the_real_store(outbox):
    probe = OutboxProbe(outbox)
    await outbox.accept(request(1))
    await probe.ask()
    assert (probe.stats, probe.problem, probe.failing_for) == (QueueStats(1, 5.0), "", 0.0)


async def test_before_the_first_answer_it_is_not_known_to_take_anything(time):
    assert OutboxProbe(Disk(), clock=time).problem == "not opened yet"


async def test_a_problem_counts_from_when_it_began_until_it_is_over(time):
    disk = Disk()
    disk.answers = [
        QueueStats(2, 50.0),
        StorageUnavailable("disk full"),
        StorageUnavailable("read-only"),
        QueueStats(3, 50.0),
    ]
    probe = OutboxProbe(disk, clock=time)
    await probe.ask()
    for time.now, problem, seconds in ((110.0, "disk full", 0.0), (115.0, "read-only", 5.0)):
        await probe.ask()
        assert (probe.problem, probe.failing_for) == (problem, seconds)
    # What waited when it could last be read still counts.
    assert probe.stats == QueueStats(2, 50.0)
    await probe.ask()
    assert (probe.problem, probe.failing_for, probe.stats) == ("", 0.0, QueueStats(3, 50.0))


async def test_an_outbox_that_hangs_is_silent_and_one_that_fails_is_not(time):
    hangs = asyncio.Event()

    class Hanging:
        async def probe(self):
            await hangs.wait()
            raise StorageUnavailable("disk full")

    probe = OutboxProbe(Hanging(), clock=time)
    asking = asyncio.create_task(probe.ask())
    time.now += 70.0
    assert probe.unresponsive_for == 70.0
    hangs.set()
    await asking
    assert (probe.unresponsive_for, probe.problem) == (0.0, "disk full")
