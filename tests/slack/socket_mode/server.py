"""A server for websockets that does what Slack does, and what Slack should not do."""

import asyncio
import json
import time
from contextlib import asynccontextmanager

import aiohttp
from aiohttp import web

from bot.slack.socket_mode.backoff import Backoff
from bot.slack.socket_mode.client import SocketMode
from bot.slack.socket_mode.health import SocketHealth
from bot.slack.socket_mode.timing import SocketTiming

HELLO = json.dumps({"type": "hello", "num_connections": 1, "connection_info": {"app_id": "A0ILERT0001"}})
AT_ONCE = Backoff(unreachable=(0.01, 0.01), refused=(0.01, 0.01), needs_admin=(0.01, 0.01), storm=0.01)


def hurried(**more):
    """Timing in which nothing pauses for long."""
    return SocketTiming(**{"backoff": AT_ONCE, "apart": 0.0, **more})


class Judge:
    """Judges as the real one does, lets nothing take long, and keeps what it was asked."""

    def __init__(self):
        self.asked = []

    def after_failure(self, error, failures):
        self.asked.append(("failure", failures))
        return AT_ONCE.after_failure(error, failures)

    def after_refusal(self, reason, refusals):
        self.asked.append(("refusal", refusals))
        return AT_ONCE.after_refusal(reason, refusals)

    def after_end(self, reason, short_lives):
        if short_lives:
            self.asked.append(("short life", short_lives))
        return AT_ONCE.after_end(reason, short_lives)


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


async def closes_after_hello(websocket):
    await websocket.send_str(HELLO)
    await websocket.close()


def levels(lines, event):
    """At which levels an event was logged."""
    return [line["log_level"] for line in lines if line["event"] == event]


class Server:
    """Serves each connection as the next script says: a function that gets the websocket.

    When the scripts are used up, each connection is greeted.
    """

    def __init__(self):
        self.scripts = []
        self.received = []
        self.open = []
        self.accepted_at = []
        self.news = asyncio.Condition()
        self.url = ""

    @property
    def accepted(self):
        return len(self.accepted_at)

    async def handle(self, request):
        self.accepted_at.append(time.monotonic())
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
async def connected(server, dispatch, opened=None, *, connections=1, **more):
    """Run Socket Mode against the server. `opened` are exceptions that asking for an address meets, or None."""

    async def open_connection():
        step = opened.pop(0) if opened else None
        if step is not None:
            raise step
        return server.url

    async with aiohttp.ClientSession() as session:
        socket = SocketMode(
            session, open_connection, lambda payload, _: dispatch(payload), health=SocketHealth(connections), **more
        )
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
