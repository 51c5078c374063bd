"""When to try ilert again: the one retry policy, as ilert's documentation asks."""

import asyncio
import random
import time
from collections.abc import Awaitable, Callable

from tenacity import AsyncRetrying, RetryCallState, retry_if_exception, stop_after_attempt
from tenacity.wait import wait_exponential_jitter

from bot.ilert.errors import RateLimited, worth_repeating

Clock = Callable[[], float]
Sleep = Callable[[float], Awaitable[None]]

_backoff = wait_exponential_jitter(multiplier=0.5, max=30, jitter=1)


def readings(*, sleep: Sleep = asyncio.sleep) -> AsyncRetrying:
    """Retry a reading call: a few times, since it will be asked again anyway."""
    return AsyncRetrying(
        retry=retry_if_exception(worth_repeating),
        stop=stop_after_attempt(4),
        wait=wait,
        sleep=sleep,
        reraise=True,
    )


def deliveries(seconds: float, *, clock: Clock = time.monotonic, sleep: Sleep = asyncio.sleep) -> AsyncRetrying:
    """Retry the delivery of an alert until so many seconds have passed from now."""
    deadline = clock() + seconds
    return AsyncRetrying(
        retry=retry_if_exception(worth_repeating),
        stop=lambda _: clock() >= deadline,
        wait=wait,
        sleep=sleep,
        reraise=True,
    )


def wait(state: RetryCallState) -> float:
    """Return the seconds to wait: what ilert asked for, 10 to 30 after an unspecific 429, else a growing time."""
    error = state.outcome.exception() if state.outcome is not None else None
    if isinstance(error, RateLimited):
        return max(error.retry_after or 0.0, random.uniform(10, 30))
    return _backoff(state)
