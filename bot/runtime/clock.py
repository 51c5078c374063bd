"""The time as the outbox counts it while it runs: the wall clock at the start, and from then on what really passed."""

import time
from collections.abc import Awaitable, Callable

Clock = Callable[[], float]
Sleep = Callable[[float], Awaitable[None]]


def since_boot() -> float:
    """Return the seconds since the machine was started, those included in which it was suspended."""
    return time.clock_gettime(time.CLOCK_BOOTTIME)


def steady_clock(wall: Clock = time.time, monotonic: Clock = time.monotonic) -> Clock:
    """Make a clock in seconds since 1970 that nobody who sets the wall clock can stop or hurry."""
    offset = wall() - monotonic()
    return lambda: monotonic() + offset
