"""Lets calls to ilert go out one after another as its rate limits allow; pure reckoning is in `bucket`."""

import asyncio
import heapq
import itertools
import math
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any, TypeVar

from bot.ilert.bucket import Bucket, Priority
from bot.ilert.errors import RateLimited, Refused, ServerError
from bot.runtime.clock import Clock, Sleep

T = TypeVar("T")


@dataclass(order=True)
class _Waiter:
    """Somebody who waits: the highest priority first, and who came first of those."""

    rank: int
    number: int
    wake: asyncio.Event = field(compare=False, default_factory=asyncio.Event)


class RateLimiter:
    """One of ilert's limits, and the queue before it. `on_limited` is called after each 429."""

    def __init__(
        self,
        *,
        clock: Clock = time.monotonic,
        sleep: Sleep = asyncio.sleep,
        on_limited: Callable[[], None] = lambda: None,
    ) -> None:
        self._bucket = Bucket()
        self._clock = clock
        self._sleep = sleep
        self._on_limited = on_limited
        self._waiting: list[_Waiter] = []
        self._numbers = itertools.count()

    @property
    def limit(self) -> int | None:
        """How many calls ilert's last window took; None where it has shown no limit lately."""
        return self._bucket.limit(self._clock())

    @property
    def closed(self) -> bool:
        """Whether calls wait for ilert's next window."""
        return self._bucket.closed_for(self._clock()) > 0

    @property
    def pause(self) -> float:
        """For how many seconds calls wait because of what ilert answered here, not counting what others said."""
        return self._bucket.shown_for(self._clock())

    def pause_as_others(self, seconds: float) -> None:
        """Wait as long as others do whose calls count towards the same limit."""
        self._bucket.limited_elsewhere(self._clock(), seconds)

    @asynccontextmanager
    async def turn(
        self, priority: Priority, *, before: Callable[[], Awaitable[T]] | None = None
    ) -> AsyncIterator[T | None]:
        """Wait until one more call may go out, and learn from what the block raises or does not.

        `before` is awaited last; what it raises keeps the call from going out, and what it returns the block is given.
        """
        await self._wait(priority)
        call = self._bucket.send(self._clock(), priority)
        try:
            yield await before() if before is not None else None
        except RateLimited as error:
            self._bucket.limited(call, self._clock(), error.retry_after)
            self._on_limited()
            raise
        except (Refused, ServerError):
            self._bucket.taken(call, self._clock())
            raise
        except BaseException:  # a cancelled call must not count as one that is still out
            self._bucket.unanswered(call)
            raise
        else:
            self._bucket.taken(call, self._clock())
        finally:
            self._wake_first()

    async def _wait(self, priority: Priority) -> None:
        waiter = _Waiter(-priority, next(self._numbers))
        heapq.heappush(self._waiting, waiter)
        try:
            while (seconds := self._seconds(waiter, priority)) > 0:
                await self._nap(waiter.wake, seconds)
        finally:
            self._waiting.remove(waiter)
            heapq.heapify(self._waiting)
            self._wake_first()

    def _seconds(self, waiter: _Waiter, priority: Priority) -> float:
        """Return how long to wait; who is not the first waits until woken."""
        return self._bucket.wait(self._clock(), priority) if self._waiting[0] is waiter else math.inf

    def _wake_first(self) -> None:
        if self._waiting:
            self._waiting[0].wake.set()

    async def _nap(self, wake: asyncio.Event, seconds: float) -> None:
        """Wait so long, but not when there is news."""
        wake.clear()
        waits: list[asyncio.Future[Any]] = [asyncio.ensure_future(wake.wait())]
        if seconds < math.inf:
            waits.append(asyncio.ensure_future(self._sleep(seconds)))
        try:
            await asyncio.wait(waits, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for wait in waits:
                wait.cancel()
            await asyncio.gather(*waits, return_exceptions=True)
