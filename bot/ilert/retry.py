"""When to try ilert again: the one retry policy, as ilert's documentation asks."""

import asyncio
import random
from collections.abc import Awaitable, Callable
from typing import TypeVar

from bot.ilert.errors import IlertError, KeyRejected, RateLimited
from bot.runtime.clock import Sleep

_FIRST_SECONDS = 0.5
_LONGEST_SECONDS = 30.0
_MOST_DOUBLINGS = 6
_MOST_TRIES = 4

Read = TypeVar("Read")


async def repeated(read: Callable[[], Awaitable[Read]], *, sleep: Sleep = asyncio.sleep) -> Read:
    """Read something, again where that may help; a few times, since it will be asked again anyway.

    Raises:
        IlertError: The last try failed, or one for which no other would help.
    """
    for tries in range(1, _MOST_TRIES):
        try:
            return await read()
        except IlertError as error:
            if not _passes_soon(error):
                raise
            seconds = wait_after(error, tries)
        await sleep(seconds)
    return await read()


def wait_after(error: IlertError, tries: int) -> float:
    """Return the seconds to wait after so many failed tries, of which this error ended the last: a growing time.

    After a 429 hardly any: how long then, the limit's own queue knows (`RateLimiter`).
    """
    if isinstance(error, RateLimited):
        return random.uniform(0, 0.1)
    doublings = min(max(tries - 1, 0), _MOST_DOUBLINGS)
    return min(_FIRST_SECONDS * 2.0**doublings + random.uniform(0, 1), _LONGEST_SECONDS)


def _passes_soon(error: IlertError) -> bool:
    """Return whether asking again within seconds can help; only people can put a rejected key right."""
    return error.is_retryable and not isinstance(error, KeyRejected)
