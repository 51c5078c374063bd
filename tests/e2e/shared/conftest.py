"""One sandbox and one daemon for all tests of this folder, which raise no alert and leave both as they found them."""

import pytest
import pytest_asyncio

from bot.sandbox.server import Sandbox
from bot.sandbox.worlds import small_world
from tests.e2e.actions import alerts
from tests.e2e.daemon import Daemon
from tests.e2e.settings import settings_for, write_policy
from tests.openapi import problems_of_requests


@pytest_asyncio.fixture(loop_scope="session", scope="session")
async def standing(tmp_path_factory):
    """The sandbox, and a daemon that is connected to Slack and has read ilert."""
    folder = tmp_path_factory.mktemp("shared")
    state_dir = folder / "state"
    state_dir.mkdir()
    async with Sandbox.start(world=small_world(), port=0) as sandbox:
        sandbox.slack.limits.on = sandbox.ilert.limits.on = False
        daemon = Daemon(settings_for(sandbox, write_policy(folder), state_dir))
        await daemon.start()
        await daemon.logged("slack_connected")
        await daemon.logged("directory_read")
        yield sandbox, daemon
        assert await daemon.stop() == 0


@pytest_asyncio.fixture(loop_scope="session")
async def sandbox(standing):
    sandbox, daemon = standing
    yield sandbox
    # What it still does for this test is done when it answers.
    await daemon.get("/healthz")
    left = {
        "violations": list(sandbox.slack.violations),
        "requests": problems_of_requests(sandbox.ilert.calls),
        "alerts": alerts(sandbox),
        "tracebacks": [line for line in daemon.lines if "exception" in line],
    }
    sandbox.faults.reset()
    sandbox.slack.reset()
    sandbox.ilert.reset()
    daemon.forget()
    assert {what: found for what, found in left.items() if found} == {}


@pytest.fixture
def daemon(standing, sandbox):
    _, daemon = standing
    return daemon
