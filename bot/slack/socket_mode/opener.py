"""Opens a connection to Slack, however long that takes."""

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable
from contextlib import suppress

import aiohttp
from structlog.stdlib import get_logger

from bot.runtime.problem_log import ProblemLog
from bot.slack.api.errors import ConnectionFailed, SlackFailure
from bot.slack.socket_mode.backoff import ReconnectDelay
from bot.slack.socket_mode.connection import Connection
from bot.slack.socket_mode.health import SocketHealth
from bot.slack.socket_mode.timing import SocketTiming

log = get_logger(__name__)

OpenConnection = Callable[[], Awaitable[str]]
"""Gets a fresh websocket address; raises `SlackFailure`."""

_ATTEMPTS_AT_ONCE = 3


class Opener:
    """Tries until Slack greets. An attempt that hangs does not hold up the next."""

    def __init__(
        self,
        session: aiohttp.ClientSession,
        open_connection: OpenConnection,
        health: SocketHealth,
        timing: SocketTiming,
    ) -> None:
        self._session = session
        self._open_connection = open_connection
        self._health = health
        self._timing = timing
        self._problem_log = ProblemLog(log, "slack_not_connected")
        self._news = asyncio.Event()
        self._failures = 0
        self._due = 0.0
        self._not_before = 0.0

    async def open(self) -> Connection:
        """Open a connection."""
        self._failures = 0
        self._news.clear()
        attempts: set[asyncio.Task[Connection]] = set()
        try:
            while True:
                await self._begin(attempts)
                opened = self._ended(attempts)
                if opened is not None:
                    return opened
        finally:
            await _give_up(attempts)

    def postpone(self, delay: ReconnectDelay) -> None:
        """Let the next attempt begin after this delay, be it sooner than before, unless Slack itself wants a pause.

        A problem is reported when it begins or becomes another.
        """
        now = time.monotonic()
        self._due = now + delay.pause
        self._news.set()
        if delay.refused:
            self._not_before = max(self._not_before, self._due)
        if delay.pause:
            level = logging.ERROR if delay.needs_admin else logging.WARNING
            self._problem_log.report(delay.problem, level=level, again_in_seconds=round(delay.pause, 1))
            self._health.attempt(now, max(self._due, self._not_before))

    def proved(self) -> None:
        """A connection has lasted: whatever was the matter is over, and pauses begin anew."""
        self._failures = 0
        self._problem_log.clear()

    async def _begin(self, attempts: set[asyncio.Task[Connection]]) -> None:
        """Begin an attempt if one is due, and wait for whatever comes first: an end, or the time for the next."""
        now = time.monotonic()
        due = max(self._due, self._not_before)
        if now >= due and len(attempts) < _ATTEMPTS_AT_ONCE:
            task = asyncio.create_task(self._attempt())
            task.add_done_callback(lambda _: self._news.set())
            attempts.add(task)
            due = self._due = now + self._timing.next_attempt
        with suppress(TimeoutError):
            async with asyncio.timeout(None if len(attempts) == _ATTEMPTS_AT_ONCE else max(due - now, 0.0)):
                await self._news.wait()
        self._news.clear()

    async def _attempt(self) -> Connection:
        self._health.attempt(time.monotonic())
        return await Connection.open(self._session, await self._open_connection(), self._timing)

    def _ended(self, attempts: set[asyncio.Task[Connection]]) -> Connection | None:
        """Take the attempts that have ended out of all; return a connection if one came about."""
        for task in [one for one in attempts if one.done()]:
            try:
                opened = task.result()
            except (SlackFailure, ConnectionFailed) as error:
                attempts.discard(task)
                self._failures += 1
                delay = self._timing.backoff.after_failure(error, self._failures)
                self._health.lost(
                    time.monotonic(), delay.problem, needs_admin=delay.needs_admin, standing=self._health.standing
                )
                self.postpone(delay)
            else:
                attempts.discard(task)
                self._due = 0.0
                return opened
        return None


async def _give_up(attempts: set[asyncio.Task[Connection]]) -> None:
    """End attempts that are not needed any more, and connections that came about a moment too late."""
    for task in attempts:
        task.cancel()
    for late in await asyncio.gather(*attempts, return_exceptions=True):
        if isinstance(late, Connection):
            await late.abort()
