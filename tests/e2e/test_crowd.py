"""Many people at once whom Slack keeps waiting: all get their dialog."""

import asyncio

import pytest

from bot.sandbox.server import Sandbox
from tests.bench.world import crowded
from tests.e2e.daemon import Daemon
from tests.e2e.settings import settings_for, write_policy

LIMITED = {"http": 429, "retry_after": 1}
CROWD = 15


@pytest.fixture
async def sandbox():
    async with Sandbox.start(world=crowded(people=3 * CROWD)) as running:
        yield running
        assert running.slack.violations == []


@pytest.fixture
async def daemon(sandbox, tmp_path):
    (tmp_path / "state").mkdir()
    daemon = Daemon(settings_for(sandbox, write_policy(tmp_path), tmp_path / "state"))
    await daemon.start()
    await daemon.logged("slack_connected")
    yield daemon
    await daemon.stop()


async def opened(sandbox, first, *methods):
    """Let a crowd ask at once, and Slack answer each person's first call of these methods with a 429."""
    for method in methods:
        sandbox.faults.script(method, [LIMITED] * CROWD)
    people = [sandbox.person(f"crowd{number}") for number in range(first, first + CROWD)]
    await asyncio.gather(*(person.command("#demo", "/il-alert", "down") for person in people))
    views = await asyncio.gather(*(person.opened_view() for person in people), return_exceptions=True)
    return sum(not isinstance(view, Exception) for view in views)


async def test_all_of_a_crowd_get_their_dialog_though_slack_answers_each_with_a_429_first(sandbox, daemon):
    assert await opened(sandbox, 0, "users.info") == CROWD
    assert await opened(sandbox, CROWD, "views.open") == CROWD
    assert await opened(sandbox, 2 * CROWD, "users.info", "views.open") == CROWD
    assert len([call for call in sandbox.slack.calls if call.status == 429]) == 4 * CROWD
    assert "Traceback" not in daemon.text
