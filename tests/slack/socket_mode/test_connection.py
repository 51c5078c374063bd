"""One websocket to Slack: its greeting, its pings, and each way in which it ends."""

import asyncio
import time

import aiohttp
import pytest
from structlog.testing import capture_logs

from bot.slack.api.errors import ConnectionFailed
from bot.slack.socket_mode.connection import Connection
from bot.slack.socket_mode.timing import TIMING
from tests.slack.socket_mode.server import HELLO, connected, disconnect, echo, envelope, hurried, sends, until


async def test_who_does_not_greet_is_given_up(server):
    server.scripts = [sends(), sends(HELLO, envelope(1))]
    async with connected(server, echo, timing=hurried(greeting=0.2)):
        assert len(await server.got(1)) == 1
        await server.until(lambda: len(server.open) == 1)


async def test_a_handshake_that_hangs_is_given_up():
    gone = asyncio.Event()

    async def never_answers(reader, writer):
        await reader.read(-1)
        writer.close()
        gone.set()

    listening = await asyncio.start_server(never_answers, "127.0.0.1", 0)
    address = f"ws://127.0.0.1:{listening.sockets[0].getsockname()[1]}/?ticket=secret"
    async with listening, aiohttp.ClientSession() as session:
        with pytest.raises(ConnectionFailed, match="websocket: no answer in time"):
            await Connection.open(session, address, hurried(greeting=0.2))
        await asyncio.wait_for(gone.wait(), 5)


async def test_the_app_that_slack_names_is_kept(server):
    server.scripts = [sends(HELLO), sends('{"type": "hello", "connection_info": []}')]
    async with connected(server, echo, timing=hurried()) as slack:
        await until(lambda: slack.health.app_id == "A0ILERT0001")
        await server.open[0].close()
        await until(lambda: slack.health.connections == 2)
        assert slack.health.app_id == ""


def test_a_dead_connection_is_noticed_within_ten_seconds():
    assert TIMING.heartbeat + TIMING.heartbeat / 2 < 10.0
    assert TIMING.heartbeat <= 5.0  # aiohttp rounds what is longer


async def test_a_connection_that_went_silent_is_noticed_and_replaced(server):
    """Half-open: the other side is gone and nothing says so, as when a firewall forgets a connection."""
    over = asyncio.Event()

    async def silent(websocket):
        await websocket.send_str(HELLO)
        await over.wait()

    server.scripts = [silent]
    with capture_logs() as lines:
        async with connected(server, echo, timing=hurried(heartbeat=0.2)) as slack:
            await until(lambda: slack.health.connections == 1)
            begun = time.monotonic()
            await until(lambda: slack.health.connections == 2)
            assert time.monotonic() - begun < 2.0
            over.set()
    (line,) = [line for line in lines if line["event"] == "slack_disconnected"]
    assert line["problem"] == "nothing came from Slack any more, not even the answer to a ping"


@pytest.mark.parametrize(
    ("end", "problem"),
    [
        (lambda websocket: websocket.transport.abort(), "the connection to Slack broke off"),
        (lambda websocket: asyncio.ensure_future(websocket.close()), "Slack closed the connection"),
    ],
)
async def test_a_connection_that_ended_is_replaced_at_once(server, end, problem):
    with capture_logs() as lines:
        async with connected(server, echo) as slack:
            await until(lambda: slack.health.connections == 1)
            end(server.open[0])
            await until(lambda: slack.health.connections == 2)
    assert [line["problem"] for line in lines if line["event"] == "slack_disconnected"] == [problem]


async def test_health_tells_when_slack_was_last_heard(server):
    async with connected(server, echo, timing=hurried(heartbeat=0.1)) as slack:
        await until(lambda: slack.health.connected)
        greeted = slack.health.last_heard
        await until(lambda: slack.health.last_heard > greeted)  # the answer to our own ping
    assert not slack.health.connected


async def test_closing_takes_not_long_even_if_the_other_side_ignores_it(server):
    over = asyncio.Event()

    async def deaf(websocket):
        await websocket.send_str(HELLO)
        await over.wait()

    server.scripts = [deaf]
    async with connected(server, echo, timing=hurried(closing=0.2)) as slack:
        await until(lambda: slack.health.connected)
        begun = time.monotonic()
        await slack.drain(5.0)
        assert time.monotonic() - begun < 2.0
        over.set()


@pytest.mark.parametrize("url", ["ws://127.0.0.1:1/?ticket=secret", "nonsense?ticket=secret"])
async def test_an_error_never_shows_the_address(url):
    async with aiohttp.ClientSession() as session:
        with pytest.raises(ConnectionFailed) as caught:
            await Connection.open(session, url, TIMING)
    assert "secret" not in str(caught.value)
    assert caught.value.__cause__ is None


async def test_slacks_pings_are_answered_with_what_they_hold(server):
    pong = asyncio.get_running_loop().create_future()

    async def pings(websocket):
        websocket._autoping = False
        await websocket.ping(b"early")
        await websocket.send_str(HELLO)
        await websocket.ping(b"Ping from applink-1")
        pong.set_result([(frame.type, frame.data) for frame in [await websocket.receive(), await websocket.receive()]])

    server.scripts = [pings]
    async with connected(server, echo):
        assert await asyncio.wait_for(pong, 10) == [
            (aiohttp.WSMsgType.PONG, b"early"),
            (aiohttp.WSMsgType.PONG, b"Ping from applink-1"),
        ]


async def test_after_the_close_frame_on_a_connection_another_takes_the_answers(server):
    async def old(websocket):
        websocket._autoclose = False
        await sends(HELLO, disconnect("refresh_requested"))(websocket)
        assert (await websocket.receive()).type is aiohttp.WSMsgType.CLOSE
        await websocket.send_str(envelope(1))
        await server.got(1)
        await websocket.close()

    server.scripts = [old]
    async with connected(server, echo, timing=hurried(retirement=0.05)):
        assert await server.got(1) == [{"envelope_id": "e1", "payload": {"echo": 1}}]
