"""Every envelope is handled once and acknowledged, or its loss is known (Slack docs, Using Socket Mode)."""

import asyncio
from collections.abc import Awaitable, Callable, Collection, Mapping
from typing import Any

from cachetools import LRUCache
from structlog.stdlib import get_logger

from bot.runtime.deadline import Deadline
from bot.runtime.tasks import Tasks
from bot.slack.socket_mode.connection import Connection
from bot.slack.socket_mode.envelopes import kind_of
from bot.slack.socket_mode.timing import Limits

log = get_logger(__name__)

Envelope = Mapping[str, Any]
Answer = Mapping[str, Any]
Dispatch = Callable[[Mapping[str, Any], Deadline], Awaitable[Mapping[str, Any] | None]]
"""Answers a payload until its deadline, which began when the envelope arrived."""
OnEnvelope = Callable[[str, str, float], None]
"""Told once of each envelope: its kind (see `envelopes`), `acknowledged`, `failed` or `lost`, and the seconds from its
arrival to that. What failed was acknowledged too."""
AnotherConnection = Callable[[Collection[Connection]], Awaitable[Connection]]
"""Waits for a connection that is none of these, on which an answer can be sent."""


class EnvelopeHandlers:
    """Lets `dispatch` answer each envelope's payload, and acknowledges with what it returns."""

    def __init__(self, dispatch: Dispatch, on_envelope: OnEnvelope, another: AnotherConnection, limits: Limits) -> None:
        self._dispatch = dispatch
        self._another = another
        self._limits = limits
        self._on_envelope = on_envelope
        self._tasks = Tasks()
        self._room = asyncio.Semaphore(limits.handlers)
        self._answers: LRUCache[str, asyncio.Future[Answer]] = LRUCache(limits.remembered)
        self._turning_away = False
        self._closed = False

    def take(self, connection: Connection, envelope: Envelope) -> None:
        """Handle an envelope that this connection brought; returns at once."""
        deadline = Deadline.after(self._limits.acknowledgement_seconds)
        known = self._answers.get(envelope["envelope_id"])
        if self._closed:
            log.warning("envelope_lost", envelope=envelope["envelope_id"], problem="it came while the bot was stopping")
            self._on_envelope(kind_of(envelope), "lost", 0.0)
        elif len(self._tasks) >= self._limits.envelopes:
            self._reject(envelope)
        elif known is not None:
            log.debug("envelope_repeated", envelope=envelope["envelope_id"])
            self._tasks.start(self._answer_again(connection, known, deadline))
        else:
            self._turning_away = False
            answer = self._remember(envelope["envelope_id"])
            self._tasks.start(self._handle(connection, envelope, answer, deadline))

    def _reject(self, envelope: Envelope) -> None:
        """Leave an envelope unanswered; Slack then shows the person that it failed. Logged once, not each time."""
        if not self._turning_away:
            log.error("envelopes_rejected", waiting=len(self._tasks))
        self._turning_away = True
        self._on_envelope(kind_of(envelope), "lost", 0.0)

    def _remember(self, envelope_id: str) -> asyncio.Future[Answer]:
        answer: asyncio.Future[Answer] = asyncio.get_running_loop().create_future()
        self._answers[envelope_id] = answer
        return answer

    async def _handle(
        self, connection: Connection, envelope: Envelope, promise: asyncio.Future[Answer], deadline: Deadline
    ) -> None:
        outcome, problem = "lost", "its handler was cancelled"
        try:
            async with self._room:
                answer, handled = await self._answer(envelope, deadline)
            promise.set_result(answer)
            problem = "no connection took its answer in time"
            if await self._acknowledge(connection, answer, deadline):
                outcome = handled
        finally:
            promise.cancel()
            if outcome == "lost":
                log.warning("envelope_lost", envelope=envelope["envelope_id"], problem=problem)
            self._on_envelope(kind_of(envelope), outcome, deadline.passed)

    async def _answer(self, envelope: Envelope, deadline: Deadline) -> tuple[Answer, str]:
        """Return the acknowledgement, and how it was come by."""
        answer: dict[str, Any] = {"envelope_id": envelope["envelope_id"]}
        try:
            payload = await self._dispatch(envelope.get("payload") or {}, deadline)
        except Exception:
            log.exception("envelope_failed", envelope=envelope["envelope_id"])
            return answer, "failed"
        if payload is not None and envelope.get("accepts_response_payload"):
            answer["payload"] = payload
        return answer, "acknowledged"

    async def _answer_again(self, connection: Connection, promise: asyncio.Future[Answer], deadline: Deadline) -> None:
        """Give the same answer to the same envelope."""
        await asyncio.wait({promise})
        if not promise.cancelled():
            await self._acknowledge(connection, promise.result(), deadline)

    async def _acknowledge(self, connection: Connection, answer: Answer, deadline: Deadline) -> bool:
        """Answer on the connection that brought the envelope, else on another, if there is one in time."""
        tried = {connection}
        try:
            async with asyncio.timeout(max(deadline.left(), 0.5)):
                while not await connection.send(answer):
                    connection = await self._another(tried)
                    tried.add(connection)
        except TimeoutError:
            return False
        return True

    async def drain(self, seconds: float) -> None:
        """Finish and acknowledge what was received, at most so long. What comes after that is lost, and counted."""
        try:
            await self._tasks.wait(seconds)
            if self._tasks:
                log.warning("handlers_cancelled", running=len(self._tasks))
        finally:
            self._closed = True
            await self._tasks.cancel()
