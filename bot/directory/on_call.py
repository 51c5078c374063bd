"""Who is on call as ilert last said it, read when somebody asks, and believed for a minute."""

import asyncio
import time
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Protocol

from cachetools import LRUCache
from structlog.stdlib import get_logger

from bot.domain.on_call import Duty
from bot.ilert import models
from bot.ilert.errors import IlertError
from bot.runtime.clock import Clock
from bot.runtime.problem_log import ProblemLog
from bot.runtime.single_flight import SingleFlight

log = get_logger(__name__)

FRESH_SECONDS = 60.0
AHEAD = timedelta(days=7)
"""How far to look for who is next."""
_KEPT = 1_000


class OnCallSource(Protocol):
    """The one call; see `IlertClient`."""

    async def on_calls(self, *, policies: Iterable[int], until: datetime) -> list[models.OnCall]:
        """See `IlertClient.on_calls`."""
        ...


@dataclass(frozen=True, slots=True)
class OnCallSeen:
    """Who is on call for one policy, as it was read `age` seconds ago."""

    duties: tuple[Duty, ...]
    age: float


@dataclass(frozen=True, slots=True)
class _Read:
    duties: tuple[Duty, ...]
    at: float


class OnCalls:
    """Reads who is on call. Several questions about the same policies are one call."""

    def __init__(
        self,
        ilert: OnCallSource,
        *,
        clock: Clock = time.monotonic,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._ilert = ilert
        self._clock = clock
        self._now = now
        self._read: LRUCache[int, _Read] = LRUCache(_KEPT)
        self._asking: SingleFlight[tuple[int, ...], list[Duty]] = SingleFlight(self._ask, self._keep)
        self._problem = ProblemLog(log, "on_calls_not_read", clock)

    async def find(self, policies: Collection[int], within: float) -> Mapping[int, OnCallSeen]:
        """Say who is on call, from ilert where that is older than a minute; what was read before where ilert fails.

        A policy is missing where ilert never said. `within` is in seconds.
        """
        old = tuple(sorted(one for one in policies if self._age(one) > FRESH_SECONDS))
        if old:
            try:
                async with asyncio.timeout(within):
                    await self._asking.answer(old)
                self._problem.clear()
            except (IlertError, TimeoutError) as error:
                self._problem.report(str(error) or "no answer in time")
        return self.known(policies)

    def known(self, policies: Collection[int]) -> Mapping[int, OnCallSeen]:
        """Say who is on call from memory, however old that is."""
        return {one: OnCallSeen(self._read[one].duties, self._age(one)) for one in policies if one in self._read}

    def _age(self, policy_id: int) -> float:
        read = self._read.get(policy_id)
        return float("inf") if read is None else self._clock() - read.at

    async def _ask(self, policies: tuple[int, ...]) -> list[Duty]:
        answers = await self._ilert.on_calls(policies=policies, until=self._now() + AHEAD)
        return [one for one in map(duty, answers) if one is not None]

    def _keep(self, policies: tuple[int, ...], duties: list[Duty]) -> None:
        at = self._clock()
        for policy_id in policies:
            self._read[policy_id] = _Read(tuple(one for one in duties if one.policy_id == policy_id), at)


def duty(answer: models.OnCall) -> Duty | None:
    """Read a duty; None where it does not say whose, or for which policy. Without a level it is of the first."""
    user, policy = answer.user, answer.escalation_policy
    if user is None or policy is None:
        return None
    name = f"{user.first_name} {user.last_name}".strip()
    return Duty(
        policy_id=policy.id,
        level=max(answer.escalation_level or 1, 1),
        user_id=user.id,
        name=name or user.email or str(user.id),
        email=user.email,
        phone=next((one.number for one in (user.mobile, user.landline) if one is not None and one.number), ""),
        start=_aware(answer.start),
        end=_aware(answer.end),
    )


def _aware(time: datetime | None) -> datetime | None:
    """Read a time without a zone as UTC (ilert-cli, "Timestamps")."""
    return time.replace(tzinfo=UTC) if time is not None and time.tzinfo is None else time
