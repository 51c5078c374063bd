"""Background loops go on after a mistake."""

import asyncio

from structlog.testing import capture_logs

from bot.runtime.supervision import RECOVERED_SECONDS, Supervisor


class Time:
    """Passes at once when somebody sleeps."""

    def __init__(self):
        self.now = 0.0
        self.slept = []

    def __call__(self):
        return self.now

    async def sleep(self, seconds):
        self.slept.append(seconds)
        self.now += seconds


def failing(times, then=None):
    """A loop that fails so many times, and then returns."""
    left = [ZeroDivisionError(f"failure {number}") for number in range(times)]

    async def loop():
        if left:
            raise left.pop(0)
        if then is not None:
            then()

    return loop


async def test_a_loop_that_fails_is_started_again_with_growing_pauses_and_each_failure_is_logged():
    time = Time()
    supervisor = Supervisor(clock=time, sleep=time.sleep)
    with capture_logs() as lines:
        await supervisor.run("pruning", failing(8))
    assert time.slept == [1.0, 2.0, 4.0, 8.0, 16.0, 32.0, 60.0, 60.0]
    assert [(line["event"], line["loop"]) for line in lines] == [("loop_failed", "pruning")] * 8
    assert all(line["exc_info"] for line in lines)


async def test_a_failure_is_shown_with_the_loops_name_until_it_has_run_for_a_while():
    time = Time()
    supervisor = Supervisor(clock=time, sleep=time.sleep)
    shown = []
    await supervisor.run("pruning", failing(1, then=lambda: shown.append(dict(supervisor.problems()))))
    assert shown == [{"pruning": "ZeroDivisionError('failure 0')"}]
    time.now += RECOVERED_SECONDS
    assert supervisor.problems() == {}


async def test_a_failure_after_a_long_time_begins_with_a_short_pause_again():
    time = Time()
    supervisor = Supervisor(clock=time, sleep=time.sleep)
    lasting = [1.0, 1.0, RECOVERED_SECONDS]

    async def loop():
        if lasting:
            time.now += lasting.pop(0)
            raise ZeroDivisionError

    await supervisor.run("pruning", loop)
    assert time.slept == [1.0, 2.0, 1.0]


async def test_one_failing_loop_ends_no_other():
    supervisor = Supervisor(sleep=lambda _: asyncio.sleep(0))
    other = asyncio.Event()

    async def sound():
        other.set()

    async with asyncio.TaskGroup() as group:
        group.create_task(supervisor.run("broken", failing(3)))
        group.create_task(supervisor.run("sound", sound))
    assert other.is_set()
