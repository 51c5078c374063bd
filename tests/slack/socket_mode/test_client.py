"""Staying connected to Slack, against a server that does what Slack should not."""

import asyncio
import time

import aiohttp
import pytest
from structlog.testing import capture_logs

from bot.slack.api.errors import ConnectionFailed, MissingScope, SlackRateLimited, SlackUnreachable, TokenRejected
from bot.slack.socket_mode import backoff, client, connection
from bot.slack.socket_mode.connection import Connection
from tests.slack.socket_mode.server import HELLO, closes, connected, disconnect, echo, envelope, sends, until

OPEN = "apps.connections.open"


async def closes_after_hello(websocket):
    await websocket.send_str(HELLO)
    await websocket.close()


@pytest.fixture
def pauses(monkeypatch):
    """Let pauses take no time worth waiting for, and keep what they would have been."""
    kept = []

    def pause(times, first, longest):
        kept.append((times, first, longest))
        return 0.01

    monkeypatch.setattr(backoff, "_pause", pause)
    return kept


def levels(lines, event):
    return [line["log_level"] for line in lines if line["event"] == event]


@pytest.mark.parametrize("script", [closes, sends('{"type":"news"}'), sends("no JSON"), sends(disconnect("warning"))])
async def test_without_a_greeting_another_connection_is_made(server, script, pauses):
    server.scripts = [script, sends(HELLO, envelope(1))]
    async with connected(server, echo):
        assert len(await server.got(1)) == 1


async def test_who_does_not_greet_is_given_up(server, monkeypatch, pauses):
    monkeypatch.setattr(connection, "CONNECT_SECONDS", 0.2)
    server.scripts = [sends(), sends(HELLO, envelope(1))]
    async with connected(server, echo):
        assert len(await server.got(1)) == 1
        await server.until(lambda: len(server.open) == 1)


async def test_a_handshake_that_hangs_is_given_up(monkeypatch):
    monkeypatch.setattr(connection, "CONNECT_SECONDS", 0.2)
    gone = asyncio.Event()

    async def never_answers(reader, writer):
        await reader.read(-1)
        writer.close()
        gone.set()

    listening = await asyncio.start_server(never_answers, "127.0.0.1", 0)
    address = f"ws://127.0.0.1:{listening.sockets[0].getsockname()[1]}/?ticket=secret"
    async with listening, aiohttp.ClientSession() as session:
        with pytest.raises(ConnectionFailed, match="websocket: no answer in time"):
            await Connection.open(session, address)
        await asyncio.wait_for(gone.wait(), 5)


@pytest.mark.parametrize(
    "error",
    [
        SlackUnreachable(OPEN, "timeout"),
        SlackRateLimited(OPEN, 0.01),
        TokenRejected(OPEN, "invalid_auth"),
        MissingScope(OPEN, "connections:write"),
    ],
)
async def test_an_address_that_is_refused_is_asked_for_again(server, error, pauses, monkeypatch):
    monkeypatch.setattr(backoff, "max", lambda *_: 0.01, raising=False)
    monkeypatch.setattr(backoff.random, "random", lambda: 0.0)
    server.scripts = [sends(HELLO, envelope(1))]
    async with connected(server, echo, [error, error, None]):
        assert len(await server.got(1)) == 1


async def test_each_attempt_uses_a_fresh_address_and_failures_count_up(server, pauses):
    server.scripts = [closes, closes, closes]
    asked = [None] * 100
    async with connected(server, echo, asked) as slack:
        await until(lambda: slack.health.connected)
        assert slack.health.connections == 1
    assert len(asked) == 96
    assert pauses == [(1, 1.0, 15.0), (2, 1.0, 15.0), (3, 1.0, 15.0)]


@pytest.mark.parametrize("reason", ["warning", "refresh_requested", "something_new"])
async def test_a_refresh_connects_first_and_lets_the_old_connection_end_after_it(server, reason, monkeypatch):
    monkeypatch.setattr(client, "_RETIREMENT_SECONDS", 0.1)
    replaced = asyncio.Event()

    async def old(websocket):
        await sends(HELLO, disconnect(reason))(websocket)
        await replaced.wait()
        await websocket.send_str(envelope(1))

    async def new(websocket):
        assert len(server.open) == 2
        await websocket.send_str(HELLO)
        replaced.set()

    server.scripts = [old, new]
    with capture_logs() as lines:
        async with connected(server, echo) as slack:
            assert await server.got(1) == [{"envelope_id": "e1", "payload": {"echo": 1}}]
            await server.until(lambda: len(server.open) == 1)
            assert slack.health.connected
            assert slack.health.connections == 2
    assert "slack_disconnected" not in [line["event"] for line in lines if line["log_level"] != "debug"]
    assert levels(lines, "slack_connected") == ["info", "debug"]


