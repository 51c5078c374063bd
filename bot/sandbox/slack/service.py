"""Slack as a whole: the workspace and all that goes on in it."""

import asyncio
from collections.abc import Mapping
from typing import Any

from bot.sandbox.calls import Call, SequenceNumbers
from bot.sandbox.changes import Changes
from bot.sandbox.clock import Clock
from bot.sandbox.faults import Faults
from bot.sandbox.rate_limits import RateLimits
from bot.sandbox.slack import payloads
from bot.sandbox.slack.acks import Ack
from bot.sandbox.slack.connections import GRACE_SECONDS
from bot.sandbox.slack.message_board import MessageBoard
from bot.sandbox.slack.response_urls import ResponseUrls
from bot.sandbox.slack.socket_mode import Envelope, SocketMode
from bot.sandbox.slack.triggers import Triggers
from bot.sandbox.slack.views import Views
from bot.sandbox.slack.workspace import Workspace


class Slack:
    """The parts of the simulated Slack, each under its name, and what tests do to it."""

    def __init__(
        self, workspace: Workspace, clock: Clock, changes: Changes, numbers: SequenceNumbers, faults: Faults
    ) -> None:
        self.workspace = workspace
        self.clock = clock
        self.changes = changes
        self.numbers = numbers
        self.faults = faults
        self.limits = RateLimits(clock)
        self.triggers = Triggers(clock)
        self.views = Views(workspace, clock)
        self.socket = SocketMode(workspace.app.id, clock, changes, numbers)
        self.board = MessageBoard(workspace, clock, changes, self.limits)
        self.response_urls = ResponseUrls(self.board)
        self.calls: list[Call] = []
        self.page_size = 5
        """How much a list gives at most in one page, whatever was asked for."""
        self.websocket_url = ""
        """Where the websocket is, known once the server listens."""

    @property
    def violations(self) -> list[str]:
        """What the app did against the protocol of Socket Mode."""
        return self.socket.violations

    def called(self, method: str) -> list[Call]:
        """Return the calls of one Web API method."""
        return [call for call in self.calls if call.what == method]

    async def deliver(self, payload_type: str, payload: Mapping[str, Any]) -> Ack | None:
        """Tell the app anything, even what Slack never would. Returns None without an acknowledgement in time.

        `payload_type` is an envelope's type, or the kind of interaction such as `view_submission`.

        Raises:
            NoConnection: The app is not connected.
        """
        if payload_type in ("slash_commands", "events_api"):
            return await self.socket.deliver(payload_type, payload)
        return await self.socket.deliver("interactive", {"type": payload_type, **payload})

    def event(self, inner: Mapping[str, Any]) -> Envelope:
        """Tell the app of an event such as `user_change`, again and again until it is acknowledged."""
        number = self.numbers.next()
        return self.socket.deliver_event(
            payloads.event(self.workspace, inner, f"Ev0SANDBOX{number:04d}", self.clock.now())
        )

    async def redeliver(self, envelope_id: str) -> Ack | None:
        """Tell the app something a second time."""
        return await self.socket.redeliver(envelope_id)

    async def disconnect(self, reason: str, grace_seconds: float = GRACE_SECONDS) -> None:
        """Ask the app to connect anew, on every connection that it has now."""
        await asyncio.gather(
            *(connection.disconnect(reason, grace_seconds) for connection in tuple(self.socket.connections))
        )

    def drop(self, *, only_one: bool = False) -> None:
        """Break every connection without a word, or only the oldest."""
        for connection in self.socket.connections[: 1 if only_one else None]:
            connection.drop()

    def reset(self) -> None:
        """Forget messages, dialogs and what was told; connections stay."""
        self.workspace.messages.clear()
        self.views.stacks.clear()
        self.views.homes.clear()
        self.socket.envelopes.clear()
        self.socket.violations.clear()
        self.calls.clear()
        self.changes.notify()
