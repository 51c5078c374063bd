"""Staying connected to Slack, against a server that does what Slack should not."""

import asyncio
import time

import pytest
from structlog.testing import capture_logs

from bot.slack.api.errors import SlackUnreachable
from bot.slack.socket_mode.backoff import Backoff
from tests.slack.socket_mode.server import (
    HELLO,
    closes_after_hello,
    connected,
    disconnect,
    echo,
    envelope,
    hurried,
    levels,
    sends,
    until,
)

OPEN = "apps.connections.open"


@pytest.mark.parametrize("reason", ["warning", "refresh_requested", "something_new"])
async def test_a_refresh_connects_first_and_lets_the_old_connection_end_after_it(server, reason):
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
        async with connected(server, echo, timing=hurried(retirement=0.1)) as slack:
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


async def test_a_refresh_that_fails_leaves_the_old_connection_in_use(server):
    server.scripts = [sends(HELLO, disconnect("refresh_requested"))]
    refused = [None, *[SlackUnreachable(OPEN, "down")] * 1000]
    with capture_logs() as lines:
        async with connected(server, echo, refused, timing=hurried()) as slack:
            await until(lambda: len(refused) < 995)
            assert slack.health.connected
            await server.open[0].send_str(envelope(1))
            await server.got(1)
            await server.open[0].close()
            await until(lambda: not slack.health.connected)
            await until(lambda: "down" in slack.health.problem)
            refused.clear()
            await until(lambda: slack.health.connected)
            assert slack.health.problem == ""
    assert levels(lines, "slack_not_connected")[:3] == ["warning", "debug", "debug"]
    assert levels(lines, "slack_disconnected") == ["warning"]


async def test_many_refreshes_never_add_up_to_too_many_connections(server):
    async with connected(server, echo, timing=hurried()) as slack:
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
            await until(lambda: slack.health.next_attempt is not None)
            assert slack.health.next_attempt - time.monotonic() > 1.0
    assert server.accepted == 1
    assert levels(lines, "slack_not_connected") == [level]


async def test_two_connections_stand_and_the_second_is_opened_later(server):
    async with connected(server, echo, connections=2, timing=hurried(apart=0.3)) as slack:
        await until(lambda: slack.health.standing == 2)
        first, second = server.accepted_at
        assert second - first >= 0.3
        assert len(server.open) == 2


async def test_one_of_two_may_go_and_the_other_answers_meanwhile(server):
    with capture_logs() as lines:
        async with connected(server, echo, connections=2, timing=hurried(apart=0.1)) as slack:
            await until(lambda: slack.health.standing == 2)
            gone, other = server.open
            server.scripts = [sends()]  # no greeting for now: only the other is left
            gone.transport.abort()
            await until(lambda: slack.health.standing == 1)
            assert slack.health.connected
            assert slack.health.problem == "the connection to Slack broke off"
            await other.send_str(envelope(1))
            assert await server.got(1) == [{"envelope_id": "e1", "payload": {"echo": 1}}]
    assert levels(lines, "slack_connection_lost") == ["info"]
    assert levels(lines, "slack_disconnected") == []


async def test_an_envelope_that_comes_on_both_connections_is_handled_once_and_answered_on_each(server):
    handled = []

    async def counts(payload):
        handled.append(payload["n"])
        return {"echo": payload["n"]}

    async with connected(server, counts, connections=2, timing=hurried()) as slack:
        await until(lambda: slack.health.standing == 2)
        for websocket in tuple(server.open):
            await websocket.send_str(envelope(1))
        assert await server.got(2) == [{"envelope_id": "e1", "payload": {"echo": 1}}] * 2
    assert handled == [1]


async def test_an_answer_goes_by_the_other_connection_when_its_own_has_gone(server):
    started, release = asyncio.Event(), asyncio.Event()

    async def slow(payload):
        started.set()
        await release.wait()

    async with connected(server, slow, connections=2, timing=hurried()) as slack:
        await until(lambda: slack.health.standing == 2)
        gone = server.open[0]
        await gone.send_str(envelope(1))
        await started.wait()
        server.scripts = [sends()] * 100
        gone.transport.abort()
        await until(lambda: slack.health.standing == 1)
        release.set()
        assert await server.got(1) == [{"envelope_id": "e1"}]


async def test_a_refresh_of_both_at_once_replaces_one_after_the_other(server):
    async with connected(server, echo, connections=2, timing=hurried(apart=0.2)) as slack:
        await until(lambda: slack.health.standing == 2)
        before = tuple(server.open)
        for websocket in before:
            await websocket.send_str(disconnect("refresh_requested"))
        await until(lambda: slack.health.connections == 4)
        assert slack.health.standing == 2
        for websocket in before:
            await websocket.close()
        await server.until(lambda: len(server.open) == 2)
        assert slack.health.standing == 2


async def test_in_a_storm_gaps_are_short(server):
    """Each connection ends as soon as it was greeted; Slack takes the next."""
    server.scripts = [closes_after_hello] * 8
    longest = 0.0
    async with connected(server, echo, connections=2) as slack:
        while slack.health.connections < 9:
            if slack.health.disconnected_since is not None and slack.health.connections:
                longest = max(longest, time.monotonic() - slack.health.disconnected_since)
            await asyncio.sleep(0.005)
    assert 0.0 < longest < 1.0
    assert Backoff().after_end("closed", 9).pause > 0.1
