"""Network failures are told in words that hold no secret."""

import asyncio
import socket

import aiohttp
import pytest
from aiohttp import web

from bot.network.failures import describe
from bot.network.session import open_session, proxy_for


async def failure(address):
    async with open_session(5, connect_seconds=1) as session:
        with pytest.raises((aiohttp.ClientError, TimeoutError, OSError)) as caught:
            async with session.get(address, raise_for_status=True, proxy=proxy_for(address)) as response:
                await response.read()
    return describe(caught.value)


@pytest.fixture
def closed_port():
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        yield one.getsockname()[1]


async def test_a_refused_connection(closed_port):
    assert await failure(f"http://127.0.0.1:{closed_port}/?ticket=secret") == (
        f"no connection to 127.0.0.1:{closed_port} (Connection refused)"
    )


async def test_a_name_that_does_not_exist():
    assert (await failure("http://slack.invalid/?ticket=secret")).startswith(
        "the name slack.invalid cannot be resolved"
    )


async def test_a_proxy_that_cannot_be_reached(monkeypatch, closed_port):
    monkeypatch.setenv("HTTP_PROXY", f"http://bot:secret@127.0.0.1:{closed_port}")
    monkeypatch.delenv("NO_PROXY", raising=False)
    assert await failure("http://slack.invalid/") == (
        f"the proxy 127.0.0.1:{closed_port} cannot be reached (Connection refused)"
    )


async def test_no_answer_in_time():
    assert describe(TimeoutError()) == "no answer in time"


async def test_anything_else_is_named_by_its_kind():
    async def hang_up(request):
        request.transport.abort()
        await asyncio.Event().wait()

    application = web.Application()
    application.router.add_get("/", hang_up)
    runner = web.AppRunner(application, handler_cancellation=True, shutdown_timeout=0.1)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    assert "secret" not in await failure(f"http://127.0.0.1:{runner.addresses[0][1]}/?ticket=secret")
    await runner.cleanup()
