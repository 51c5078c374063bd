"""What looks into the outbox again and again for work that is due."""

import logging
from collections.abc import Awaitable, Callable

from bot.runtime.clock import Sleep
from bot.runtime.problem_log import ProblemLog
from bot.runtime.wakeup import Wakeup
from bot.storage.errors import StorageUnavailable

RETRY_SECONDS = 2.0
"""How long to wait after the outbox could not be read or written."""


class DueLoop:
    """Does what is due, which says for how many seconds to pause, and goes on before that when it is woken."""

    def __init__(self, do_due: Callable[[], Awaitable[float]], problem_log: ProblemLog, *, sleep: Sleep) -> None:
        self._do_due = do_due
        self._problem_log = problem_log
        self._wakeup = Wakeup(sleep)

    def wake(self) -> None:
        """End the pause."""
        self._wakeup.set()

    async def run(self) -> None:
        """Go on until cancelled. While the outbox is unavailable, that is logged."""
        while True:
            self._wakeup.clear()
            try:
                pause = await self._do_due()
            except StorageUnavailable as error:
                self._problem_log.report(str(error), level=logging.ERROR)
                pause = RETRY_SECONDS
            await self._wakeup.wait(pause)
