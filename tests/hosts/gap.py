"""How long a host may not stand still: from its last look at the time to the first bytes of an alert on their way.

Run by itself, it prints what it measures.
"""

import asyncio
import dataclasses
import socket
import statistics
import time

import aiohttp
from aiohttp import web
from aiohttp.test_utils import TestServer
from pydantic import SecretStr

from bot.ilert.sansio import Endpoint, call
from bot.ilert.transport import AiohttpTransport
from bot.runtime.clock import since_boot

CALLS = 500


class _TimedSocket(socket.socket):
    """Notes when something was first written to it."""

    written = 0

    def send(self, *args):
        type(self).written = time.perf_counter_ns()
        return super().send(*args)

    def sendmsg(self, *args):
        type(self).written = time.perf_counter_ns()
        return super().sendmsg(*args)


def _timed(address):
    family, kind, protocol, _, _ = address
    return _TimedSocket(family, kind, protocol)


async def _created(_request):
    return web.json_response({"id": 1}, status=201)


async def measure(calls=CALLS):
    """Make so many calls, and return the seconds of each."""
    looked = 0

    def clock():
        nonlocal looked
        looked = time.perf_counter_ns()
        return since_boot()

    application = web.Application()
    application.router.add_post("/api/alerts", _created)
    gaps = []
    connector = aiohttp.TCPConnector(socket_factory=_timed)
    async with TestServer(application) as server, aiohttp.ClientSession(connector=connector) as session:
        transport = AiohttpTransport(session, str(server.make_url("")).rstrip("/"), SecretStr("key"), clock=clock)
        request = call(Endpoint.CREATE_ALERT, body={"summary": "down", "details": "x" * 500})
        for _ in range(calls):
            await transport.send(dataclasses.replace(request, not_after=since_boot() + 20.0))
            gaps.append((_TimedSocket.written - looked) / 1e9)
    return gaps


def main():
    gaps = sorted(asyncio.run(measure()))
    median, most = statistics.median(gaps) * 1e6, gaps[len(gaps) * 99 // 100] * 1e6
    print(f"From the last look to the first bytes: {median:.0f} µs, in 99 of 100 cases at most {most:.0f} µs.")


if __name__ == "__main__":
    main()
