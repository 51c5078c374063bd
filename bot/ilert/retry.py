"""When to try ilert again: the one retry policy, as ilert's documentation asks."""

import asyncio
import random
from collections.abc import Awaitable, Callable

from tenacity import AsyncRetrying, RetryCallState, retry_if_exception, stop_after_attempt

from bot.ilert.errors import RateLimited, is_retryable

Clock = Callable[[], float]
Sleep = Callable[[float], Awaitable[None]]

_FIRST_SECONDS = 0.5
_LONGEST_SECONDS = 30.0
_MOST_DOUBLINGS = 6


def readings(*, sleep: Sleep = asyncio.sleep) -> AsyncRetrying:
    """Retry a reading call: a few times, since it will be asked again anyway."""
    return AsyncRetrying(
        retry=retry_if_exception(is_retryable),
        stop=stop_after_attempt(4),
        wait=wait,
        sleep=sleep,
        reraise=True,
    )


def wait(state: RetryCallState) -> float:
    """Return the seconds to wait before a reading call is repeated."""
    error = state.outcome.exception() if state.outcome is not None else None
    return wait_after(error, state.attempt_number)


def wait_after(error: BaseException | None, tries: int) -> float:
    """Return the seconds to wait after so many failed tries, of which this error ended the last.

    What ilert asked for, 10 to 30 after an unspecific 429 (OpenAPI file, "Rate limits"), else a growing time.
    """
    if isinstance(error, RateLimited):
        return max(error.retry_after or 0.0, random.uniform(10, 30))
    doublings = min(max(tries - 1, 0), _MOST_DOUBLINGS)
    return min(_FIRST_SECONDS * 2.0**doublings + random.uniform(0, 1), _LONGEST_SECONDS)
