"""Socket Mode: always a connection to Slack, every envelope answered (Slack docs, Using Socket Mode).

Slack's SDK has a client for this. Ours exists because that one, once a handshake failed, retries the same
used-up address for ever; never gives up on a wrong token; leaves a gap at every planned refresh; and drops
the acknowledgements of running handlers when it closes.
"""

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable

import aiohttp
from structlog.stdlib import get_logger

from bot.runtime.problem_log import ProblemLog
from bot.runtime.tasks import Tasks
from bot.slack.api.errors import ConnectionFailed, SlackFailure
from bot.slack.socket_mode.backoff import (
    PLANNED,
    REFUSALS,
    ReconnectDelay,
    delay_after_end,
    delay_after_failure,
    delay_after_refusal,
)
from bot.slack.socket_mode.connection import CLOSE_SECONDS, Connection
from bot.slack.socket_mode.dispatcher import Dispatch, EnvelopeHandlers, OnEnvelope
from bot.slack.socket_mode.health import SocketHealth, outage_seconds

log = get_logger(__name__)

OpenConnection = Callable[[], Awaitable[str]]
"""Gets a fresh websocket address; raises `SlackFailure`."""

# A planned refresh is announced about 10 seconds ahead; the old connection is given as long to end by itself.
_RETIREMENT_SECONDS = 15.0
# Slack allows 10 connections of an app (Slack docs, Using Socket Mode).
_MOST_RETIRED = 3
# A connection that ends sooner than this proves nothing.
_SETTLED_SECONDS = 3.0

_ENDED = ReconnectDelay("the connection to Slack ended", 0.0)


class SocketMode:
    """Keeps a connection, replaces it before it ends where that is announced, and knows how it stands: `health`."""

    def __init__(
        self,
        session: aiohttp.ClientSession,
        open_connection: OpenConnection,
        dispatch: Dispatch,
        *,
        on_envelope: OnEnvelope = lambda *_: None,
        health: SocketHealth | None = None,
    ) -> None:
        self._session = session
        self._open_connection = open_connection
        self._handlers = EnvelopeHandlers(dispatch, on_envelope)
        self._background = Tasks()
        self._current: Connection | None = None
        self._live: list[Connection] = []
        self._short_lives = 0
        self._refusals = 0
        self._setback = _ENDED
        self._problem_log = ProblemLog(log, "slack_not_connected")
        self._stopping = False
        self.health = SocketHealth() if health is None else health

    async def run(self) -> None:
        """Keep connected for ever. Cancel, then `drain`."""
        while True:
            connection = await self._connect()
            self._adopt(connection)
            await connection.replacement_wanted.wait()
            await self._consider_end(connection)

    async def _connect(self) -> Connection:
        """Try with a fresh address until it succeeds."""
        failures = 0
        while True:
            self.health.attempt(time.monotonic())
            try:
                return await Connection.open(self._session, await self._open_connection())
            except (SlackFailure, ConnectionFailed) as error:
                failures += 1
                await self._back_off(delay_after_failure(error, failures))

    def _adopt(self, connection: Connection) -> None:
        """Let a connection take the place of the one before, which stays a while for what still comes on it."""
        log_as = log.debug if self._live else log.info
        outage = outage_seconds(self.health, time.monotonic())
        before, self._current = self._current, connection
        self._live.append(connection)
        self._setback = _ENDED
        self.health.greeted(time.monotonic(), connection.num_connections)
        log_as("slack_connected", outage_seconds=round(outage, 1), connections=connection.num_connections)
        self._background.start(self._read(connection))
        if before is not None:
            before.successor.set_result(connection)
            self._background.start(self._retire(before))
        for surplus in self._live[: -1 - _MOST_RETIRED]:
            self._background.start(surplus.close())

    async def _retire(self, connection: Connection) -> None:
        try:
            async with asyncio.timeout(_RETIREMENT_SECONDS):
                await connection.ended.wait()
        except TimeoutError:
            await connection.close()

    async def _read(self, connection: Connection) -> None:
        try:
            await connection.read(self._heard, self._handlers.take)
        finally:
            self._live.remove(connection)
            if not self._live:
                self._lost()
                if not self._stopping:
                    log.warning("slack_disconnected", reason=connection.reason)
            await connection.hang_up()

    def _heard(self) -> None:
        self.health.last_heard = time.monotonic()

    async def _consider_end(self, connection: Connection) -> None:
        """Decide what it means that a connection ended or asks for a replacement."""
        if connection.age >= _SETTLED_SECONDS:
            self._short_lives = self._refusals = 0
            self._problem_log.over()
        else:
            self._short_lives += 1
        if connection.reason in PLANNED:
            log.debug("slack_refreshes_connection", reason=connection.reason)
        if connection.reason in REFUSALS:
            self._refusals += 1
            await connection.close()
            await self._back_off(delay_after_refusal(connection.reason, self._refusals))
        else:
            await self._back_off(delay_after_end(connection.reason, self._short_lives))

    async def _back_off(self, delay: ReconnectDelay) -> None:
        """Wait before the next attempt. A problem is told when it begins or becomes another, not at each attempt."""
        self._setback = delay
        if not self._live:
            self._lost()
        if not delay.pause:
            return
        level = logging.ERROR if delay.needs_admin else logging.WARNING
        self._problem_log.tell(delay.problem, level=level, again_in_seconds=round(delay.pause, 1))
        now = time.monotonic()
        self.health.attempt(now, now + delay.pause)
        await asyncio.sleep(delay.pause)

    def _lost(self) -> None:
        self.health.lost(time.monotonic(), self._setback.problem, needs_admin=self._setback.needs_admin)

    async def drain(self, seconds: float) -> None:
        """Finish and acknowledge what was received, at most so long; then close."""
        self._stopping = True
        await self._handlers.drain(seconds)
        await asyncio.gather(*(connection.close() for connection in tuple(self._live)))
        await self._background.drain(CLOSE_SECONDS)
        self._setback = ReconnectDelay("the bot is stopping", 0.0)
        self._lost()
