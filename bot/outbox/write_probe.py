"""How the outbox is, from asking it to write every few seconds."""

import asyncio
import time

from bot.outbox.model import QueueStats
from bot.outbox.store import Queue
from bot.runtime.clock import Clock, Sleep
from bot.storage.errors import StorageUnavailable

PROBE_SECONDS = 5.0
"""How often the outbox is asked."""


class OutboxProbe:
    """What the outbox last said. Reading it waits for no disk. Durations are in seconds."""

    def __init__(self, outbox: Queue, *, clock: Clock = time.monotonic, sleep: Sleep = asyncio.sleep) -> None:
        self._outbox = outbox
        self._clock = clock
        self._sleep = sleep
        self._answered_at = self._problem_since = clock()
        self.stats = QueueStats(0, None)
        """What waited when it was last asked."""
        self.problem = "not opened yet"
        """Why it takes nothing, empty while it does."""

    @property
    def oldest_for(self) -> float | None:
        """Since when the oldest of what waits was accepted; None where nothing does."""
        oldest = self.stats.oldest
        return None if oldest is None else max(self._outbox.now() - oldest, 0.0)

    @property
    def failing_for(self) -> float:
        """Since when it takes nothing."""
        return self._clock() - self._problem_since if self.problem else 0.0

    @property
    def unresponsive_for(self) -> float:
        """Since when it has not answered, be it with a problem. It grows while the disk hangs."""
        return self._clock() - self._answered_at

    async def run(self) -> None:
        """Ask for ever."""
        while True:
            await self.ask()
            await self._sleep(PROBE_SECONDS)

    async def ask(self) -> None:
        """Ask once."""
        try:
            self.stats = await self._outbox.probe()
        except StorageUnavailable as error:
            if not self.problem:
                self._problem_since = self._clock()
            self.problem = str(error)
        else:
            self.problem = ""
        self._answered_at = self._clock()
