"""A websocket server for each test that wants one."""

import pytest

from tests.slack.socket_mode.server import Server, serving


@pytest.fixture
async def server():
    async with serving(Server()) as running:
        yield running
