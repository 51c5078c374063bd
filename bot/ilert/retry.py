"""When to try ilert again: the one retry policy, as ilert's documentation asks."""

import asyncio
import random

from tenacity import AsyncRetrying, RetryCallState, retry_if_exception, stop_after_attempt

from bot.ilert.errors import IlertError, KeyRejected, RateLimited
from bot.runtime.clock import Sleep

_FIRST_SECONDS = 0.5
_LONGEST_SECONDS = 30.0
_MOST_DOUBLINGS = 6


def read_retry_policy(*, sleep: Sleep = asyncio.sleep) -> AsyncRetrying:
    """Retry a reading call: a few times, since it will be asked again anyway."""
    return AsyncRetrying(
        retry=retry_if_exception(_passes_soon),
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
    """Return the seconds to wait after so many failed tries, of which this error ended the last: a growing time.

    After a 429 hardly any: how long then, the limit's own queue knows (`RateLimiter`).
    """
    if isinstance(error, RateLimited):
        return random.uniform(0, 0.1)
    doublings = min(max(tries - 1, 0), _MOST_DOUBLINGS)
    return min(_FIRST_SECONDS * 2.0**doublings + random.uniform(0, 1), _LONGEST_SECONDS)


def _passes_soon(error: BaseException) -> bool:
    """Return whether asking again within seconds can help; only people can put a rejected key right."""
    return isinstance(error, IlertError) and error.is_retryable and not isinstance(error, KeyRejected)
