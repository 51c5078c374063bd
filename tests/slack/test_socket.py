"""The websocket to Slack, against a server that does what Slack should not."""

import asyncio
import json
from contextlib import asynccontextmanager

import aiohttp
import pytest
from aiohttp import web
from structlog.testing import capture_logs

from bot.slack import socket as module
from bot.slack.errors import SlackRateLimited, SlackUnreachable, TokenRejected
from bot.slack.socket import ConnectionFailed, SocketMode

HELLO = json.dumps({"type": "hello"})


def envelope(number, **more):
    return json.dumps({"envelope_id": f"e{number}", "payload": {"n": number}, "accepts_response_payload": True, **more})


class Server:
    """Serves each connection as the next script says: a function that gets the websocket."""

    def __init__(self):
        self.scripts = []
        self.received = []
        self.news = asyncio.Condition()
        self.url = ""

    async def handle(self, request):
        websocket = web.WebSocketResponse()
        await websocket.prepare(request)
        await self.scripts.pop(0)(websocket)
        async for frame in websocket:
            async with self.news:
                self.received.append(json.loads(frame.data))
                self.news.notify_all()
        return websocket

    async def got(self, number):
        async with asyncio.timeout(10), self.news:
            await self.news.wait_for(lambda: len(self.received) >= number)
        return self.received


@pytest.fixture
async def server():
    server = Server()
    application = web.Application()
    application.router.add_get("/", server.handle)
    runner = web.AppRunner(application, access_log=None, shutdown_timeout=0.1)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    server.url = f"ws://127.0.0.1:{runner.addresses[0][1]}/"
    yield server
    await runner.cleanup()


@pytest.fixture(autouse=True)
def quick(monkeypatch):
    """Let back-off take no time worth waiting for."""
    monkeypatch.setattr(module, "_LONGEST_BACKOFF_SECONDS", 0.01)
    monkeypatch.setattr(module, "_HOPELESS_BACKOFF_SECONDS", 0.01)


@asynccontextmanager
async def connected(server, dispatch, opened=None, **more):
    async def open_connection():
        if opened:
            step = opened.pop(0)
            if isinstance(step, Exception):
                raise step
        return server.url

    async with aiohttp.ClientSession() as session:
        socket = SocketMode(session, open_connection, dispatch, **more)
        running = asyncio.create_task(socket.run())
        try:
            yield socket
        finally:
            running.cancel()
            await asyncio.gather(running, return_exceptions=True)
            await socket.drain(5.0)


async def echo(payload):
    return {"echo": payload["n"]}


def sends(*frames):
    async def script(websocket):
        for frame in frames:
            await websocket.send_str(frame)

    return script


async def closes(websocket):
    await websocket.close()


async def test_each_envelope_is_answered_with_what_the_app_returns(server):
    server.scripts = [sends(HELLO, envelope(1), envelope(2, accepts_response_payload=False))]
    async with connected(server, echo):
        received = sorted(await server.got(2), key=lambda ack: ack["envelope_id"])
    assert received == [{"envelope_id": "e1", "payload": {"echo": 1}}, {"envelope_id": "e2"}]


async def test_a_mistake_in_the_app_is_acknowledged_and_logged(server):
    async def mistaken(payload):
        raise ValueError("oops")

    server.scripts = [sends(HELLO, envelope(1))]
    with capture_logs() as lines:
        async with connected(server, mistaken):
            assert await server.got(1) == [{"envelope_id": "e1"}]
    assert "envelope_failed" in [line["event"] for line in lines]


async def test_frames_that_make_no_sense_are_passed_over(server):
    server.scripts = [sends(HELLO, "no JSON", "[]", '{"type":"news"}', envelope(1))]
    async with connected(server, echo):
        assert len(await server.got(1)) == 1


@pytest.mark.parametrize("script", [closes, sends('{"type":"news"}'), sends("no JSON")])
async def test_without_a_greeting_another_connection_is_made(server, script):
    server.scripts = [script, sends(HELLO, envelope(1))]
    async with connected(server, echo):
        assert len(await server.got(1)) == 1


async def test_a_silent_server_is_given_up(server, monkeypatch):
    monkeypatch.setattr(module, "CONNECT_SECONDS", 0.1)
    server.scripts = [sends(), sends(HELLO, envelope(1))]
    async with connected(server, echo):
        assert len(await server.got(1)) == 1


