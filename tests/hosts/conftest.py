"""A sandbox without limits, and a PostgreSQL server whose end loses nothing that it has said is kept."""

import pytest

from bot.sandbox.server import Sandbox
from bot.sandbox.worlds import small_world
from tests.e2e.settings import write_policy
from tests.postgres import Server

pytest.register_assert_rewrite("tests.hosts.people")


@pytest.fixture
async def sandbox():
    async with Sandbox.start(world=small_world(), port=0) as running:
        running.ilert.limits.on = running.slack.limits.on = False
        yield running


@pytest.fixture
def policy_file(tmp_path):
    return write_policy(tmp_path)


@pytest.fixture
def database():
    server = Server(fsync="on")
    yield server
    server.remove()
