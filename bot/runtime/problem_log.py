"""A problem that lasts is logged when it begins, not at each try: a quiet day is quiet, a bad night still readable."""

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
        self._reported = ""
        self._reported_at = 0.0

    def report(self, problem: str, *, level: int = logging.WARNING, **more: Any) -> None:
        """Report the problem: logged at `level` when it is news, at debug while it lasts."""
        now = self._clock()
        if problem == self._reported and now - self._reported_at < REMIND_SECONDS:
            level = logging.DEBUG
        else:
            self._reported, self._reported_at = problem, now
        self._log.log(level, self._event, problem=problem, **more)

    def clear(self) -> bool:
        """Clear the problem. Returns whether one was active."""
        was, self._reported = self._reported != "", ""
        return was
