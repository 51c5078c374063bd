"""Tells who waits that the sandbox's visible state has changed."""

import asyncio
from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")


class Changes:
    """All changes of the state, of which only the news that there was one is kept."""

    def __init__(self) -> None:
        self._next = asyncio.Event()

    def notify(self) -> None:
        """Wake everybody who waits."""
        told, self._next = self._next, asyncio.Event()
        told.set()

    async def wait(self) -> None:
        """Wait for the next change."""
        await self._next.wait()

    async def until(self, look: Callable[[], T | None], timeout: float | None) -> T:  # noqa: ASYNC109 - part of the tests' language
        """Look now and after each change until something is seen, and return that.

        Raises:
            TimeoutError: Nothing was seen within `timeout` seconds.
        """
        async with asyncio.timeout(timeout):
            while not (seen := look()):
                await self.wait()
        return seen
