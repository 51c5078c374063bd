"""Work that goes on after Slack got its acknowledgement."""

import asyncio
from collections.abc import Coroutine
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

    async def drain(self, seconds: float) -> None:
        """Wait for what is running, at most so long, then break it off."""
        if not self._tasks:
            return
        _, late = await asyncio.wait(self._tasks, timeout=seconds)
        for task in late:
            task.cancel()
        await asyncio.gather(*late, return_exceptions=True)
