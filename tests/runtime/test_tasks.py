"""Work that goes on in the background."""

import asyncio

import pytest
from structlog.testing import capture_logs

from bot.runtime.tasks import Tasks


@pytest.fixture
def tasks():
    return Tasks()


async def test_a_mistake_is_logged_and_does_no_harm(tasks):
    async def mistaken():
        raise ValueError("oops")

    with capture_logs() as lines:
        tasks.start(mistaken())
        await tasks.drain(5.0)
    assert [line["event"] for line in lines] == ["background_task_failed"]


async def test_draining_waits_for_what_runs(tasks):
    done = []
    held = asyncio.Event()

    async def slow():
        await held.wait()
        done.append(True)

    tasks.start(slow())
    draining = asyncio.create_task(tasks.drain(5.0))
    await asyncio.sleep(0)
    held.set()
    await draining
    assert done == [True]


async def test_draining_breaks_off_what_takes_too_long(tasks):
    ended = []

    async def endless():
        try:
            await asyncio.Event().wait()
        finally:
            ended.append(True)

    tasks.start(endless())
    await tasks.drain(0.01)
    assert ended == [True]


async def test_draining_waits_for_what_the_running_start(tasks):
    done = []

    async def second():
        done.append("second")

    async def first():
        await asyncio.sleep(0)
        tasks.start(second())

    tasks.start(first())
    assert len(tasks) == 1
    await tasks.drain(5.0)
    assert (done, len(tasks)) == (["second"], 0)
