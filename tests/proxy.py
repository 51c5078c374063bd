"""A proxy before PostgreSQL's unix socket that can stop, as a network does: nothing is refused, nothing is closed."""

import asyncio
import contextlib

SOCKET = ".s.PGSQL.5432"


class Proxy:
    """`stop_before` stops it at those bytes of a client; `stop_after` lets them through, and no answer to them."""

    def __init__(self, server, folder):
        self._target = server.folder / SOCKET
        self.folder = folder
        self.going = asyncio.Event()
        self.going.set()
        self.delay = 0.0
        self.stopped = asyncio.Event()
        self.stop_after = self.stop_before = None
        self._server = None
        self._pumps = set()

    def url(self, url):
        """Return a server's URL, through this proxy."""
        return url.replace(str(self._target.parent), str(self.folder))

    async def start(self):
        self._server = await asyncio.start_unix_server(self._serve, self.folder / SOCKET)

    async def close(self):
        self._server.close()
        for pump in self._pumps:
            pump.cancel()
        await asyncio.gather(*self._pumps, return_exceptions=True)
        await self._server.wait_closed()

    def _stop(self):
        self.going.clear()
        self.stopped.set()

    async def _serve(self, reader, writer):
        try:
            theirs = await asyncio.open_unix_connection(self._target)
        except OSError:
            writer.close()
            return
        for one in (self._pump(reader, theirs[1], from_client=True), self._pump(theirs[0], writer)):
            task = asyncio.create_task(one)
            self._pumps.add(task)
            task.add_done_callback(self._pumps.discard)

    async def _pump(self, reader, writer, *, from_client=False):
        with contextlib.suppress(OSError), contextlib.closing(writer):
            while data := await reader.read(65536):
                if from_client and self.stop_before and self.stop_before in data:
                    self._stop()
                await self.going.wait()
                if self.delay:
                    await asyncio.sleep(self.delay / 2)
                if from_client and self.stop_after and self.stop_after in data:
                    self._stop()
                writer.write(data)
                await writer.drain()
