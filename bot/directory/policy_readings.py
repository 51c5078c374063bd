"""What ilert says about single escalation policies: read when somebody asks, and believed for a minute."""

import asyncio
import time
from collections.abc import Callable, Collection, Coroutine, Mapping
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from cachetools import LRUCache

from bot.ilert.errors import IlertError
from bot.runtime.clock import Clock
from bot.runtime.problem_log import ProblemLog
from bot.runtime.single_flight import SingleFlight

FRESH_SECONDS = 60.0
_KEPT = 1_000

T = TypeVar("T")

Ask = Callable[[tuple[int, ...]], Coroutine[Any, Any, Mapping[int, T]]]
"""Asks ilert about policies in one call, and returns what it says of each. Raises `IlertError`."""


@dataclass(frozen=True, slots=True)
class Reading(Generic[T]):
    """What was read of one policy, `age` seconds ago."""

    value: T
    age: float


class PolicyReadings(Generic[T]):
    """Remembers what was read. Several questions about the same policies are one call."""

    def __init__(self, ask: Ask[T], problem_log: ProblemLog, *, clock: Clock = time.monotonic) -> None:
        self._clock = clock
        self._read: LRUCache[int, tuple[T, float]] = LRUCache(_KEPT)
        self._asking: SingleFlight[tuple[int, ...], Mapping[int, T]] = SingleFlight(ask, self._keep)
        self._problem_log = problem_log

    async def find(self, policies: Collection[int], within: float) -> Mapping[int, Reading[T]]:
        """Ask about what is older than a minute, and return what is known then, also where ilert fails.

        A policy is missing where ilert never said. `within` is in seconds.
        """
        old = tuple(sorted(one for one in policies if self._age(one) > FRESH_SECONDS))
        if old:
            try:
                async with asyncio.timeout(within):
                    await self._asking.answer(old)
                self._problem_log.clear()
            except (IlertError, TimeoutError) as error:
                self._problem_log.report(str(error) or "no answer in time")
        return self.known(policies)

    def known(self, policies: Collection[int]) -> Mapping[int, Reading[T]]:
        """Return what is known from memory, however old that is."""
        return {one: Reading(self._read[one][0], self._age(one)) for one in policies if one in self._read}

    def _age(self, policy_id: int) -> float:
        read = self._read.get(policy_id)
        return float("inf") if read is None else self._clock() - read[1]

    def _keep(self, policies: tuple[int, ...], answer: Mapping[int, T]) -> None:
        at = self._clock()
        for policy_id in policies:
            self._read[policy_id] = answer[policy_id], at
