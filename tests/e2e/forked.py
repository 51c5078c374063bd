"""Programs that the fork server has started for the tests of this process."""

import asyncio
import contextlib
import functools
import os
import signal
from typing import Self

from tests.e2e.fork_server import ForkServer, Order


@functools.cache
def fork_server() -> ForkServer:
    """Return the one from which the tests of this process have their programs."""
    return ForkServer()


class Forked:
    """A program that another process is the parent of, with what `asyncio` offers for children of this one."""

    def __init__(self, pid: int, report: asyncio.StreamReader) -> None:
        self.pid = pid
        self.returncode: int | None = None
        self._ended = asyncio.create_task(self._read_the_end(report))

    @classmethod
    async def start(cls, order: Order, output: int) -> Self:
        """Start a program that writes to a file of ours, which it takes over."""
        report = await reader_of(fork_server().start(order, output))
        return cls(int(await report.readline()), report)

    async def _read_the_end(self, report: asyncio.StreamReader) -> int:
        self.returncode = int(await report.read())
        return self.returncode

    async def wait(self) -> int:
        return await asyncio.shield(self._ended)

    def send_signal(self, number: signal.Signals) -> None:
        if self.returncode is None:
            with contextlib.suppress(ProcessLookupError):
                os.kill(self.pid, number)

    def terminate(self) -> None:
        self.send_signal(signal.SIGTERM)


async def reader_of(file: int) -> asyncio.StreamReader:
    """Read from the reading end of a pipe."""
    reader = asyncio.StreamReader()
    pipe = os.fdopen(file, "rb", buffering=0)
    await asyncio.get_running_loop().connect_read_pipe(lambda: asyncio.StreamReaderProtocol(reader), pipe)
    return reader
