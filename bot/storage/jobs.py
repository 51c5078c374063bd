"""What waits for a database's one thread: first what somebody waits for, then the rest, a little at a time."""

from collections import deque
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass, field
from typing import Any

from bot.storage.database import SqliteDatabase
from bot.storage.manner import Manner

BEHIND_AT_ONCE = 8
"""How many changes that nobody waits for share a transaction: it cannot be broken off when somebody comes."""


@dataclass(frozen=True, slots=True)
class Job:
    """Something to do with the database, how, and where its result goes."""

    work: Callable[[SqliteDatabase], Any]
    manner: Manner
    done: Future[Any] = field(default_factory=Future)


class Jobs:
    """Two lines. Any thread may put a job in; one takes them out."""

    def __init__(self) -> None:
        self._first: deque[Job] = deque()
        self._behind: deque[Job] = deque()

    def put(self, job: Job) -> None:
        """Put a job at the end of its line."""
        (self._behind if job.manner.behind else self._first).append(job)

    def take(self) -> list[Job]:
        """Take the next job that nobody has cancelled, and those after it that may join it."""
        line, most = (self._first, len(self._first)) if self._first else (self._behind, BEHIND_AT_ONCE)
        jobs: list[Job] = []
        while line and len(jobs) < most and (not jobs or (jobs[0].manner.joins and line[0].manner.joins)):
            job = line.popleft()
            if job.done.set_running_or_notify_cancel():
                jobs.append(job)
        return jobs
