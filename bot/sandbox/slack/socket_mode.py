"""Socket Mode: tickets, connections, envelopes and their acknowledgements (Slack docs, Using Socket Mode)."""

import asyncio
import json
import random
import secrets
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import aiohttp
from aiohttp import web

from bot.sandbox.calls import SequenceNumbers
from bot.sandbox.changes import Changes
from bot.sandbox.clock import Clock
from bot.sandbox.slack.acks import Ack, ack_problems, kind_of, takes_payload
from bot.sandbox.slack.connections import MOST_CONNECTIONS, Connection

# Slack docs, Events API: a redelivery comes at once, after a minute and after 5 minutes. Over sockets the first takes
# some seconds.
_REDELIVERIES_SECONDS = (4.0, 60.0, 300.0)


class NoConnection(Exception):
    """The app is not connected, so that nothing can be told to it."""


@dataclass(slots=True, eq=False)
class Envelope:
    """Something told to the app, and the acknowledgement as soon as there is one."""

    n: int
    at: float
    id: str
    type: str
    payload: Mapping[str, Any]
    retry_attempt: int = 0
    sent: int = 0
    sent_at: float = 0.0
    acks: list[Ack] = field(default_factory=list)
    answered: asyncio.Event = field(default_factory=asyncio.Event)
    """Set when what was last sent is acknowledged."""
    host: str = ""
    """Which host of the app it was last sent to, where several have addresses of their own here."""

    @property
    def kind(self) -> str:
        """What it tells."""
        return kind_of(self.type, self.payload)

    def json(self) -> dict[str, Any]:
        """Write the frame."""
        frame: dict[str, Any] = {
            "envelope_id": self.id,
            "type": self.type,
            "accepts_response_payload": takes_payload(self.kind),
            "payload": self.payload,
        }
        if self.type == "events_api":
            frame["retry_attempt"] = self.retry_attempt
            frame["retry_reason"] = "timeout" if self.retry_attempt else ""
        return frame


