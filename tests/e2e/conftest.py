"""A sandbox and the real daemon, connected over real sockets, fresh for each test."""

import pytest

from bot.sandbox.server import Sandbox
from bot.sandbox.worlds import small_world
from tests.e2e.daemon import Daemon
from tests.e2e.settings import settings_for, write_policy
from tests.openapi import problems_of_requests


@pytest.fixture
async def sandbox():
    async with Sandbox.start(world=small_world(), port=0) as running:
        yield running
        assert running.slack.violations == []
        assert problems_of_requests(running.ilert.calls) == []


@pytest.fixture
def policy_file(tmp_path):
    return write_policy(tmp_path)


@pytest.fixture
def state_dir(tmp_path):
    path = tmp_path / "state"
    path.mkdir()
    return path


@pytest.fixture
def settings(sandbox, policy_file, state_dir):
    return settings_for(sandbox, policy_file, state_dir)


@pytest.fixture
async def stopped_daemon(settings):
    """A daemon that the test starts itself."""
    daemon = Daemon(settings)
    yield daemon
    await daemon.stop()


@pytest.fixture
async def daemon(stopped_daemon):
    """A daemon that is connected to Slack and has read ilert."""
    await stopped_daemon.start()
    await stopped_daemon.logged("slack_connected")
    return stopped_daemon
