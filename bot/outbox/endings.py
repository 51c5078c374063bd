"""Records together what ends at the same moment."""

import asyncio
from collections import defaultdict
from collections.abc import Awaitable, Callable, Collection, Sequence

from bot.outbox.model import Notice
from bot.outbox.store import LeaseLost

Finish = Callable[[Sequence[Notice], str], Awaitable[Collection[int]]]
"""Records that notices are done with, and how. Returns the numbers of those that are not the worker's any more."""


class Endings:
    """Most notices of an alert are done with at once: one statement, and one write to the disk, serves them all."""

    def __init__(self, finish: Finish) -> None:
        self._finish = finish
        self._waiting: defaultdict[str, list[Notice]] = defaultdict(list)
        self._writing: dict[str, asyncio.Task[Collection[int]]] = {}

    async def record(self, notice: Notice, result: str) -> None:
        """Record that a notice is done with. Raises `LeaseLost` and `StorageUnavailable`."""
        self._waiting[result].append(notice)
        if result not in self._writing:
            self._writing[result] = asyncio.create_task(self._write(result))
        # Whoever does not wait any more takes it from nobody else.
        if notice.number in await asyncio.shield(self._writing[result]):
            raise LeaseLost(f"notice {notice.number}: claim {notice.fence} is not the newest any more")

    async def _write(self, result: str) -> Collection[int]:
        """Begun as soon as everything that is going on has come as far as it can."""
        del self._writing[result]
        return await self._finish(self._waiting.pop(result), result)
