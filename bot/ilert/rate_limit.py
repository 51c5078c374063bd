"""ilert's rate limits kept on our side, so that reading the account never delays an alert."""

import asyncio
import time
from collections import deque
from collections.abc import Awaitable, Callable

# ilert's documentation, "Rate limits": calls a minute.
API_KEY_LIMIT = 120
INTEGRATION_KEY_LIMIT = 50
MINUTE = 60.0

RESERVED_FOR_ALERTS = 20
"""Calls a minute that only the creation of alerts may use."""


class RateLimiter:
    """Lets at most `limit` calls pass in any 60 seconds; those that may wait leave `reserved` of them free."""

    def __init__(
        self,
        limit: int,
        *,
        reserved: int = 0,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._limit = limit
        self._reserved = reserved
        self._clock = clock
        self._sleep = sleep
        self._passed: deque[float] = deque()

    async def take(self, *, urgent: bool = False) -> None:
        """Wait until one more call fits, and count it."""
        limit = self._limit if urgent else self._limit - self._reserved
        while (wait := self._wait(limit)) > 0:
            await self._sleep(wait)
        self._passed.append(self._clock())

    @property
    def used(self) -> float:
        """Which part of the limit the last 60 seconds have used, 0 to 1."""
        now = self._clock()
        return sum(passed > now - MINUTE for passed in self._passed) / self._limit

    def _wait(self, limit: int) -> float:
        """Return the seconds until fewer than `limit` calls lie within the last minute."""
        now = self._clock()
        while self._passed and self._passed[0] <= now - MINUTE:
            self._passed.popleft()
        if len(self._passed) < limit:
            return 0.0
        return self._passed[-limit] + MINUTE - now
