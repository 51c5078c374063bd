"""Knows how the outbox is, from asking it to write every few seconds."""

import asyncio
import time

from bot.outbox.model import Stock
from bot.outbox.store import Store, StoreUnavailable
from bot.runtime.clock import Clock, Sleep

PROBE_SECONDS = 5.0
"""How often the outbox is asked."""


class OutboxProbe:
    """What the outbox last said. Reading it waits for no disk. Durations are in seconds."""

    def __init__(self, store: Store, *, clock: Clock = time.monotonic, sleep: Sleep = asyncio.sleep) -> None:
        self._store = store
        self._clock = clock
        self._sleep = sleep
        self._answered_at = self._problem_since = clock()
        self.stock = Stock(0, None)
        """What waited when it was last asked."""
        self.problem = "not opened yet"
        """Why it takes nothing, empty while it does."""

    @property
    def problem_for(self) -> float:
        """Since when it takes nothing."""
        return self._clock() - self._problem_since if self.problem else 0.0

    @property
    def silent_for(self) -> float:
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
            self.stock = await self._store.probe()
        except StoreUnavailable as error:
            if not self.problem:
                self._problem_since = self._clock()
            self.problem = str(error)
        else:
            self.problem = ""
        self._answered_at = self._clock()
