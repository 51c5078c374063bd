"""Socket Mode: connections to Slack that stand at all times, every envelope answered (Slack docs, Using Socket Mode).

Slack gives each envelope to any one of an app's connections. With two of them one may go, be it refreshed or broken,
and hardly anybody notices.

Slack's SDK has a client for this. Ours exists because that one, once a handshake failed, retries the same
used-up address for ever; never gives up on a wrong token; leaves a gap at every planned refresh; and drops
the acknowledgements of running handlers when it closes.
"""

import asyncio
import time
from collections.abc import Collection
from contextlib import suppress

import aiohttp
from structlog.stdlib import get_logger

from bot.runtime.tasks import Tasks
from bot.slack.socket_mode.backoff import PLANNED, REFUSALS
from bot.slack.socket_mode.connection import Connection
from bot.slack.socket_mode.dispatcher import Dispatch, EnvelopeHandlers, OnEnvelope
from bot.slack.socket_mode.health import SocketHealth, outage_seconds
from bot.slack.socket_mode.opener import OpenConnection, Opener
from bot.slack.socket_mode.timing import LIMITS, TIMING, Limits, SocketTiming

log = get_logger(__name__)

# Slack allows 10 connections of an app (Slack docs, Using Socket Mode): 4 that stand, 3 attempts, and these.
_MOST_RETIRED = 3


class SocketMode:
    """Keeps as many connections as `health` wants, replaces each before it ends where that is announced."""

    def __init__(
        self,
        session: aiohttp.ClientSession,
        open_connection: OpenConnection,
        dispatch: Dispatch,
        *,
        on_envelope: OnEnvelope = lambda *_: None,
        health: SocketHealth,
        timing: SocketTiming = TIMING,
        limits: Limits = LIMITS,
    ) -> None:
        self._timing = timing
        self._opener = Opener(session, open_connection, health, timing)
        self._handlers = EnvelopeHandlers(dispatch, on_envelope, self._another, limits)
        self._background = Tasks()
        self._live: list[Connection] = []
        self._retiring: set[Connection] = set()
        self._short_lives = 0
        self._refusals = 0
        self._changed = asyncio.Event()
        self._adopted = asyncio.Event()
        self._stopping = False
        self.health = health

    async def run(self) -> None:
        """Keep connected for ever. Cancel, then `drain`."""
        while True:
            await self._until_one_is_wanted()
            self._adopt(await self._opener.open())

    async def _until_one_is_wanted(self) -> None:
        """Wait until a connection is missing and the newest of the others is not new any more."""
        while (seconds := self._wanted_in()) is None or seconds > 0:
            with suppress(TimeoutError):
                async with asyncio.timeout(seconds):
                    await self._changed.wait()
            self._changed.clear()

    def _wanted_in(self) -> float | None:
        """Return in how many seconds another connection is wanted; None while there are enough."""
        lasting = [one for one in self._live if not one.replacement_wanted.is_set()]
        if len(lasting) >= self.health.wanted:
            return None
        youngest = min((one.age for one in lasting), default=self._timing.apart)
        return max(self._timing.apart - youngest, 0.0)

    def _adopt(self, connection: Connection) -> None:
        """Let a connection take its place. Those that it replaces stay a while for what still comes on them."""
        log_as = log.debug if self._live else log.info
        now = time.monotonic()
        outage = outage_seconds(self.health, now)
        self._live.append(connection)
        self.health.greeted(now, connection.num_connections, app_id=connection.app_id, standing=len(self._live))
        log_as(
            "slack_connected",
            outage_seconds=round(outage, 1),
            standing=self.health.standing,
            connections=connection.num_connections,
        )
        adopted, self._adopted = self._adopted, asyncio.Event()
        adopted.set()
        self._background.start(self._read(connection))
        self._background.start(self._consider_end(connection))
        replaced = [one for one in self._live if one.replacement_wanted.is_set() and one not in self._retiring]
        for one in replaced[: max(len(self._live) - len(self._retiring) - self.health.wanted, 0)]:
            self._background.start(self._retire(one))
        for surplus in self._live[: -self.health.wanted - _MOST_RETIRED]:
            self._background.start(surplus.close())

    async def _retire(self, connection: Connection) -> None:
        self._retiring.add(connection)
        try:
            async with asyncio.timeout(self._timing.retirement):
                await connection.ended.wait()
        except TimeoutError:
            await connection.close()
        finally:
            self._retiring.discard(connection)

    async def _read(self, connection: Connection) -> None:
        try:
            await connection.read(self._heard, self._handlers.take)
        finally:
            self._live.remove(connection)
            self._note_end(connection)
            await connection.abort()

    def _heard(self) -> None:
        self.health.last_heard = time.monotonic()

    def _note_end(self, connection: Connection) -> None:
        if self._stopping or len(self._live) >= self.health.wanted:
            return
        problem = self._timing.backoff.after_end(connection.reason, 0).problem
        self.health.lost(time.monotonic(), problem, standing=len(self._live))
        if self._live:
            log_as = log.debug if connection.reason in PLANNED else log.info
            log_as("slack_connection_lost", problem=problem, standing=len(self._live))
            return
        log.warning("slack_disconnected", problem=problem)

    async def _consider_end(self, connection: Connection) -> None:
        """Decide what it means that a connection ended or asks for a replacement."""
        await connection.replacement_wanted.wait()
        if self._stopping:
            return
        if connection.age >= self._timing.settled:
            self._short_lives = self._refusals = 0
            self._opener.proved()
        else:
            self._short_lives += 1
        if connection.reason in PLANNED:
            log.debug("slack_refreshes_connection", reason=connection.reason)
        if connection.reason in REFUSALS:
            self._refusals += 1
            delay = self._timing.backoff.after_refusal(connection.reason, self._refusals)
            await connection.close()
            self.health.lost(time.monotonic(), delay.problem, needs_admin=delay.needs_admin, standing=len(self._live))
        else:
            delay = self._timing.backoff.after_end(connection.reason, self._short_lives)
        self._opener.postpone(delay)
        self._changed.set()

    async def _another(self, tried: Collection[Connection]) -> Connection:
        """Wait for a connection that was not tried and on which an answer can be sent, the youngest first."""
        while True:
            for connection in reversed(self._live):
                if connection.usable and connection not in tried:
                    return connection
            await self._adopted.wait()

    async def drain(self, seconds: float) -> None:
        """Finish and acknowledge what was received, at most so long; then close."""
        self._stopping = True
        await self._handlers.drain(seconds)
        await asyncio.gather(*(connection.close() for connection in tuple(self._live)))
        await self._background.drain(self._timing.closing)
        self.health.lost(time.monotonic(), "the bot is stopping")
