"""A problem that lasts is told when it begins, not at each try: a quiet day is quiet, a bad night still readable."""

import logging
import time
from typing import Any

from structlog.stdlib import BoundLogger

from bot.runtime.clock import Clock

REMIND_SECONDS = 3600.0


class ProblemLog:
    """Logs `event` with a problem when that begins, becomes another, or has lasted for another hour; else at debug."""

    def __init__(self, log: BoundLogger, event: str, clock: Clock = time.monotonic) -> None:
        self._log = log
        self._event = event
        self._clock = clock
        self._told = ""
        self._told_at = 0.0

    def tell(self, problem: str, *, level: int = logging.WARNING, **more: Any) -> None:
        """Say that this is the matter, once more perhaps."""
        now = self._clock()
        if problem == self._told and now - self._told_at < REMIND_SECONDS:
            level = logging.DEBUG
        else:
            self._told, self._told_at = problem, now
        self._log.log(level, self._event, problem=problem, **more)

    def over(self) -> bool:
        """Know that nothing is the matter any more. Returns whether something was."""
        was, self._told = self._told != "", ""
        return was
