"""Socket Mode: one websocket to Slack, kept alive, every envelope answered (Slack docs, Using Socket Mode).

Slack's SDK has a client for this. Ours exists because that one, once a handshake failed, retries the same
used-up address for ever; never gives up on a wrong token; leaves a gap at every planned refresh; and drops
the acknowledgements of running handlers when it closes.
"""

import asyncio
import json
import random
import time
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import aiohttp
from structlog.stdlib import get_logger

from bot.slack.envelopes import kind_of
from bot.slack.errors import MissingScope, SlackFailure, SlackRateLimited, TokenRejected
from bot.slack.socket_health import SocketHealth

log = get_logger(__name__)

OpenConnection = Callable[[], Awaitable[str]]
Dispatch = Callable[[Mapping[str, Any]], Awaitable[Mapping[str, Any] | None]]
OnEnvelope = Callable[[str, str, float], None]
"""Told once of each envelope: its kind (see `envelopes`), `acknowledged`, `failed` or `lost`, and the seconds from its
arrival to that."""

CONNECT_SECONDS = 10.0
HEARTBEAT_SECONDS = 10.0
CLOSE_SECONDS = 2.0

# A planned refresh is announced about 10 seconds ahead; the old connection is given as long to end by itself.
_RETIREMENT_SECONDS = 15.0
_LONGEST_BACKOFF_SECONDS = 30.0
# What only an admin can mend is asked for less often.
_HOPELESS_BACKOFF_SECONDS = 60.0
_HANDLERS_AT_ONCE = 200
# Slack waits 3 seconds for an acknowledgement (Slack docs, Socket Mode).
_ACKNOWLEDGEMENT_SECONDS = 2.0


class ConnectionFailed(Exception):
    """The websocket did not come about or did not greet us."""


@dataclass(eq=False)
class _Connection:
    """One websocket after its `hello`."""

    websocket: aiohttp.ClientWebSocketResponse
    ended: asyncio.Event
    """Set when a replacement is wanted, for whatever reason."""
    reason: str = ""
    num_connections: int = 0
    replaced: asyncio.Event = field(default_factory=asyncio.Event)
    """Set when another connection has taken this one's place."""

    def wants_replacement(self, reason: str) -> None:
        self.reason = self.reason or reason
        self.ended.set()


