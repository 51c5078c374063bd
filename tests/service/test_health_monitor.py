"""What the monitor tells systemd, and when."""

import asyncio
import socket
import time
from types import SimpleNamespace

import pytest
from structlog.testing import capture_logs

from bot.ilert.availability import Availability
from bot.outbox.model import QueueStats
from bot.outbox.write_probe import OutboxProbe
from bot.service.health_monitor import START_SECONDS, HealthMonitor
from bot.service.systemd import ServiceManager
from bot.slack.api.token_status import TokenStatus
from bot.slack.socket_mode.health import SocketHealth


class Store:
    def now(self):
        return 7.0

    async def probe(self):
        return QueueStats(3, 5.0)


class Systemd:
    """The other end of the notify socket."""

    def __init__(self, path):
        self._socket = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM | socket.SOCK_NONBLOCK)
        self._socket.bind(str(path))

    async def hears(self, beginning):
        async with asyncio.timeout(10):
            while not (said := (await self.next())).startswith(beginning):
                assert said != "READY=1", f"{beginning!r} did not come before READY=1"
        return said

    async def next(self):
        return (await asyncio.get_running_loop().sock_recv(self._socket, 4096)).decode()

    def close(self):
        self._socket.close()


@pytest.fixture
def systemd(tmp_path):
    systemd = Systemd(tmp_path / "notify")
    yield systemd
    systemd.close()


@pytest.fixture
def slack():
    return SocketHealth()


@pytest.fixture
def start_seconds():
    return START_SECONDS


@pytest.fixture
async def monitor(tmp_path, systemd, slack, start_seconds):
    """A monitor that runs, for a service whose watchdog is in a hurry."""
    probe = OutboxProbe(Store())
    await probe.ask()
    beat = HealthMonitor(
        ServiceManager(str(tmp_path / "notify"), watchdog_seconds=0.03),
        slack,
        probe,
        Availability(),
        SimpleNamespace(age=5.0, current=object()),
        SimpleNamespace(refused=False),
        access=TokenStatus(),
    )
    running = asyncio.create_task(beat.run(start_seconds=start_seconds))
    yield beat
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)


async def test_the_start_waits_for_slack(monitor, systemd, slack):
    await systemd.hears("STATUS=starting: not connected to Slack")
    monitor.reloading()  # nothing to tell before the end of the start
    monitor.reloaded()
    slack.greeted(time.monotonic(), 1)
    await systemd.hears("READY=1")
    assert await systemd.next() == "STATUS=connected, 3 alerts waiting"
    assert await systemd.next() == "WATCHDOG=1"


@pytest.mark.parametrize("start_seconds", [0.0])
async def test_the_start_does_not_wait_for_slack_for_ever(monitor, systemd, slack):
    await systemd.hears("READY=1")
    slack.lost(time.monotonic(), "Slack does not answer")
    await systemd.hears("STATUS=not connected to Slack for 0 s (Slack does not answer), 3 alerts waiting")
    # To start it again would not bring Slack back.
    await systemd.hears("WATCHDOG=1")


async def test_a_wedged_service_gets_no_food_and_says_why_once(monitor, systemd, slack):
    slack.greeted(time.monotonic(), 1)
    await systemd.hears("READY=1")
    await systemd.hears("WATCHDOG=1")
    with capture_logs() as logs:
        slack.last_heard = time.monotonic() - 1000
        await systemd.hears("STATUS=nothing heard from Slack for 16 min")
        silent = slack.last_heard
        for _ in range(3):  # beats that are heard of by their status alone
            silent -= 60
            slack.last_heard = silent
            assert (await systemd.next()).startswith("STATUS=nothing heard")
        slack.last_heard = time.monotonic()
        await systemd.hears("STATUS=connected")
        assert await systemd.next() == "WATCHDOG=1"
    assert [line["event"] for line in logs] == ["service_wedged"]
    assert "silent for 16 min" in logs[0]["problem"]


async def test_a_background_loop_that_fails_is_shown(monitor):
    failures = [ZeroDivisionError("oops")]

    async def loop():
        if failures:
            raise failures.pop()

    running = asyncio.create_task(monitor.supervisor.run("pruning", loop))
    await asyncio.sleep(0)
    assert monitor.snapshot().failing_loops == {"pruning": "ZeroDivisionError('oops')"}
    running.cancel()


async def test_stopping_is_told_with_what_is_left(monitor, systemd, slack):
    slack.greeted(time.monotonic(), 1)
    await systemd.hears("READY=1")
    monitor.stopping()
    await systemd.hears("STOPPING=1")
    assert await systemd.hears("STATUS=") == "STATUS=stopping, 3 alerts waiting"
