"""Tickets, connections, acknowledgements and redelivery."""

import asyncio

import aiohttp
import pytest

USER_CHANGE = {"type": "user_change", "user": {"id": "U0SAM000001"}}


async def test_hello_comes_first_and_counts_connections(lone_app):
    first, second = await lone_app.connect(), await lone_app.connect()
    assert (first["type"], first["connection_info"]) == ("hello", {"app_id": "A0ILERT0001"})
    assert (first["num_connections"], second["num_connections"]) == (1, 2)


async def test_a_ticket_is_good_for_one_connection(sandbox, session, lone_app):
    url = await lone_app.websocket_url()
    async with session.ws_connect(url) as websocket:
        await websocket.receive_json()
        with pytest.raises(aiohttp.WSServerHandshakeError) as refused:
            await session.ws_connect(url)
    assert refused.value.status == 404


async def test_an_invented_ticket_is_refused(sandbox, session):
    with pytest.raises(aiohttp.WSServerHandshakeError) as refused:
        await session.ws_connect(f"{sandbox.slack.websocket_url}?ticket=x")
    assert refused.value.status == 404


async def test_handshakes_can_be_made_to_fail(sandbox, lone_app):
    sandbox.slack.socket.fail_handshakes(2, 503)
    for _ in range(2):
        with pytest.raises(aiohttp.WSServerHandshakeError) as refused:
            await lone_app.connect()
        assert refused.value.status == 503
    assert (await lone_app.connect())["num_connections"] == 1


async def test_a_failed_handshake_has_used_the_ticket_up(sandbox, session, lone_app):
    sandbox.slack.socket.fail_handshakes(1)
    url = await lone_app.websocket_url()
    for _ in range(2):
        with pytest.raises(aiohttp.WSServerHandshakeError):
            await session.ws_connect(url)


async def test_the_eleventh_connection_is_sent_away(sandbox, lone_app):
    for _ in range(11):
        await lone_app.connect()
    await lone_app.hears(2)
    assert lone_app.frames[0]["reason"] == "too_many_websockets"
    await sandbox.until(lambda: len(sandbox.slack.socket.connections) == 10)


async def test_each_envelope_goes_to_one_connection(sandbox, lone_app, sam):
    for _ in range(3):
        await lone_app.connect()
    for _ in range(5):
        await sam.command("#demo", "/il-alert")
    assert len(lone_app.envelopes) == 5
    assert sandbox.slack.violations == []


async def test_slack_pings_and_answers_pings(sandbox, session, lone_app):
    sandbox.slack.socket.ping_seconds = 0.01
    async with session.ws_connect(await lone_app.websocket_url(), autoping=False) as websocket:
        await websocket.receive_json()
        assert (await websocket.receive()).type is aiohttp.WSMsgType.PING
        await websocket.ping(b"are you there")
        frames = [await websocket.receive() for _ in range(50)]
    assert (aiohttp.WSMsgType.PONG, b"are you there") in [(frame.type, bytes(frame.data)) for frame in frames]


async def test_a_silent_connection_answers_nothing(sandbox, session, lone_app, sam):
    sandbox.slack.socket.ping_seconds = 0.01
    sandbox.slack.socket.ack_seconds = 0.05
    async with session.ws_connect(await lone_app.websocket_url(), autoping=False) as websocket:
        await websocket.receive_json()
        sandbox.slack.socket.go_silent()
        await websocket.ping(b"are you there")
        assert (await sam.command("#demo", "/il-alert")).error == "operation_timeout"
        with pytest.raises(TimeoutError):
            await websocket.receive(timeout=0.05)


@pytest.mark.parametrize("reason", ["refresh_requested", "link_disabled", "too_many_websockets"])
async def test_a_disconnect_says_why_and_closes(sandbox, app, reason):
    await sandbox.slack.disconnect(reason, grace_seconds=0.0)
    await sandbox.until(lambda: not sandbox.slack.socket.connections)
    await asyncio.gather(*app.readers)
    assert [(frame["type"], frame.get("reason")) for frame in app.frames] == [("disconnect", reason), ("closed", None)]


async def test_a_warning_leaves_the_connection_open(sandbox, app, sam):
    await sandbox.slack.disconnect("warning")
    assert (await sam.command("#demo", "/il-alert")).ok
    assert app.frames[0]["reason"] == "warning"


async def test_a_dropped_connection_ends_without_a_word(sandbox, app):
    sandbox.slack.drop()
    await sandbox.until(lambda: not sandbox.slack.socket.connections)
    await asyncio.gather(*app.readers)
    assert [frame["type"] for frame in app.frames] == ["closed"]


