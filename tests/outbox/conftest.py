from contextlib import AsyncExitStack

import pytest

from bot.outbox.opening import open_outbox
from tests.outbox.requests import Clock
from tests.outbox.worker_world import running


@pytest.fixture
def path(tmp_path):
    return tmp_path / "outbox.sqlite3"


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request, path):
    """A store of each kind, empty."""
    return f"sqlite://{path}" if request.param == "sqlite" else request.getfixturevalue("postgres").new_url()


@pytest.fixture
async def opened(url, clock):
    """Opens the store for one more worker. All of them have one clock."""
    async with AsyncExitStack() as stack:

        def opened(owner="one"):
            outbox = open_outbox(url, owner=owner, clock=clock)
            stack.push_async_callback(outbox.close)
            return outbox

        yield opened


@pytest.fixture
async def outbox(opened):
    return opened()


@pytest.fixture
async def world(path):
    """A worker with all that belongs to it."""
    async with running(path) as world:
        yield world
