"""A pause that news ends early."""

import asyncio

from bot.runtime.clock import Sleep


class Wakeup:
    """Waits for a while, or until it is set. One task at a time may wait."""

    def __init__(self, sleep: Sleep = asyncio.sleep) -> None:
        self._sleep = sleep
        self._news = False
        self._pause: asyncio.Future[None] | None = None

    def set(self) -> None:
        """End the pause, or the next one if there is none."""
        self._news = True
        if self._pause is not None:
            self._pause.cancel()

    def clear(self) -> None:
        """Count no news from before."""
        self._news = False

    async def wait(self, seconds: float) -> None:
        """Pause, but not when there is news."""
        if self._news:
            # Others get their turn all the same.
            await asyncio.sleep(0)
            return
        self._pause = asyncio.ensure_future(self._sleep(seconds))
        try:
            await asyncio.wait({self._pause})
        finally:
            self._pause.cancel()
            self._pause = None
