"""Loops that are meant to run as long as the process: a mistake in one ends neither itself nor any other."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Mapping

from structlog.stdlib import get_logger

from bot.runtime.clock import Clock, Sleep

log = get_logger(__name__)

FIRST_PAUSE_SECONDS = 1.0
LONGEST_PAUSE_SECONDS = 60.0

RECOVERED_SECONDS = 120.0
"""For how long a loop must run without a failure before it counts as sound again."""


class Supervisor:
    """Runs loops, starts them again after a failure with growing pauses, and names those that failed of late."""

    def __init__(self, *, clock: Clock = time.monotonic, sleep: Sleep = asyncio.sleep) -> None:
        self._clock = clock
        self._sleep = sleep
        self._failed: dict[str, tuple[float, str]] = {}

    def problems(self) -> Mapping[str, str]:
        """Return the loops that failed within `RECOVERED_SECONDS`, by name, each with what was wrong."""
        since = self._clock() - RECOVERED_SECONDS
        return {name: problem for name, (failed_at, problem) in self._failed.items() if failed_at >= since}

    async def run_all(self, loops: Mapping[str, Callable[[], Awaitable[None]]]) -> None:
        """Run loops by their names side by side, each as `run` does, until all have returned or this is cancelled."""
        async with asyncio.TaskGroup() as group:
            for name, loop in loops.items():
                group.create_task(self.run(name, loop), name=name)

    async def run(self, name: str, loop: Callable[[], Awaitable[None]]) -> None:
        """Run a loop until it returns or is cancelled."""
        pause = FIRST_PAUSE_SECONDS
        while True:
            started_at = self._clock()
            try:
                return await loop()
            except Exception as error:
                # The boundary of a background loop: nobody above it could do more than start it again.
                if self._clock() - started_at >= RECOVERED_SECONDS:
                    pause = FIRST_PAUSE_SECONDS
                log.exception("loop_failed", loop=name, again_in_seconds=pause)
                self._failed[name] = self._clock(), repr(error)
            await self._sleep(pause)
            pause = min(2 * pause, LONGEST_PAUSE_SECONDS)