async def test_a_warning_and_the_request_after_it_are_one_refresh(server):
    new_is_up = asyncio.Event()

    async def old(websocket):
        await sends(HELLO, disconnect("warning"), disconnect("refresh_requested"))(websocket)
        await new_is_up.wait()
        await sends(disconnect("refresh_requested"), envelope(1))(websocket)
        await websocket.close()

    async def new(websocket):
        await websocket.send_str(HELLO)
        new_is_up.set()

    server.scripts = [old, new]
    async with connected(server, echo):
        await server.got(1)
        await server.until(lambda: len(server.open) == 1)
    assert server.accepted == 2


async def test_a_refresh_that_fails_leaves_the_old_connection_in_use(server, pauses):
    server.scripts = [sends(HELLO, disconnect("refresh_requested"))]
    refused = [None, *[SlackUnreachable(OPEN, "down")] * 1000]
    with capture_logs() as lines:
        async with connected(server, echo, refused) as slack:
            await until(lambda: len(refused) < 995)
            assert slack.health.connected
            assert slack.health.problem == ""
            await server.open[0].send_str(envelope(1))
            await server.got(1)
            await server.open[0].close()
            await until(lambda: not slack.health.connected)
            assert "down" in slack.health.problem
            refused.clear()
            await until(lambda: slack.health.connected)
    assert levels(lines, "slack_not_connected")[:3] == ["warning", "debug", "debug"]
    assert levels(lines, "slack_disconnected") == ["warning"]


async def test_many_refreshes_never_add_up_to_too_many_connections(server, pauses):
    async with connected(server, echo) as slack:
        for number in range(1, 9):
            await server.until(lambda number=number: server.accepted >= number)
            await until(lambda number=number: slack.health.connections >= number)
            await server.open[-1].send_str(disconnect("warning"))
        await until(lambda: slack.health.connections == 9)
        await server.until(lambda: len(server.open) == 4)
        assert slack.health.connected


@pytest.mark.parametrize(
    ("reason", "needs_admin", "level", "words"),
    [
        ("link_disabled", True, "error", "Socket Mode is switched off"),
        ("too_many_websockets", False, "warning", "other instances"),
    ],
)
async def test_a_connection_that_slack_does_not_want_is_closed_and_not_missed_at_once(
    server, reason, needs_admin, level, words
):
    server.scripts = [sends(HELLO, disconnect(reason))]
    with capture_logs() as lines:
        async with connected(server, echo) as slack:
            await until(lambda: slack.health.needs_admin is needs_admin and words in slack.health.problem)
            await server.until(lambda: not server.open)
            assert not slack.health.connected
            assert slack.health.next_attempt - time.monotonic() > 4.0
    assert server.accepted == 1
    assert levels(lines, "slack_not_connected") == [level]


@pytest.mark.parametrize(
    "again", [sends(HELLO, disconnect("link_disabled")), sends(HELLO, disconnect("something_new")), closes]
)
async def test_nothing_that_slack_says_makes_it_connect_in_a_hot_loop(server, again):
    server.scripts = [again] * 1000
    async with connected(server, echo) as slack:
        await until(lambda: (slack.health.next_attempt or 0.0) > time.monotonic() + 0.4)
    assert server.accepted <= 3


async def test_what_only_an_admin_can_mend_is_said_once_asked_for_seldom_and_noticed_when_mended(server, pauses):
    revoked = [TokenRejected(OPEN, "token_revoked")] * 20
    with capture_logs() as lines:
        async with connected(server, echo, revoked) as slack:
            await until(lambda: slack.health.needs_admin)
            assert "SLACK_APP_TOKEN (token_revoked)" in slack.health.problem
            await until(lambda: slack.health.connected)
            assert (slack.health.problem, slack.health.needs_admin) == ("", False)
    said = levels(lines, "slack_not_connected")
    assert said.count("error") == 1
    assert said.count("debug") == 19
    assert {first for _, first, _ in pauses} == {60.0}


