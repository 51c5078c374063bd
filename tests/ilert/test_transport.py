"""The network below the ilert client: what may not leave any more does not."""

import asyncio
import dataclasses

import aiohttp
import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer
from pydantic import SecretStr

from bot.ilert.errors import TooLate
from bot.ilert.sansio import Endpoint, call
from bot.ilert.transport import AiohttpTransport


class Slow:
    """A server whose connections are accepted late: the clock, which the requests go by, has moved on by then."""

    def __init__(self):
        self.now = 100.0
        self.bodies = []

    async def answer(self, request):
        self.bodies.append((request.content_length, await request.text()))
        return web.json_response({}, status=201)


@pytest.fixture
async def slow():
    return Slow()


@pytest.fixture
async def transport(slow):
    application = web.Application()
    application.router.add_post("/api/alerts", slow.answer)

    async def connected(*_):
        slow.now += 10.0

    tracing = aiohttp.TraceConfig()
    tracing.on_connection_create_end.append(connected)
    tracing.on_connection_reuseconn.append(connected)
    async with (
        TestServer(application) as server,
        aiohttp.ClientSession(trace_configs=[tracing]) as session,
    ):
        endpoint = str(server.make_url("")).rstrip("/")
        yield AiohttpTransport(session, endpoint, SecretStr("key"), clock=lambda: slow.now)


def creating(not_after):
    return dataclasses.replace(call(Endpoint.CREATE_ALERT, body={"summary": "ä"}), not_after=not_after)


async def test_what_leaves_in_time_is_whole(transport, slow):
    assert (await transport.send(creating(None))).status == 201
    assert (await transport.send(creating(slow.now + 10.0))).status == 201
    assert slow.bodies == [(16, '{"summary":"ä"}')] * 2


async def test_what_is_too_late_when_the_connection_is_there_does_not_leave(transport, slow):
    with pytest.raises(TooLate, match=r"it was not sent, 1\.0 seconds after the last moment") as late:
        await transport.send(creating(slow.now + 9.0))
    assert not late.value.may_have_succeeded
    assert late.value.is_retryable
    # Nor is anything left in a connection that the next one would use.
    assert (await transport.send(creating(slow.now + 10.0))).status == 201
    assert slow.bodies == [(16, '{"summary":"ä"}')]


async def test_what_waited_for_others_to_end_is_looked_at_when_its_turn_comes(transport, slow):
    while not transport.room.locked():
        await transport.room.acquire()
    waiting = asyncio.create_task(transport.send(creating(slow.now + 30.0)))
    await asyncio.sleep(0)
    slow.now += 30.0
    transport.room.release()
    with pytest.raises(TooLate):
        await waiting
    assert slow.bodies == []
