"""A pause that news ends early."""

import asyncio

from bot.runtime.clock import Sleep


class Wakeup:
    """Waits for a while, or until it is set."""

    def __init__(self, sleep: Sleep = asyncio.sleep) -> None:
        self._sleep = sleep
        self._event = asyncio.Event()

    def set(self) -> None:
        """End the pause, or the next one if there is none."""
        self._event.set()

    def clear(self) -> None:
        """Count no news from before."""
        self._event.clear()

    async def wait(self, seconds: float) -> None:
        """Pause, but not when there is news."""
        waits = {asyncio.ensure_future(self._sleep(seconds)), asyncio.ensure_future(self._event.wait())}
        try:
            await asyncio.wait(waits, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for wait in waits:
                wait.cancel()
            await asyncio.gather(*waits, return_exceptions=True)