@pytest.mark.parametrize(
    "error",
    [
        SlackUnreachable("apps.connections.open", "timeout"),
        SlackRateLimited("apps.connections.open", 0.01),
        TokenRejected("apps.connections.open", "invalid_auth"),
    ],
)
async def test_an_address_that_is_refused_is_asked_for_again(server, error):
    server.scripts = [sends(HELLO, envelope(1))]
    async with connected(server, echo, [error, error, None]):
        assert len(await server.got(1)) == 1


@pytest.mark.parametrize("reason", ["link_disabled", "too_many_websockets", "something_new"])
async def test_after_any_disconnect_it_comes_back(server, reason):
    server.scripts = [
        sends(HELLO, json.dumps({"type": "disconnect", "reason": reason})),
        sends(HELLO, envelope(1)),
    ]
    async with connected(server, echo):
        assert len(await server.got(1)) == 1


async def test_what_comes_on_the_old_connection_during_a_refresh_is_still_answered(server, monkeypatch):
    monkeypatch.setattr(module, "_RETIREMENT_SECONDS", 0.05)
    replaced = asyncio.Event()

    async def old(websocket):
        await websocket.send_str(HELLO)
        await websocket.send_str(json.dumps({"type": "disconnect", "reason": "refresh_requested"}))
        await replaced.wait()
        await websocket.send_str(envelope(1))

    async def new(websocket):
        await websocket.send_str(HELLO)
        replaced.set()

    server.scripts = [old, new]
    async with connected(server, echo):
        assert await server.got(1) == [{"envelope_id": "e1", "payload": {"echo": 1}}]


async def test_an_answer_goes_to_the_successor_of_a_connection_that_ended(server):
    release = asyncio.Event()

    async def slow(payload):
        await release.wait()
        return {"echo": payload["n"]}

    async def breaks(websocket):
        await websocket.send_str(HELLO)
        await websocket.send_str(envelope(1))
        await websocket.close()

    async def successor(websocket):
        await websocket.send_str(HELLO)
        release.set()

    server.scripts = [breaks, successor]
    async with connected(server, slow):
        assert await server.got(1) == [{"envelope_id": "e1", "payload": {"echo": 1}}]


async def test_draining_finishes_and_acknowledges_what_was_received(server):
    started, release = asyncio.Event(), asyncio.Event()

    async def slow(payload):
        started.set()
        await release.wait()

    server.scripts = [sends(HELLO, envelope(1))]
    async with connected(server, slow):
        await started.wait()
        asyncio.get_running_loop().call_later(0.05, release.set)
    assert await server.got(1) == [{"envelope_id": "e1"}]


async def test_an_answer_that_cannot_be_sent_is_logged(server, monkeypatch):
    release = asyncio.Event()
    started = asyncio.Event()

    async def slow(payload):
        started.set()
        await release.wait()

    async def breaks(websocket):
        await websocket.send_str(HELLO)
        await websocket.send_str(envelope(1))
        await websocket.close()

    server.scripts = [breaks]
    monkeypatch.setattr(module, "_ACKNOWLEDGEMENT_SECONDS", 0.01)
    refused = [None, *[SlackUnreachable("apps.connections.open", "down")] * 1000]
    with capture_logs() as lines:
        async with connected(server, slow, refused):
            await started.wait()
            release.set()
    assert "acknowledgement_lost" in [line["event"] for line in lines]


async def test_an_error_never_shows_the_address():
    async with aiohttp.ClientSession() as session:

        async def secret():
            return "ws://127.0.0.1:1/?ticket=secret"

        with pytest.raises(ConnectionFailed) as caught:
            await SocketMode(session, secret, echo)._connect()
    assert "secret" not in str(caught.value)
    assert caught.value.__cause__ is None


async def test_health_follows_the_connection_and_each_envelope_is_told(server):
    told = []
    server.scripts = [sends(json.dumps({"type": "hello", "num_connections": 2}), envelope(1, type="slash_commands"))]
    async with connected(server, echo, on_envelope=lambda *one: told.append(one)) as socket:
        assert not socket.health.connected
        await server.got(1)
        assert socket.health.connected
        assert (socket.health.connections, socket.health.num_connections) == (1, 2)
        assert socket.health.disconnected_since is None
    ((kind, outcome, seconds),) = told
    assert (kind, outcome) == ("slash_commands", "acknowledged")
    assert 0.0 <= seconds < 5.0
