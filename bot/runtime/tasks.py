"""Work that goes on in the background, such as what follows an acknowledgement to Slack."""

import asyncio
from collections.abc import Coroutine
from contextlib import suppress
from typing import Any

from structlog.stdlib import get_logger

log = get_logger(__name__)


class Tasks:
    """Runs tasks, keeps hold of them, and logs those that fail."""

    def __init__(self) -> None:
        self._tasks: set[asyncio.Task[None]] = set()

    def start(self, work: Coroutine[Any, Any, object]) -> asyncio.Task[None]:
        """Run something in the background. The task that is returned raises nothing but its cancellation."""
        task = asyncio.create_task(self._guard(work))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return task

    async def _guard(self, work: Coroutine[Any, Any, object]) -> None:
        try:
            await work
        except Exception:
            log.exception("background_task_failed")

    def __len__(self) -> int:
        """Return how many run."""
        return len(self._tasks)

    async def drain(self, seconds: float) -> None:
        """Wait for what is running, at most so long, then cancel it."""
        await self.wait(seconds)
        await self.cancel()

    async def wait(self, seconds: float) -> None:
        """Wait until nothing runs, at most so long; what is started meanwhile counts."""
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                while self._tasks:
                    await asyncio.wait(self._tasks)

    async def cancel(self) -> None:
        """Cancel what is running, and wait for its end."""
        running = tuple(self._tasks)
        for task in running:
            task.cancel()
        await asyncio.gather(*running, return_exceptions=True)
