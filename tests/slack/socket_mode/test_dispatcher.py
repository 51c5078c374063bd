"""Every envelope is handled once and acknowledged, or its loss is known."""

import asyncio
import json

import pytest
from structlog.testing import capture_logs

from bot.slack.api.errors import SlackUnreachable
from bot.slack.socket_mode.timing import Limits
from tests.slack.socket_mode.server import HELLO, closes, connected, echo, envelope, hurried, sends, until


def events(lines):
    return [line["event"] for line in lines]


async def test_each_envelope_is_answered_with_what_the_app_returns(server):
    server.scripts = [sends(HELLO, envelope(1), envelope(2, accepts_response_payload=False))]
    async with connected(server, echo):
        received = sorted(await server.got(2), key=lambda ack: ack["envelope_id"])
    assert received == [{"envelope_id": "e1", "payload": {"echo": 1}}, {"envelope_id": "e2"}]


@pytest.mark.parametrize(
    ("number", "outcome"),
    [(1, "acknowledged"), ("not a number", "failed")],
)
async def test_each_envelope_is_told_once(server, number, outcome):
    async def halve(payload):
        return {"half": payload["n"] / 2}

    told = []
    server.scripts = [sends(HELLO, envelope(number, type="slash_commands"))]
    async with connected(server, halve, on_envelope=lambda *one: told.append(one)):
        await server.got(1)
    ((kind, how, seconds),) = told
    assert (kind, how) == ("slash_commands", outcome)
    assert 0.0 <= seconds < 5.0


async def test_a_mistake_in_the_app_is_acknowledged_and_logged(server):
    async def mistaken(payload):
        raise ValueError("oops")

    server.scripts = [sends(HELLO, envelope(1))]
    with capture_logs() as lines:
        async with connected(server, mistaken):
            assert await server.got(1) == [{"envelope_id": "e1"}]
    assert "envelope_failed" in events(lines)


async def test_frames_that_make_no_sense_are_passed_over(server):
    server.scripts = [sends(HELLO, "no JSON", "[]", '{"type":"news"}', '{"envelope_id":[]}', envelope(1))]
    async with connected(server, echo):
        assert len(await server.got(1)) == 1


async def test_an_envelope_that_comes_again_is_handled_once_and_answered_each_time(server):
    handled = []

    async def counts(payload):
        handled.append(payload["n"])
        return {"echo": payload["n"]}

    server.scripts = [sends(HELLO, envelope(1), envelope(1), envelope(1, retry_attempt=1))]
    async with connected(server, counts):
        received = await server.got(3)
    assert received == [{"envelope_id": "e1", "payload": {"echo": 1}}] * 3
    assert handled == [1]


async def test_only_the_latest_envelopes_are_remembered(server):
    handled = []

    async def counts(payload):
        handled.append(payload["n"])

    frames = [envelope(number) for number in (1, 2, 3, 3, 1)]
    server.scripts = [sends(HELLO, *frames)]
    async with connected(server, counts, limits=Limits(remembered=2)):
        await server.got(5)
    assert handled == [1, 2, 3, 1]


async def test_an_answer_goes_to_the_successor_of_a_connection_that_ended(server):
    release = asyncio.Event()

    async def slow(payload):
        await release.wait()
        return {"echo": payload["n"]}

    async def breaks(websocket):
        await sends(HELLO, envelope(1))(websocket)
        await websocket.close()

    async def successor(websocket):
        await websocket.send_str(HELLO)
        release.set()

    server.scripts = [breaks, successor]
    async with connected(server, slow):
        assert await server.got(1) == [{"envelope_id": "e1", "payload": {"echo": 1}}]


async def test_an_answer_goes_past_a_successor_that_ended_too(server):
    release = asyncio.Event()

    async def slow(payload):
        await release.wait()

    async def breaks(websocket):
        await sends(HELLO, envelope(1))(websocket)
        await websocket.close()

    async def last(websocket):
        await websocket.send_str(HELLO)
        release.set()

    server.scripts = [breaks, closes, sends(HELLO), last]
    async with connected(server, slow):
        await server.until(lambda: server.accepted >= 3)
        await server.open[0].close()
        assert await server.got(1) == [{"envelope_id": "e1"}]


