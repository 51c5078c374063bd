"""What systemd and an operator's monitoring hear of the daemon, over the real sockets."""

import asyncio
import signal
import socket

import pytest

from tests.e2e.actions import press
from tests.e2e.daemon import WAIT_SECONDS


class Manager:
    """Listens as systemd does. What it heard is `said`, a message per item."""

    def __init__(self, path):
        self.said: list[str] = []
        self.path = str(path)
        self._news = asyncio.Condition()
        self._socket = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM | socket.SOCK_NONBLOCK)
        self._socket.bind(self.path)

    async def listen(self):
        loop = asyncio.get_running_loop()
        while True:
            message = (await loop.sock_recv(self._socket, 4096)).decode()
            async with self._news:
                self.said.append(message)
                self._news.notify_all()

    async def hears(self, beginning, *, since=0):
        """Wait for a message, and return at which place it came."""

        def place():
            return next((n for n, said in enumerate(self.said) if n >= since and said.startswith(beginning)), None)

        try:
            async with asyncio.timeout(WAIT_SECONDS), self._news:
                await self._news.wait_for(lambda: place() is not None)
        except TimeoutError:
            raise AssertionError(f"{beginning!r} was not among {self.said[since:]}") from None
        return place()

    def close(self):
        self._socket.close()


@pytest.fixture
async def manager(tmp_path, settings):
    manager = Manager(tmp_path / "notify")
    settings["NOTIFY_SOCKET"] = manager.path
    listening = asyncio.create_task(manager.listen())
    yield manager
    listening.cancel()
    manager.close()


async def test_it_is_ready_when_slack_has_greeted_it_and_not_before(sandbox, manager, stopped_daemon):
    sandbox.faults.script("auth.test", [{"error": "internal_error"}])
    await stopped_daemon.start()
    await manager.hears("STATUS=starting: not connected to Slack")
    assert "READY=1" not in manager.said
    await stopped_daemon.logged("slack_connected")
    ready = await manager.hears("READY=1")
    await manager.hears("STATUS=connected, no alert waiting", since=ready)


async def test_a_good_reload_begins_and_ends_with_word_of_it(manager, daemon):
    ready = await manager.hears("READY=1")
    daemon.send(signal.SIGHUP)
    reloading = await manager.hears("RELOADING=1", since=ready + 1)
    await manager.hears("READY=1", since=reloading + 1)


async def test_a_refused_reload_ends_too_and_shows_in_the_status(manager, daemon, policy_file):
    ready = await manager.hears("READY=1")
    good = policy_file.read_text()
    policy_file.write_text("[ilert_users]\npriority = 7\n")
    await manager.hears("STATUS=connected, no alert waiting, policy file refused, the last good one stays in force")
    daemon.send(signal.SIGHUP)
    reloading = await manager.hears("RELOADING=1", since=ready + 1)
    again = await manager.hears("READY=1", since=reloading + 1)
    policy_file.write_text(good)
    await manager.hears("STATUS=connected, no alert waiting", since=again)
    assert (await daemon.get("/readyz"))[1]["reasons"] == []


async def test_it_can_be_reloaded_while_slack_is_away(sandbox, manager, stopped_daemon, policy_file):
    sandbox.faults.script("auth.test", [{"error": "internal_error"}] * 50)
    await stopped_daemon.start()
    await manager.hears("STATUS=starting")
    policy_file.write_text('[dialog]\ntitle = "Help"\n' + policy_file.read_text().replace("[dialog]", ""))
    await stopped_daemon.logged("policy_loaded")


async def test_stopping_is_told_at_once(sandbox, manager, daemon):
    await manager.hears("READY=1")
    await daemon.stop()
    stopping = await manager.hears("STOPPING=1")
    await manager.hears("STATUS=stopping", since=stopping)


async def test_the_watchdog_gets_its_signs_of_life(manager, stopped_daemon):
    stopped_daemon.settings["WATCHDOG_USEC"] = "300000"
    await stopped_daemon.start()
    first = await manager.hears("WATCHDOG=1")
    second = await manager.hears("WATCHDOG=1", since=first + 1)
    await manager.hears("WATCHDOG=1", since=second + 1)


async def test_the_status_tells_of_ilert_and_of_what_waits(sandbox, manager, daemon):
    await manager.hears("READY=1")
    sandbox.faults.ilert = "down"
    await press(sandbox)
    await manager.hears("STATUS=connected, 1 alert waiting, ilert unreachable for")
    status, body = await daemon.get("/readyz")
    # Alerts are still taken.
    assert (status, [reason["code"] for reason in body["reasons"]]) == (200, ["ilert_unreachable"])
    sandbox.faults.ilert = "up"
    await manager.hears("STATUS=connected, no alert waiting", since=len(manager.said))


async def test_health_says_that_it_lives_and_ready_that_it_can_serve(manager, daemon):
    await manager.hears("READY=1")
    assert await daemon.get("/readyz") == (
        200,
        {
            "ready": True,
            "status": "connected, no alert waiting",
            "reasons": [],
            "waiting": 0,
            "oldest_seconds": None,
            "database": None,
        },
    )
    assert await daemon.get("/healthz") == (200, {"alive": True, "problem": None})


async def test_without_slack_it_lives_but_is_not_ready_and_says_why(sandbox, stopped_daemon):
    sandbox.faults.script("auth.test", [{"error": "internal_error"}] * 50)
    await stopped_daemon.start()
    await stopped_daemon.logged("slack_unreachable")
    status, body = await stopped_daemon.get("/readyz")
    assert (status, body["ready"]) == (503, False)
    assert [(reason["code"], reason["blocks"]) for reason in body["reasons"] if reason["blocks"]] == [
        ("slack_not_connected", True)
    ]
    assert (await stopped_daemon.get("/healthz"))[0] == 200
