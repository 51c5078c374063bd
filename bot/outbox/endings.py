"""Records together what ends at the same moment."""

from collections import defaultdict
from collections.abc import Awaitable, Callable, Collection, Sequence

from bot.outbox.model import Notice
from bot.outbox.store import LeaseLost
from bot.runtime.single_flight import SingleFlight

Finish = Callable[[Sequence[Notice], str], Awaitable[Collection[int]]]
"""Records that notices are done with, and how. Returns the numbers of those that are not the worker's any more."""


class Endings:
    """Most notices of an alert are done with at once: one statement, and one write to the disk, serves them all."""

    def __init__(self, finish: Finish) -> None:
        self._finish = finish
        self._waiting: defaultdict[str, list[Notice]] = defaultdict(list)
        self._writing: SingleFlight[str, Collection[int]] = SingleFlight(self._write, lambda *_: None)

    async def record(self, notice: Notice, result: str) -> None:
        """Record that a notice is done with. Raises `LeaseLost` and `StorageUnavailable`."""
        self._waiting[result].append(notice)
        if notice.number in await self._writing.answer(result):
            raise LeaseLost(f"notice {notice.number}: claim {notice.fence} is not the newest any more")

    async def _write(self, result: str) -> Collection[int]:
        # Begun in a turn of its own, after all that ends in this one; what ends from here on is written next.
        self._writing.forget(result)
        return await self._finish(self._waiting.pop(result), result)