async def test_an_answer_that_nobody_takes_is_known_to_be_lost(server):
    release, started = asyncio.Event(), asyncio.Event()
    told = []

    async def slow(payload):
        started.set()
        await release.wait()

    async def breaks(websocket):
        await sends(HELLO, envelope(1))(websocket)
        await started.wait()
        await websocket.close()

    server.scripts = [breaks]
    refused = [None, *[SlackUnreachable("apps.connections.open", "down")] * 1000]
    with capture_logs() as lines:
        quick = Limits(acknowledgement_seconds=0.01)
        async with connected(server, slow, refused, on_envelope=lambda *one: told.append(one), limits=quick):
            await server.until(lambda: server.accepted and not server.open)
            release.set()
    assert [(kind, outcome) for kind, outcome, _ in told] == [("other", "lost")]
    (line,) = [line for line in lines if line["event"] == "envelope_lost"]
    assert line["envelope"] == "e1"


async def test_more_than_there_is_room_for_waits_and_the_connection_lives_on(server):
    """Were reading to stop while the room is full, pongs would go unread and the connection would count as dead."""
    release, running, most = asyncio.Event(), set(), []

    async def slow(payload):
        running.add(payload["n"])
        most.append(len(running))
        await release.wait()
        running.discard(payload["n"])

    server.scripts = [sends(HELLO, *(envelope(number, padding="x" * 10_000) for number in range(50)))]
    limits = Limits(handlers=2)
    async with connected(server, slow, timing=hurried(heartbeat=0.1), limits=limits) as socket:
        await server.until(lambda: server.open)
        for _ in range(5):
            before = socket.health.last_heard
            await until(lambda before=before: socket.health.last_heard != before)
        assert server.received == []
        release.set()
        assert len(await server.got(50)) == 50
    assert max(most) == 2
    assert server.accepted == 1


async def test_beyond_all_bounds_envelopes_are_rejected_and_counted(server):
    release, told = asyncio.Event(), []

    async def slow(payload):
        await release.wait()

    server.scripts = [sends(HELLO, *(envelope(number) for number in range(10)))]
    with capture_logs() as lines:
        limits = Limits(envelopes=3)
        async with connected(server, slow, on_envelope=lambda *one: told.append(one), limits=limits) as socket:
            await until(lambda: len(told) == 7)
            release.set()
            await server.got(3)
            await server.open[0].send_str(envelope(1))
            await server.open[0].send_str(envelope(8))
            await server.got(5)
            assert socket.health.connected
    outcomes = [outcome for _, outcome, _ in told]
    assert (outcomes.count("lost"), outcomes.count("acknowledged")) == (7, 4)
    assert events(lines).count("envelopes_rejected") == 1
    assert sorted(json.dumps(one) for one in server.received) == sorted(
        json.dumps({"envelope_id": f"e{number}"}) for number in (0, 1, 1, 2, 8)
    )


async def test_draining_finishes_and_acknowledges_what_was_received(server):
    started, release = asyncio.Event(), asyncio.Event()

    async def slow(payload):
        started.set()
        await release.wait()

    server.scripts = [sends(HELLO, envelope(1))]
    async with connected(server, slow) as socket:
        await started.wait()
        draining = asyncio.create_task(socket.drain(5.0))
        await server.open[0].send_str(envelope(2))
        release.set()
        await draining
    assert sorted(ack["envelope_id"] for ack in server.received) == ["e1", "e2"]


async def test_a_handler_that_does_not_end_is_broken_off_and_counted(server):
    started, told = asyncio.Event(), []

    async def endless(payload):
        started.set()
        await asyncio.Event().wait()

    server.scripts = [sends(HELLO, envelope(1))]
    with capture_logs() as lines:
        async with connected(server, endless, on_envelope=lambda *one: told.append(one)) as socket:
            await started.wait()
            await socket.drain(0.05)
    assert [outcome for _, outcome, _ in told] == ["lost"]
    assert "handlers_cancelled" in events(lines)


async def test_what_comes_between_the_farewell_and_slacks_answer_to_it_is_known_to_be_lost(server):
    told = []

    async def late(websocket):
        await websocket.send_str(HELLO)
        await websocket.receive()  # what the client sends last: its farewell

    async def handle_close(websocket):
        websocket._autoclose = False
        await late(websocket)
        await websocket.send_str(envelope(1))
        await websocket.close()

    server.scripts = [handle_close]
    with capture_logs() as lines:
        async with connected(server, echo, on_envelope=lambda *one: told.append(one)) as socket:
            await until(lambda: socket.health.connected)
    assert [outcome for _, outcome, _ in told] == ["lost"]
    assert "envelope_lost" in events(lines)