async def test_only_one_connection_may_be_dropped(sandbox, app):
    await app.connect()
    sandbox.slack.drop(only_one=True)
    await sandbox.until(lambda: len(sandbox.slack.socket.connections) == 1)
    await asyncio.gather(app.readers[0])
    assert [frame["type"] for frame in app.frames] == ["closed"]


async def test_new_connections_meet_a_fault(sandbox, session, lone_app):
    sandbox.slack.socket.fault = "no_handshake"
    with pytest.raises(aiohttp.WSServerHandshakeError, match="503"):
        await session.ws_connect(await lone_app.websocket_url())
    sandbox.slack.socket.fault = "no_hello"
    async with session.ws_connect(await lone_app.websocket_url()) as websocket:
        with pytest.raises(TimeoutError):
            await websocket.receive(timeout=0.05)
        assert sandbox.slack.socket.connections == []
    sandbox.slack.socket.fault = "link_disabled"
    async with session.ws_connect(await lone_app.websocket_url()) as websocket:
        assert [(await websocket.receive_json())["type"] for _ in range(2)] == ["hello", "disconnect"]
        assert (await websocket.receive()).type is aiohttp.WSMsgType.CLOSE


@pytest.mark.parametrize(
    ("frame", "violation"),
    [
        ('{"envelope_id": "unknown"}', "a frame that acknowledges nothing"),
        ("hello?", "a frame that acknowledges nothing"),
        ("[1]", "a frame that acknowledges nothing"),
    ],
)
async def test_a_frame_that_acknowledges_nothing_is_a_violation(sandbox, app, frame, violation):
    await app.websockets[0].send_str(frame)
    await sandbox.until(lambda: sandbox.slack.violations)
    assert sandbox.slack.violations[0].startswith(violation)


async def test_a_second_acknowledgement_is_a_violation(sandbox, app, sam):
    await sam.command("#demo", "/il-alert")
    await app.acknowledge(app.envelopes[-1])
    await sandbox.until(lambda: sandbox.slack.violations)
    assert "duplicate acknowledgement of slash_commands" in sandbox.slack.violations[0]


async def test_an_acknowledgement_after_three_seconds_is_late(sandbox, app, sam):
    app.answers["slash_commands"] = lambda _: sandbox.clock.advance(3.1)
    assert (await sam.command("#demo", "/il-alert")).error == "operation_timeout"
    assert "late acknowledgement of slash_commands" in sandbox.slack.violations[0]


async def test_another_connection_may_acknowledge(sandbox, app, sam):
    app.silent = True
    sending = asyncio.create_task(sam.command("#demo", "/il-alert"))
    envelope = await app.hears(1)
    await app.connect()
    await app.acknowledge(envelope, app.websockets[-1])
    assert (await sending).ok
    assert sandbox.slack.violations == []


async def test_an_envelope_can_come_twice(sandbox, app, sam):
    await sam.command("#demo", "/il-alert")
    ack = await sandbox.slack.redeliver(app.envelopes[0]["envelope_id"])
    assert ack is not None
    assert app.envelopes[0] == app.envelopes[1]
    assert sandbox.slack.violations == []


async def test_an_event_is_told_again_until_it_is_acknowledged(sandbox, app):
    sandbox.slack.socket.redeliveries_seconds = (0.02, 0.02, 0.02)
    app.silent = True
    envelope = sandbox.slack.event(USER_CHANGE)
    await sandbox.until(lambda: envelope.sent >= 2)
    app.silent = False
    await sandbox.until(lambda: envelope.acks)
    attempts = [(one["retry_attempt"], one["retry_reason"]) for one in app.envelopes]
    assert attempts[:2] == [(0, ""), (1, "timeout")]
    assert {one["envelope_id"] for one in app.envelopes} == {envelope.id}
    assert app.told["event"] == USER_CHANGE
    assert app.told["authorizations"][0]["user_id"] == "U0ILERTBOT1"


async def test_an_event_waits_for_a_connection(sandbox, lone_app):
    sandbox.slack.socket.redeliveries_seconds = (0.05, 0.05, 0.05)
    envelope = sandbox.slack.event(USER_CHANGE)
    await lone_app.connect()
    await sandbox.until(lambda: envelope.acks)


async def test_waiting_in_vain_tells_what_happened(sandbox, app, sam):
    await sam.command("#demo", "/il-alert")
    await app.call("auth.test")
    with pytest.raises(TimeoutError, match=r"(?s)Slack told slash_commands.*auth\.test → 200"):
        await sandbox.until(lambda: None, timeout=0.01)
