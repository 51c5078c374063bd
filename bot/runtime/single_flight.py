"""One question at a time about each thing, however many want to know the answer."""

import asyncio
from collections.abc import Callable, Coroutine
from functools import partial
from typing import Any, Generic, TypeVar

K = TypeVar("K")
V = TypeVar("V")


class SingleFlight(Generic[K, V]):
    """Asks once for any number of simultaneous questions about one key.

    `keep` is given each answer, unless `forget` was called for its key while the question was on its way.
    """

    def __init__(self, ask: Callable[[K], Coroutine[Any, Any, V]], keep: Callable[[K, V], None]) -> None:
        self._ask = ask
        self._keep = keep
        self._asking: dict[K, asyncio.Task[V]] = {}

    def answer(self, key: K) -> asyncio.Future[V]:
        """Ask now, and return what will be the answer. Whoever stops waiting for it does not stop the question."""
        task = self._asking.get(key)
        if task is None:
            task = asyncio.create_task(self._ask(key))
            self._asking[key] = task
            task.add_done_callback(partial(self._answered, key))
        return asyncio.shield(task)

    def forget(self, key: K) -> None:
        """Ask anew from now on: an answer that is on its way may be out of date."""
        self._asking.pop(key, None)

    def _answered(self, key: K, task: asyncio.Task[V]) -> None:
        if self._asking.get(key) is not task:
            return
        del self._asking[key]
        if not task.cancelled() and task.exception() is None:
            self._keep(key, task.result())
