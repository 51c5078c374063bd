"""The real daemon as a process of its own, with its log lines read as they come."""

import asyncio
import json
import os
import signal
import sys
from collections.abc import Callable
from typing import Any

import aiohttp

from tests.e2e.fork_server import Order
from tests.e2e.forked import Forked, reader_of

WAIT_SECONDS = 15.0


class Daemon:
    """`il-alert-bot run` against a sandbox. Its log lines are `lines`, each a table.

    With a `module` it is that program. It is forked, unless `from_shell` asks for a start as from a shell.
    """

    module = ""
    from_shell = False

    def __init__(self, settings: dict[str, str]) -> None:
        foreign = ("SLACK_", "ILERT_", "IL_", "HTTP_PROXY", "HTTPS_PROXY", "NO_PROXY", "JOURNAL_STREAM")
        kept = {name: value for name, value in os.environ.items() if not name.upper().startswith(foreign)}
        self.settings = {**kept, "IL_ALERT_LOG_FORMAT": "json", "IL_ALERT_LOG_LEVEL": "debug", **settings}
        self.lines: list[dict[str, Any]] = []
        self.text = ""
        self._process: asyncio.subprocess.Process | Forked | None = None
        self._written: asyncio.StreamReader | None = None
        self._reader: asyncio.Task[None] | None = None
        self._news = asyncio.Condition()

    async def start(self) -> None:
        stderr, its_stderr = os.pipe()
        self._written = await reader_of(stderr)
        if self.from_shell:
            command = [sys.executable, "-m", self.module or "bot.cli.main", "run"]
            self._process = await asyncio.create_subprocess_exec(*command, env=self.settings, stderr=its_stderr)
            os.close(its_stderr)
        else:
            self._process = await Forked.start(Order(self.settings, module=self.module), its_stderr)
        self._reader = asyncio.create_task(self._read())

    async def _read(self) -> None:
        async for raw in self._written:
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

    def forget(self) -> None:
        """Forget what it has logged, but for where it listens."""
        self.lines = self.events("listening")
        self.text = ""

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