class SocketMode:
    """The app's connections. What the app does against the protocol is written down in `violations`."""

    def __init__(self, app_id: str, clock: Clock, changes: Changes, numbers: SequenceNumbers) -> None:
        self._app_id = app_id
        self._clock = clock
        self._changes = changes
        self._numbers = numbers
        self._tickets: dict[str, str] = {}
        """Whose each one is."""
        self._failing_handshakes: list[int] = []
        self._redelivering: set[asyncio.Task[None]] = set()
        self.connections: list[Connection] = []
        self.envelopes: list[Envelope] = []
        self.violations: list[str] = []
        self.ack_seconds = 3.0
        self.redeliveries_seconds = _REDELIVERIES_SECONDS
        self.ping_seconds = 5.0
        self.fault = ""
        """What new connections meet: `no_handshake`, `no_hello`, or a reason with which Slack ends them at once."""

    def ticket(self, host: str = "") -> str:
        """Make a ticket for one connection of a host."""
        ticket = str(uuid.uuid4())
        self._tickets[ticket] = host
        return ticket

    def fail_handshakes(self, number: int, status: int = 404) -> None:
        """Refuse the next connections with this HTTP status."""
        self._failing_handshakes += [status] * number

    def go_silent(self) -> None:
        """Let the connections of now be dead without closing them, as when a firewall forgets them."""
        for connection in self.connections:
            connection.silent = True

    async def accept(self, request: web.Request) -> web.StreamResponse:
        """Serve one connection from its handshake to its end."""
        host = self._tickets.pop(request.query.get("ticket", ""), None)
        if self._failing_handshakes:
            return web.Response(status=self._failing_handshakes.pop(0))
        if self.fault == "no_handshake":
            return web.Response(status=503)
        if host is None:
            return web.Response(status=404)
        connection = await Connection.accepted(request, self.ping_seconds, host)
        if self.fault == "no_hello":
            await self._read(connection)
            await connection.close()
            return connection.websocket
        self.connections.append(connection)
        self._changes.notify()
        try:
            await connection.send(self._hello())
            if self.fault or len(self.connections) > MOST_CONNECTIONS:
                await connection.disconnect(self.fault or "too_many_websockets", 0.0)
            else:
                await self._read(connection)
        finally:
            self.connections.remove(connection)
            await connection.close()
            self._changes.notify()
        return connection.websocket

    def _hello(self) -> dict[str, Any]:
        return {
            "type": "hello",
            "num_connections": len(self.connections),
            "debug_info": {
                "host": f"applink-sandbox-{secrets.token_hex(4)}",
                "build_number": 118,
                "approximate_connection_time": 18060,
            },
            "connection_info": {"app_id": self._app_id},
        }

    async def _read(self, connection: Connection) -> None:
        async for frame in connection.websocket:
            if connection.silent:
                continue
            if frame.type is aiohttp.WSMsgType.PING:
                await connection.websocket.pong(frame.data)
            elif frame.type is aiohttp.WSMsgType.TEXT:
                self._acknowledged(frame.data)

    def _acknowledged(self, text: str) -> None:
        frame = _parsed(text)
        envelope = self.envelope(frame.get("envelope_id"))
        if envelope is None:
            self.violations.append(f"a frame that acknowledges nothing: {text[:200]}")
            self._changes.notify()
            return
        if frame.keys() - {"envelope_id", "payload"}:
            self.violations.append(f"unknown properties of an acknowledgement: {sorted(frame)}")
        payload = frame.get("payload")
        problems = tuple(ack_problems(envelope.kind, envelope.payload, payload)) if "payload" in frame else ()
        ack = Ack(payload, (self._clock.now() - envelope.sent_at) * 1000, problems)
        self._judge(envelope, ack)
        envelope.acks.append(ack)
        if len(envelope.acks) >= envelope.sent:
            envelope.answered.set()
        self._changes.notify()

    def _judge(self, envelope: Envelope, ack: Ack) -> None:
        name = f"{envelope.kind} {envelope.id}"
        self.violations += [f"acknowledgement of {name}: {one}" for one in ack.problems]
        if ack.ms > self.ack_seconds * 1000:
            self.violations.append(f"late acknowledgement of {name}: {ack.ms:.0f} ms")
        if len(envelope.acks) >= envelope.sent:
            self.violations.append(f"duplicate acknowledgement of {name}")

    def envelope(self, envelope_id: Any) -> Envelope | None:
        """Find what was told to the app."""
        return next((one for one in reversed(self.envelopes) if one.id == envelope_id), None)

    def prepare(self, envelope_type: str, payload: Mapping[str, Any]) -> Envelope:
        """Make an envelope that is still to be sent."""
        envelope = Envelope(self._numbers.next(), self._clock.now(), str(uuid.uuid4()), envelope_type, payload)
        self.envelopes.append(envelope)
        return envelope

    async def send(self, envelope: Envelope) -> None:
        """Send an envelope over any one of the connections.

        Raises:
            NoConnection: There is none.
        """
        if not self.connections:
            raise NoConnection
        envelope.sent += 1
        envelope.answered.clear()
        envelope.sent_at = self._clock.now()
        connection = random.choice(self.connections)
        envelope.host = connection.host
        self._changes.notify()
        await connection.send(envelope.json())

    async def deliver(self, envelope_type: str, payload: Mapping[str, Any]) -> Ack | None:
        """Tell the app something, and return its acknowledgement, or None if it did not come in time.

        Raises:
            NoConnection: The app is not connected.
        """
        envelope = self.prepare(envelope_type, payload)
        await self.send(envelope)
        return await self.acknowledgement(envelope)

    async def acknowledgement(self, envelope: Envelope) -> Ack | None:
        """Wait for the acknowledgement of what was last sent."""
        try:
            async with asyncio.timeout(self.ack_seconds):
                await envelope.answered.wait()
        except TimeoutError:
            self.violations.append(f"no acknowledgement of {envelope.kind} {envelope.id} in time")
            return None
        ack = envelope.acks[-1]
        return ack if ack.ms <= self.ack_seconds * 1000 else None

    async def redeliver(self, envelope_id: str) -> Ack | None:
        """Tell the app something again, as Slack does at times.

        Raises:
            KeyError: It was never told.
        """
        envelope = self.envelope(envelope_id)
        if envelope is None:
            raise KeyError(envelope_id)
        await self.send(envelope)
        return await self.acknowledgement(envelope)

    def deliver_event(self, payload: Mapping[str, Any]) -> Envelope:
        """Tell the app of an event, again and again until it is acknowledged."""
        envelope = self.prepare("events_api", payload)
        task = asyncio.create_task(self._insist(envelope))
        self._redelivering.add(task)
        task.add_done_callback(self._redelivering.discard)
        return envelope

    async def _insist(self, envelope: Envelope) -> None:
        for attempt, seconds in enumerate((*self.redeliveries_seconds, self.ack_seconds)):
            envelope.retry_attempt = attempt
            try:
                await self.send(envelope)
            except NoConnection:
                await asyncio.sleep(seconds)
                continue
            try:
                await self._changes.until(lambda: envelope.acks, seconds)
            except TimeoutError:
                continue
            return
        self.violations.append(f"no acknowledgement of {envelope.kind} {envelope.id}")

    async def close(self) -> None:
        """End all connections."""
        for task in tuple(self._redelivering):
            task.cancel()
        await asyncio.gather(*self._redelivering, return_exceptions=True)
        await asyncio.gather(*(connection.close() for connection in self.connections))


def _parsed(text: str) -> dict[str, Any]:
    try:
        frame = json.loads(text)
    except ValueError:
        return {}
    return frame if isinstance(frame, dict) else {}
