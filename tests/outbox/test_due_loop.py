"""The loop that does what is due in the outbox."""

import asyncio

import pytest
from structlog.stdlib import get_logger
from structlog.testing import capture_logs

from bot.outbox.due_loop import RETRY_SECONDS, DueLoop
from bot.runtime.problem_log import ProblemLog
from bot.storage.errors import StorageUnavailable
from tests.slack.socket_mode.server import until


class Work:
    """Pauses for so long each time; a failure is raised instead."""

    def __init__(self, *results):
        self.results = list(results)
        self.slept = []

    async def do_due(self):
        result = self.results.pop(0) if self.results else 60.0
        if isinstance(result, Exception):
            raise result
        return result

    async def sleep(self, seconds):
        self.slept.append(seconds)
        if seconds >= 60.0:
            await asyncio.Event().wait()


@pytest.fixture
async def started():
    """Starts a loop, and ends it with the test."""
    tasks = []

    def start(work):
        loop = DueLoop(work.do_due, ProblemLog(get_logger(), "not_done"), sleep=work.sleep)
        tasks.append(asyncio.create_task(loop.run()))
        return loop

    yield start
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)


async def test_it_pauses_for_as_long_as_nothing_is_due(started):
    work = Work(1.0, 2.0)
    started(work)
    await until(lambda: work.slept == [1.0, 2.0, 60.0])


async def test_news_end_the_pause(started):
    work = Work()
    loop = started(work)
    await until(lambda: work.slept == [60.0])
    loop.wake()
    await until(lambda: work.slept == [60.0, 60.0])


async def test_without_the_outbox_it_goes_on_later_and_says_so(started):
    work = Work(StorageUnavailable("the disk is full"))
    with capture_logs() as lines:
        started(work)
        await until(lambda: work.slept == [RETRY_SECONDS, 60.0])
    assert [(line["event"], line["problem"]) for line in lines] == [("not_done", "the disk is full")]
