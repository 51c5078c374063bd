"""The network between the daemon and everything else: a relay that can refuse, swallow and break.

It sees what it passes on, so that it knows which of Slack's envelopes have really reached the daemon's machine.
"""

import asyncio
import contextlib
import re
import time
from contextlib import asynccontextmanager

_ENVELOPE = re.compile(rb'"envelope_id": ?"([0-9a-f-]{36})"')
_LONGEST_MATCH = 60
# What was passed on so shortly before a connection ended, or before one side stopped listening, may have been thrown
# away unread, and so may its answer. A busy machine takes a while for either.
_IN_DOUBT_SECONDS = 1.0


class _Stream:
    """One connection that is passed on."""

    def __init__(self, here, there):
        self.here = here
        self.there = there
        self.frozen = False
        self.delivered = {}

    def abort(self):
        for writer in (self.here, self.there):
            writer.transport.abort()


class Relay:
    """Passes connections on to a port. `mode` is for new ones: `up`, `refuse`, or `swallow` whatever they say."""

    def __init__(self, target):
        self.mode = "up"
        self.port = 0
        self.delivered = {}
        """When each envelope was passed on to the daemon, by its id."""
        self.in_doubt = set()
        self._target = target
        self._streams = set()
        self._tasks = set()

    def freeze(self):
        """Let nothing through any more on the connections of now, without a word to either side: half-open."""
        self.doubt()
        for stream in self._streams:
            stream.frozen = True

    def doubt(self):
        """Take note that answers which are on their way now may be lost."""
        for stream in self._streams:
            self._doubt(stream)

    def _doubt(self, stream):
        now = time.monotonic()
        self.in_doubt |= {one for one, at in stream.delivered.items() if now - at < _IN_DOUBT_SECONDS}

    def drop(self):
        """Break the connections of now."""
        for stream in tuple(self._streams):
            stream.abort()

    async def _serve(self, reader, writer):
        self._tasks.add(asyncio.current_task())
        with contextlib.suppress(ConnectionError):
            if self.mode == "refuse":
                writer.transport.abort()
            elif self.mode == "swallow":
                while await reader.read(65536):
                    pass
                writer.close()
            else:
                await self._pass_on(reader, writer)
        self._tasks.discard(asyncio.current_task())

    async def _pass_on(self, reader, writer):
        upstream, there = await asyncio.open_connection("127.0.0.1", self._target)
        stream = _Stream(writer, there)
        self._streams.add(stream)
        ways = [
            asyncio.create_task(self._pour(stream, reader, there, seen=None)),
            asyncio.create_task(self._pour(stream, upstream, writer, seen=self._note)),
        ]
        try:
            await asyncio.wait(ways, return_when=asyncio.FIRST_COMPLETED)
        finally:
            self._streams.discard(stream)
            self._doubt(stream)
            for way in ways:
                way.cancel()
            await asyncio.gather(*ways, return_exceptions=True)
            for one in (writer, there):
                one.close()

    async def _pour(self, stream, reader, writer, seen):
        tail = b""
        while data := await reader.read(65536):
            if stream.frozen:
                continue
            writer.write(data)
            if seen is not None:
                seen(stream, tail + data)
                tail = (tail + data)[-_LONGEST_MATCH:]
            await writer.drain()

    def _note(self, stream, data):
        for match in _ENVELOPE.finditer(data):
            envelope = match[1].decode()
            stream.delivered[envelope] = time.monotonic()
            self.delivered.setdefault(envelope, time.monotonic())

    @asynccontextmanager
    async def running(self):
        server = await asyncio.start_server(self._serve, "127.0.0.1", 0)
        self.port = server.sockets[0].getsockname()[1]
        try:
            yield self
        finally:
            server.close()
            for task in tuple(self._tasks):
                task.cancel()
            await asyncio.gather(*self._tasks, return_exceptions=True)