class SocketMode:
    """Receives envelopes and acknowledges each with what `dispatch` returns."""

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
        self._dispatch = dispatch
        self._on_envelope = on_envelope
        self.health = SocketHealth() if health is None else health
        self._current: _Connection | None = None
        self._readers: set[asyncio.Task[None]] = set()
        self._handlers: set[asyncio.Task[None]] = set()
        self._room = asyncio.Semaphore(_HANDLERS_AT_ONCE)
        self._stopping = False
        self.connected = asyncio.Event()
        """Set while a connection is up that Slack has greeted."""

    async def run(self) -> None:
        """Keep connected for ever. Cancel to stop taking envelopes; then `drain`."""
        failures = 0
        while True:
            self.health.attempt(time.monotonic())
            try:
                connection = await self._connect()
            except (SlackFailure, ConnectionFailed) as error:
                failures += 1
                wait = _backoff(error, failures)
                self.health.lost(
                    time.monotonic(), str(error), hopeless=isinstance(error, (TokenRejected, MissingScope))
                )
                self.health.attempt(time.monotonic(), time.monotonic() + wait)
                log.warning("slack_not_connected", problem=str(error), again_in_seconds=round(wait, 1))
                await asyncio.sleep(wait)
                continue
            retired, self._current = self._current, connection
            if retired is not None:
                retired.replaced.set()
                self._retire(retired)
            self.connected.set()
            self.health.greeted(time.monotonic(), connection.num_connections)
            log.info("slack_connected")
            await connection.ended.wait()
            failures = await self._after(connection, failures)

    async def _after(self, connection: _Connection, failures: int) -> int:
        """Decide what the end of a connection means. Returns the failures to count from now on."""
        if connection.reason in ("warning", "refresh_requested"):
            log.info("slack_refreshes_connection", reason=connection.reason)
            return 0
        self.connected.clear()
        self.health.lost(time.monotonic(), connection.reason, hopeless=connection.reason == "link_disabled")
        log.warning("slack_disconnected", reason=connection.reason)
        if connection.reason in ("link_disabled", "too_many_websockets"):
            # Connecting again at once makes both worse.
            wait = _HOPELESS_BACKOFF_SECONDS * random.uniform(0.2, 1.0)
            self.health.attempt(time.monotonic(), time.monotonic() + wait)
            await asyncio.sleep(wait)
        return failures if connection.websocket.closed else 0

    async def drain(self, seconds: float) -> None:
        """Finish and acknowledge what was received, at most so long; then close."""
        self._stopping = True
        if self._handlers:
            await asyncio.wait(self._handlers, timeout=seconds)
        for task in (*self._handlers, *self._readers):
            task.cancel()
        await asyncio.gather(*self._handlers, *self._readers, return_exceptions=True)
        if self._current is not None:
            await _close(self._current.websocket)

    async def _connect(self) -> _Connection:
        """Get a fresh address, connect, and wait for Slack's greeting."""
        url = await self._open_connection()
        try:
            async with asyncio.timeout(CONNECT_SECONDS):
                websocket = await self._session.ws_connect(
                    url, heartbeat=HEARTBEAT_SECONDS, timeout=_TIMEOUT, autoping=False
                )
        except (aiohttp.ClientError, TimeoutError, OSError) as error:
            # The error's text may hold the address, which is a secret.
            raise ConnectionFailed(f"websocket: {type(error).__name__}") from None
        hello = await _greeting(websocket)
        if hello is None:
            await _close(websocket)
            raise ConnectionFailed("websocket: no hello from Slack")
        connection = _Connection(websocket, asyncio.Event(), num_connections=_count(hello.get("num_connections")))
        reader = asyncio.create_task(self._read(connection))
        self._readers.add(reader)
        reader.add_done_callback(self._readers.discard)
        return connection

    async def _read(self, connection: _Connection) -> None:
        async for frame in connection.websocket:
            self.health.last_heard = time.monotonic()
            if frame.type is aiohttp.WSMsgType.PING:
                await connection.websocket.pong(frame.data)
                continue
            if frame.type is aiohttp.WSMsgType.PONG:
                continue
            if frame.type is not aiohttp.WSMsgType.TEXT:
                break
            message = _parse(frame.data)
            if message.get("type") == "disconnect":
                connection.wants_replacement(str(message.get("reason", "")))
            elif "envelope_id" in message and not self._stopping:
                await self._room.acquire()
                handler = asyncio.create_task(self._handle(connection, message))
                self._handlers.add(handler)
                handler.add_done_callback(self._handlers.discard)
        connection.wants_replacement("closed")

    async def _handle(self, connection: _Connection, envelope: Mapping[str, Any]) -> None:
        answer: dict[str, Any] = {"envelope_id": envelope["envelope_id"]}
        received, outcome = time.monotonic(), "acknowledged"
        try:
            payload = await self._dispatch(envelope.get("payload") or {})
            if payload is not None and envelope.get("accepts_response_payload"):
                answer["payload"] = payload
        except Exception:
            outcome = "failed"
            log.exception("envelope_failed", envelope=envelope["envelope_id"])
        finally:
            self._room.release()
        if not await self._acknowledge(connection, answer):
            outcome = "lost"
        self._on_envelope(kind_of(envelope), outcome, time.monotonic() - received)

    async def _acknowledge(self, connection: _Connection, answer: Mapping[str, Any]) -> bool:
        """Answer on the connection that brought the envelope, else on its successor, if one comes in time."""
        try:
            async with asyncio.timeout(_ACKNOWLEDGEMENT_SECONDS):
                while not await _sent(connection, answer):
                    await connection.replaced.wait()
                    connection = self._current or connection
        except TimeoutError:
            log.warning("acknowledgement_lost", envelope=answer["envelope_id"])
            return False
        return True

    def _retire(self, connection: _Connection) -> None:
        """Read what still comes on a replaced connection, then close it."""

        async def close_later() -> None:
            try:
                await asyncio.sleep(_RETIREMENT_SECONDS)
            finally:
                await _close(connection.websocket)

        if not connection.websocket.closed:
            task = asyncio.create_task(close_later())
            self._readers.add(task)
            task.add_done_callback(self._readers.discard)


_TIMEOUT = aiohttp.ClientWSTimeout(ws_close=CLOSE_SECONDS)


def _backoff(error: Exception, failures: int) -> float:
    """Return the seconds to wait before the next try."""
    if isinstance(error, SlackRateLimited):
        return error.retry_after
    if isinstance(error, TokenRejected):
        return _HOPELESS_BACKOFF_SECONDS
    longest = min(_LONGEST_BACKOFF_SECONDS, 0.5 * 2.0**failures)
    return random.uniform(longest / 2, longest)


def _parse(text: str) -> Mapping[str, Any]:
    try:
        message = json.loads(text)
    except ValueError:
        log.warning("slack_frame_unreadable", length=len(text))
        return {}
    return message if isinstance(message, dict) else {}


async def _sent(connection: _Connection, answer: Mapping[str, Any]) -> bool:
    """Send an acknowledgement. Returns whether the connection took it."""
    if connection.websocket.closed:
        return False
    try:
        await connection.websocket.send_json(answer)
    except (ConnectionError, aiohttp.ClientError):
        return False
    return True


async def _greeting(websocket: aiohttp.ClientWebSocketResponse) -> Mapping[str, Any] | None:
    """Wait for the frame with which Slack says that this connection counts. None if it does not come."""
    try:
        frame = await websocket.receive(timeout=CONNECT_SECONDS)
    except TimeoutError:
        return None
    hello = _parse(frame.data) if frame.type is aiohttp.WSMsgType.TEXT else {}
    return hello if hello.get("type") == "hello" else None


async def _close(websocket: aiohttp.ClientWebSocketResponse) -> None:
    if not websocket.closed:
        await websocket.close()


def _count(value: Any) -> int:
    return value if isinstance(value, int) else 0
