"""The real daemon as a process of its own, with its log lines read as they come."""

import asyncio
import functools
import json
import os
import signal
import sys
from collections.abc import Callable
from typing import Any, Self

import aiohttp

from tests.e2e.fork_server import ForkServer

WAIT_SECONDS = 15.0


@functools.cache
def fork_server() -> ForkServer:
    """Return the one from which the tests of this process have their daemons."""
    return ForkServer()


class Forked:
    """A daemon that another process is the parent of, with what `asyncio` offers for children of this one."""

    def __init__(self, pid: int, stderr: asyncio.StreamReader, report: asyncio.StreamReader) -> None:
        self.pid = pid
        self.stderr = stderr
        self.returncode: int | None = None
        self._ended = asyncio.create_task(self._read_the_end(report))

    @classmethod
    async def start(cls, settings: dict[str, str]) -> Self:
        stderr, report = [await _reader_of(file) for file in fork_server().order(settings)]
        return cls(int(await report.readline()), stderr, report)

    async def _read_the_end(self, report: asyncio.StreamReader) -> int:
        self.returncode = int(await report.read())
        return self.returncode

    async def wait(self) -> int:
        return await asyncio.shield(self._ended)

    def send_signal(self, number: signal.Signals) -> None:
        if self.returncode is None:
            os.kill(self.pid, number)

    def terminate(self) -> None:
        self.send_signal(signal.SIGTERM)


async def _reader_of(file: int) -> asyncio.StreamReader:
    reader = asyncio.StreamReader()
    pipe = os.fdopen(file, "rb", buffering=0)
    await asyncio.get_running_loop().connect_read_pipe(lambda: asyncio.StreamReaderProtocol(reader), pipe)
    return reader


class Daemon:
    """`il-alert-bot run` against a sandbox. Its log lines are `lines`, each a table.

    With a `module` it is that program, started as from a shell.
    """

    module = ""

    def __init__(self, settings: dict[str, str]) -> None:
        foreign = ("SLACK_", "ILERT_", "IL_", "HTTP_PROXY", "HTTPS_PROXY", "NO_PROXY", "JOURNAL_STREAM")
        kept = {name: value for name, value in os.environ.items() if not name.upper().startswith(foreign)}
        self.settings = {**kept, "IL_ALERT_LOG_FORMAT": "json", "IL_ALERT_LOG_LEVEL": "debug", **settings}
        self.lines: list[dict[str, Any]] = []
        self.text = ""
        self._process: asyncio.subprocess.Process | Forked | None = None
        self._reader: asyncio.Task[None] | None = None
        self._news = asyncio.Condition()

    async def start(self) -> None:
        if self.module:
            self._process = await asyncio.create_subprocess_exec(
                sys.executable, "-m", self.module, "run", env=self.settings, stderr=asyncio.subprocess.PIPE
            )
        else:
            self._process = await Forked.start(self.settings)
        self._reader = asyncio.create_task(self._read())

    async def _read(self) -> None:
        async for raw in self._process.stderr:
            line = raw.decode()
            async with self._news:
                self.text += line
                if line.startswith("{"):
                    self.lines.append(json.loads(line))
                self._news.notify_all()
        async with self._news:
            self._news.notify_all()

    async def logged(
        self, event: str, where: Callable[[dict[str, Any]], bool] = lambda _: True, *, seconds: float = WAIT_SECONDS
    ) -> dict[str, Any]:
        """Wait for a log line and return it."""

        def found() -> list[dict[str, Any]]:
            return [line for line in self.lines if line["event"] == event and where(line)]

        try:
            async with asyncio.timeout(seconds), self._news:
                await self._news.wait_for(lambda: found() or self._reader.done())
        except TimeoutError:
            pass
        assert found(), f"no line {event!r} in:\n{self.text}"
        return found()[-1]

    async def get(self, path: str) -> tuple[int, Any]:
        """Ask the daemon's HTTP endpoint. Returns the status and the JSON of its answer."""
        line = await self.logged("listening")
        async with (
            aiohttp.ClientSession() as session,
            session.get(f"http://{line['host']}:{line['port']}{path}") as response,
        ):
            return response.status, await response.json()

    @property
    def is_running(self) -> bool:
        return self._process is not None and self._process.returncode is None

    async def reason(self, code: str) -> dict[str, Any]:
        """Wait until `/readyz` gives a reason, and return it."""
        async with asyncio.timeout(WAIT_SECONDS):
            while True:
                _, body = await self.get("/readyz")
                for reason in body["reasons"]:
                    if reason["code"] == code:
                        return reason

    def events(self, event: str) -> list[dict[str, Any]]:
        return [line for line in self.lines if line["event"] == event]

    def send(self, number: signal.Signals) -> None:
        self._process.send_signal(number)

    async def wait(self, seconds: float = WAIT_SECONDS) -> int:
        """Wait until it ends by itself, and return its exit code."""
        code = await asyncio.wait_for(self._process.wait(), seconds)
        await self._reader
        return code

    async def stop(self) -> int:
        """Stop it as a service manager would. Returns its exit code."""
        if self._process is None:
            return 0
        if self._process.returncode is None:
            self._process.terminate()
        return await self.wait(40.0)


class HurriedDaemon(Daemon):
    """One that looks at alerts every second."""

    module = "tests.e2e.hurried"
