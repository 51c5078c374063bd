"""Limits on requests, as windows that slide with the clock."""

import math
from collections import deque
from dataclasses import dataclass

from bot.sandbox.clock import Clock


@dataclass(frozen=True, slots=True)
class Limit:
    """At most `requests` within any `seconds`."""

    requests: int
    seconds: float = 60.0


class RateLimits:
    """Counts requests by key. With `on` False nothing is refused."""

    def __init__(self, clock: Clock) -> None:
        self.on = True
        self._clock = clock
        self._taken: dict[str, deque[float]] = {}

    def refuses(self, key: str, limit: Limit) -> int | None:
        """Count a request, or return the whole seconds after which it may be repeated."""
        now = self._clock.now()
        taken = self._taken.setdefault(key, deque())
        while taken and taken[0] <= now - limit.seconds:
            taken.popleft()
        if self.on and len(taken) >= limit.requests:
            return max(1, math.ceil(taken[0] + limit.seconds - now))
        taken.append(now)
        return None
