"""What stands between a company's machines and the internet: a proxy, and TLS by a private certificate authority."""

import asyncio
import base64
import contextlib
import ssl
from contextlib import asynccontextmanager

import trustme

NAMES = ("slack.test", "wss-primary.slack.test", "hooks.slack.test", "api.ilert.test", "localhost")


class Proxy:
    """A forward proxy that takes CONNECT and plain requests. It resolves any name to `target`."""

    def __init__(self, target, login=None):
        self.asked = []
        """Of each request that was let through: its first line."""
        self._target = target
        self._login = login and "Basic " + base64.b64encode(login.encode()).decode()
        self.port = 0

    async def serve(self, reader, writer):
        head = await reader.readuntil(b"\r\n\r\n")
        line, *headers = head.decode().split("\r\n")
        known = {name.lower(): value for name, _, value in (one.partition(": ") for one in headers)}
        if self._login and known.get("proxy-authorization") != self._login:
            writer.write(b"HTTP/1.1 407 Proxy Authentication Required\r\nContent-Length: 0\r\n\r\n")
            await writer.drain()
            writer.close()
            return
        self.asked.append(line)
        there = await asyncio.open_connection(*self._target)
        if line.startswith("CONNECT "):
            writer.write(b"HTTP/1.1 200 Connection established\r\n\r\n")
        else:
            there[1].write(forwarded(line, headers, upgrade="upgrade" in known))
        await join((reader, writer), there)


def forwarded(line, headers, *, upgrade):
    """Make a request for a proxy one for the server itself: the last one on its connection."""
    method, address, version = line.split(" ")
    path = "/" + address.split("/", 3)[3]
    closing = [] if upgrade else ["Connection: close"]
    return "\r\n".join([f"{method} {path} {version}", *closing, *headers]).encode()


async def join(here, there):
    """Pass on what comes on either connection until one of them ends."""

    async def pour(reader, writer):
        with contextlib.suppress(ConnectionError):
            while data := await reader.read(65536):
                writer.write(data)
                await writer.drain()

    pouring = [asyncio.create_task(pour(here[0], there[1])), asyncio.create_task(pour(there[0], here[1]))]
    try:
        await asyncio.wait(pouring, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for task in pouring:
            task.cancel()
        for _, writer in (here, there):
            writer.close()


@asynccontextmanager
async def listening(serve, ssl=None):
    """Let `serve` take connections, and yield the port."""
    tasks = set()

    async def take(reader, writer):
        tasks.add(asyncio.current_task())
        await serve(reader, writer)

    server = await asyncio.start_server(take, "127.0.0.1", 0, ssl=ssl)
    try:
        yield server.sockets[0].getsockname()[1]
    finally:
        server.close()
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


@asynccontextmanager
async def tls_in_front_of(port, directory):
    """Terminate TLS for all names in front of a plain port. Yields that port and the authority's certificate."""
    authority = trustme.CA()
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    authority.issue_cert(*NAMES).configure_cert(context)
    certificate = directory / "company-ca.pem"
    authority.cert_pem.write_to_path(certificate)

    async def serve(reader, writer):
        await join((reader, writer), await asyncio.open_connection("127.0.0.1", port))

    async with listening(serve, context) as tls_port:
        yield tls_port, certificate
