"""The session that everything outside is reached through."""

import asyncio
import socket

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from bot.network.session import open_session


@pytest.mark.parametrize(("reuse", "connections"), [(True, 1), (False, 3)])
async def test_connections_are_used_again_unless_they_may_have_died_meanwhile(reuse, connections):
    peers = set()

    async def answer(request):
        peers.add(request.transport.get_extra_info("peername"))
        return web.Response()

    application = web.Application()
    application.router.add_get("/", answer)
    runner = web.AppRunner(application)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    async with open_session(5, reuse=reuse) as session:
        for _ in range(3):
            async with session.get(f"http://127.0.0.1:{runner.addresses[0][1]}/") as response:
                await response.read()
    await runner.cleanup()
    assert len(peers) == connections


async def test_a_call_does_not_wait_for_hundreds_of_others_that_hang():
    began = 0
    all_hang, let_go = asyncio.Event(), asyncio.Event()

    async def hang(_request):
        nonlocal began
        began += 1
        if began == 200:
            all_hang.set()
        await let_go.wait()
        return web.Response()

    async def answer(_request):
        return web.Response(text="here")

    application = web.Application()
    application.router.add_get("/hang", hang)
    application.router.add_get("/", answer)

    async def fetch(path):
        async with session.get(server.make_url(path)) as response:
            return await response.text()

    async with TestServer(application) as server, open_session(5) as session:
        hanging = [asyncio.create_task(fetch("/hang")) for _ in range(200)]
        async with asyncio.timeout(4):
            await all_hang.wait()
        assert await fetch("/") == "here"
        let_go.set()
        await asyncio.gather(*hanging)


@pytest.mark.skipif(not hasattr(socket, "TCP_USER_TIMEOUT"), reason="only Linux can be told")
async def test_bytes_that_nobody_acknowledges_are_not_repeated_for_minutes():
    looked = asyncio.Event()

    async def answer(request):
        response = web.StreamResponse()
        await response.prepare(request)
        await looked.wait()
        return response

    application = web.Application()
    application.router.add_get("/", answer)
    async with TestServer(application) as server, open_session(5) as session, session.get(server.make_url("/")) as got:
        connected = got.connection.transport.get_extra_info("socket")
        looked.set()
        assert connected.getsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT) == 15_000
