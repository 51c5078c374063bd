"""What holds the daemon's loops together."""

import asyncio
from types import SimpleNamespace

import pytest
from structlog.testing import capture_logs

from bot.runtime.supervision import Supervisor
from bot.service import daemon
from bot.service.health import HealthSnapshot, SlackSnapshot, conditions, is_ready


async def forever():
    await asyncio.Event().wait()


def mistaken():
    raise ZeroDivisionError("a mistake")


class Ilert:
    async def current_user(self):
        return SimpleNamespace(role="ADMIN")


class Policy:
    """One that is read again whenever somebody wants that."""

    file_version = "1"

    def __init__(self):
        self.reloads = 0
        self.reloaded = asyncio.Event()

    async def keep_resolving(self):
        await forever()

    async def reload(self, admins):
        self.reloads += 1
        self.reloaded.set()
        if self.reloads == 1:
            mistaken()


@pytest.fixture
def parts():
    """Stand-ins for the parts that `_refresh` works with; the supervisor does not wait."""
    return SimpleNamespace(
        health=SimpleNamespace(supervisor=Supervisor(sleep=lambda _: asyncio.sleep(0)), reloaded=lambda: None),
        directory=SimpleNamespace(run=forever),
        policy=Policy(),
        ilert=Ilert(),
        admins=None,
    )


async def test_a_mistake_in_one_loop_is_seen_and_ends_no_other(parts, tmp_path):
    parts.directory.run = mistaken
    parts.health.supervisor = Supervisor(sleep=lambda _: forever())
    settings, reload = SimpleNamespace(policy_file=tmp_path / "config.toml"), asyncio.Event()
    with capture_logs() as lines:
        async with asyncio.timeout(10):
            refreshing = asyncio.create_task(daemon._refresh(settings, parts, reload))
            reload.set()
            await parts.policy.reloaded.wait()
    refreshing.cancel()
    await asyncio.gather(refreshing, return_exceptions=True)
    assert {line["loop"] for line in lines if line["event"] == "loop_failed"} >= {"directory refresh"}
    snapshot = HealthSnapshot(SlackSnapshot(connected=True), failing_loops=parts.health.supervisor.problems())
    assert any("directory refresh" in condition.text for condition in conditions(snapshot))
    assert is_ready(snapshot)


async def test_a_mistake_in_a_reload_ends_it_for_systemd_and_the_next_one_is_done(parts, tmp_path):
    told = []
    parts.health.reloaded = lambda: told.append(parts.policy.reloads)
    settings, reload = SimpleNamespace(policy_file=tmp_path / "config.toml"), asyncio.Event()
    refreshing = asyncio.create_task(daemon._refresh(settings, parts, reload))
    async with asyncio.timeout(10):
        for _ in range(2):
            parts.policy.reloaded.clear()
            reload.set()
            await parts.policy.reloaded.wait()
    refreshing.cancel()
    await asyncio.gather(refreshing, return_exceptions=True)
    assert told[:1] == [1]
    assert parts.policy.reloads >= 2
