"""What waits for a database's one thread: first what somebody waits for, then the rest, a little at a time."""

import time
from collections import deque
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass, field
from typing import Any

from bot.runtime.clock import Clock
from bot.storage.database import SqliteDatabase
from bot.storage.manner import Manner

BEHIND_AT_ONCE = 8
"""How many changes that nobody waits for share a transaction: it cannot be broken off when somebody comes."""

REST_SECONDS = 0.004
"""For how long after something that somebody waited for the next step of it may come, which is not to wait."""

LONGEST_REST_SECONDS = 0.05
"""How long what nobody waits for may stand back for that."""

LONGEST_WAIT_SECONDS = 1.0
"""How long what nobody waits for may stand behind what somebody waits for. People want to read what came of it."""


@dataclass(frozen=True, slots=True)
class Job:
    """Something to do with the database, how, and where its result goes. `since` is when it began to wait."""

    work: Callable[[SqliteDatabase], Any]
    manner: Manner
    since: float
    done: Future[Any] = field(default_factory=Future)


class Jobs:
    """Two lines. Any thread may put something in; one takes it out."""

    def __init__(self, clock: Clock = time.monotonic) -> None:
        self._clock = clock
        self._first: deque[Job] = deque()
        self._behind: deque[Job] = deque()
        self._rest_until = 0.0

    def put(self, work: Callable[[SqliteDatabase], Any], manner: Manner) -> Future[Any]:
        """Put something at the end of its line. Returns where its result goes."""
        job = Job(work, manner, self._clock())
        (self._behind if manner.behind else self._first).append(job)
        return job.done

    def pause(self) -> float | None:
        """Return in how many seconds something may be taken; None where nothing waits."""
        if self._first:
            return 0.0
        if not self._behind:
            return None
        until = min(self._rest_until, self._behind[0].since + LONGEST_REST_SECONDS)
        return max(until - self._clock(), 0.0)

    def take(self) -> list[Job]:
        """Take the next job that nobody has cancelled, and those after it that may join it."""
        first = self._first and not self._has_waited(LONGEST_WAIT_SECONDS)
        line, most = (self._first, len(self._first)) if first else (self._behind, BEHIND_AT_ONCE)
        jobs: list[Job] = []
        while line and len(jobs) < most and (not jobs or (jobs[0].manner.joins and line[0].manner.joins)):
            job = line.popleft()
            if job.done.set_running_or_notify_cancel():
                jobs.append(job)
        return jobs

    def _has_waited(self, seconds: float) -> bool:
        return bool(self._behind) and self._clock() - self._behind[0].since >= seconds

    def did(self, jobs: list[Job]) -> None:
        """Take note of what has just been done."""
        if not all(job.manner.behind for job in jobs):
            self._rest_until = self._clock() + REST_SECONDS