async def test_a_connection_that_went_silent_is_noticed_and_replaced(server, monkeypatch):
    """Half-open: the other side is gone and nothing says so, as when a firewall forgets a connection."""
    monkeypatch.setattr(connection, "HEARTBEAT_SECONDS", 0.2)
    over = asyncio.Event()

    async def silent(websocket):
        await websocket.send_str(HELLO)
        await over.wait()

    server.scripts = [silent]
    with capture_logs() as lines:
        async with connected(server, echo) as slack:
            await until(lambda: slack.health.connections == 1)
            begun = time.monotonic()
            await until(lambda: slack.health.connections == 2)
            assert time.monotonic() - begun < 2.0
            over.set()
    assert [line["reason"] for line in lines if line["event"] == "slack_disconnected"] == ["silent"]


async def test_a_connection_that_broke_is_replaced_at_once(server):
    async with connected(server, echo) as slack:
        await until(lambda: slack.health.connections == 1)
        server.open[0].transport.abort()
        await until(lambda: slack.health.connections == 2)


async def test_health_tells_when_slack_was_last_heard(server, monkeypatch):
    monkeypatch.setattr(connection, "HEARTBEAT_SECONDS", 0.1)
    async with connected(server, echo) as slack:
        await until(lambda: slack.health.connected)
        greeted = slack.health.last_heard
        await until(lambda: slack.health.last_heard > greeted)  # the answer to our own ping
    assert not slack.health.connected


async def test_closing_takes_not_long_even_if_the_other_side_ignores_it(server, monkeypatch):
    monkeypatch.setattr(connection, "CLOSE_SECONDS", 0.2)
    over = asyncio.Event()

    async def deaf(websocket):
        await websocket.send_str(HELLO)
        await over.wait()

    server.scripts = [deaf]
    async with connected(server, echo) as slack:
        await until(lambda: slack.health.connected)
        begun = time.monotonic()
        await slack.drain(5.0)
        assert time.monotonic() - begun < 2.0
        over.set()


@pytest.mark.parametrize("url", ["ws://127.0.0.1:1/?ticket=secret", "nonsense?ticket=secret"])
async def test_an_error_never_shows_the_address(url):
    async with aiohttp.ClientSession() as session:
        with pytest.raises(ConnectionFailed) as caught:
            await Connection.open(session, url)
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


async def test_after_the_farewell_on_a_connection_its_successor_takes_the_answers(server, monkeypatch):
    monkeypatch.setattr(client, "_RETIREMENT_SECONDS", 0.05)

    async def old(websocket):
        websocket._autoclose = False
        await sends(HELLO, disconnect("refresh_requested"))(websocket)
        assert (await websocket.receive()).type is aiohttp.WSMsgType.CLOSE
        await websocket.send_str(envelope(1))
        await server.got(1)
        await websocket.close()

    server.scripts = [old]
    async with connected(server, echo):
        assert await server.got(1) == [{"envelope_id": "e1", "payload": {"echo": 1}}]


async def test_a_problem_that_comes_again_after_a_good_time_is_news_again(server, pauses, monkeypatch):
    monkeypatch.setattr(client, "_SETTLED_SECONDS", 0.0)
    down = SlackUnreachable(OPEN, "down")
    with capture_logs() as lines:
        async with connected(server, echo, [down, down, None, down, down, None]) as slack:
            await until(lambda: slack.health.connections == 1)
            await server.open[0].close()
            await until(lambda: slack.health.connections == 2)
    assert levels(lines, "slack_not_connected") == ["warning", "debug", "warning", "debug"]


async def test_an_outage_after_an_outage_is_waited_for_anew(server, pauses):
    """Pauses that have grown in the first must not be those with which the second begins."""
    down = SlackUnreachable(OPEN, "down")
    async with connected(server, echo, [*[down] * 9, None, down, None]) as slack:
        await until(lambda: slack.health.connections == 1)
        await server.open[0].close()
        await until(lambda: slack.health.connections == 2)
    assert [times for times, _, _ in pauses] == [1, 2, 3, 4, 5, 6, 7, 8, 9, 1]


async def test_connections_that_broke_do_not_make_the_wait_for_too_many_longer(server, pauses):
    server.scripts = [closes_after_hello] * 4 + [sends(HELLO, disconnect("too_many_websockets"))]
    async with connected(server, echo) as slack:
        await until(lambda: slack.health.connections == 6)
    assert pauses == [(1, 1.0, 15.0), (2, 1.0, 15.0), (3, 1.0, 15.0), (1, 10.0, 120.0)]
