"""A server for websockets that does what Slack does, and what Slack should not do."""

import asyncio
import json
from contextlib import asynccontextmanager

import aiohttp
from aiohttp import web

from bot.slack.socket_mode.client import SocketMode

HELLO = json.dumps({"type": "hello", "num_connections": 1})


def envelope(number, **more):
    return json.dumps({"envelope_id": f"e{number}", "payload": {"n": number}, "accepts_response_payload": True, **more})


def disconnect(reason):
    return json.dumps({"type": "disconnect", "reason": reason, "debug_info": {"host": "applink-1"}})


def sends(*frames):
    """A script that sends these frames and then reads."""

    async def script(websocket):
        for frame in frames:
            await websocket.send_str(frame)

    return script


async def closes(websocket):
    await websocket.close()


class Server:
    """Serves each connection as the next script says: a function that gets the websocket.

    When the scripts are used up, each connection is greeted.
    """

    def __init__(self):
        self.scripts = []
        self.received = []
        self.open = []
        self.accepted = 0
        self.news = asyncio.Condition()
        self.url = ""

    async def handle(self, request):
        self.accepted += 1
        script = self.scripts.pop(0) if self.scripts else sends(HELLO)
        websocket = web.WebSocketResponse(timeout=0.2)
        await websocket.prepare(request)
        websocket.transport = request.transport
        self.open.append(websocket)
        await self._tell()
        try:
            await script(websocket)
            async for frame in websocket:
                self.received.append(json.loads(frame.data))
                await self._tell()
        finally:
            self.open.remove(websocket)
            await self._tell()
        return websocket

    async def _tell(self):
        async with self.news:
            self.news.notify_all()

    async def until(self, condition, seconds=10.0):
        async with asyncio.timeout(seconds), self.news:
            await self.news.wait_for(condition)

    async def got(self, number):
        """Wait for so many frames from the app, and return them."""
        await self.until(lambda: len(self.received) >= number)
        return self.received


@asynccontextmanager
async def serving(server):
    application = web.Application()
    application.router.add_get("/", server.handle)
    runner = web.AppRunner(application, access_log=None, shutdown_timeout=0.1)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    server.url = f"ws://127.0.0.1:{runner.addresses[0][1]}/"
    yield server
    await runner.cleanup()


@asynccontextmanager
async def connected(server, dispatch, opened=None, **more):
    """Run Socket Mode against the server. `opened` are exceptions that asking for an address meets, or None."""

    async def open_connection():
        step = opened.pop(0) if opened else None
        if step is not None:
            raise step
        return server.url

    async with aiohttp.ClientSession() as session:
        socket = SocketMode(session, open_connection, lambda payload, _: dispatch(payload), **more)
        running = asyncio.create_task(socket.run())
        try:
            yield socket
        finally:
            running.cancel()
            await asyncio.gather(running, return_exceptions=True)
            await socket.drain(5.0)


async def until(condition, seconds=10.0):
    """Wait for what the socket says of itself, of which nobody is told."""
    async with asyncio.timeout(seconds):
        while not condition():  # noqa: ASYNC110 - there is nothing to wait on
            await asyncio.sleep(0.005)


async def echo(payload):
    return {"echo": payload["n"]}
