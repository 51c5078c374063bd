"""Keeps the directory fresh: reads the whole account every few minutes and swaps it in one assignment."""

import asyncio
import random
import time
from collections.abc import Callable
from dataclasses import dataclass

from structlog.stdlib import get_logger

from bot.directory.reader import read_account
from bot.directory.shared import SharedAccount
from bot.directory.snapshot import with_known_keys
from bot.domain.account import AlertSource, Directory, EscalationPolicy
from bot.ilert.client import IlertClient
from bot.ilert.errors import IlertError
from bot.ilert.models import UNREADABLE_TEAM
from bot.runtime.clock import Clock, Sleep
from bot.runtime.problem_log import ProblemLog
from bot.storage.errors import StorageUnavailable

log = get_logger(__name__)

REFRESH_SECONDS = 240.0
RETRY_SECONDS = 15.0

_SOON = 0.8
"""Which part of the time between two refreshes must have passed before a host that has just taken the lead reads."""
_LEADER_FAILS_SECONDS = 3 * REFRESH_SECONDS
"""Where nothing new has come for so long, every host reads the account itself."""
_FIRST_SECONDS = 60.0
"""For how long a host that knows nothing of the account leaves it to the leader to read it for the first time."""
_FIRST_LOOK_SECONDS = 1.0


@dataclass(frozen=True, slots=True)
class Storage:
    """Where the last directory outlives the process. Both functions block, and are called in a thread."""

    read: Callable[[], Directory | None]
    write: Callable[[Directory], None]


_NAMES_LOGGED = 10


def log_ignored(problem: str) -> None:
    """Log that what an earlier run has read cannot be used."""
    log.warning("directory_snapshot_ignored", problem=problem)


class DirectoryRefresher:
    """Holds the account as last seen.

    A failing refresh keeps what was read before, so that an outage at ilert does not keep people from
    opening dialogs; but not for longer than `max_age` seconds, since people leave and teams change.
    """

    def __init__(  # noqa: PLR0913 - each is another part of the bot
        self,
        ilert: IlertClient,
        *,
        max_age: float,
        storage: Storage | None = None,
        clock: Clock = time.time,
        steady: Clock = time.monotonic,
        sleep: Sleep = asyncio.sleep,
        on_read: Callable[[Directory], None] = lambda _: None,
        shared: SharedAccount | None = None,
    ) -> None:
        self._ilert = ilert
        self._max_age = max_age
        self._storage = storage
        self._clock = clock
        self._steady = steady
        self._sleep = sleep
        self._on_read = on_read
        self._shared = shared
        self._last: Directory | None = None
        # By the clock that nobody sets: a machine whose time is put right has an account of the same age.
        self._last_at = 0.0
        self._problem_log = ProblemLog(log, "directory_refresh_failed")
        self._unreadable_teams = ProblemLog(log, "ilert_teams_unreadable")
        self.loaded_once = asyncio.Event()
        self.loads = 0
        """How many times the whole account was read."""

    @property
    def current(self) -> Directory | None:
        """The account, None while it was never read or for too long."""
        return self._last if (age := self.age) is not None and age <= self._max_age else None

    @property
    def age(self) -> float | None:
        """How many seconds ago the account was read; None where it never was."""
        return None if self._last is None else self._steady() - self._last_at

    async def restore(self) -> None:
        """Take what an earlier run has read, until ilert is read again."""
        if self._storage is None:
            return
        self._last = await asyncio.to_thread(self._storage.read)
        if self._last is not None:
            age = max(self._clock() - self._last.taken_at, 0.0)
            self._last_at = self._steady() - age
            self._on_read(self._last)
            log.info("directory_restored", age_seconds=round(age))

    def change(self, change: Callable[[Directory], Directory]) -> None:
        """Correct the account by what ilert said since it was read, if it was."""
        if self._last is not None:
            self._last = change(self._last)

    async def run(self) -> None:
        """Refresh for ever."""
        started = self._steady()
        while True:
            if await self._is_read_by_another(started):
                interval = RETRY_SECONDS if self.loaded_once.is_set() else _FIRST_LOOK_SECONDS
            else:
                interval = REFRESH_SECONDS if await self.refresh() else RETRY_SECONDS
            # Jitter: several bots started together shall not ask ilert together.
            await self._sleep(interval * random.uniform(0.9, 1.1))

    async def _is_read_by_another(self, started: float) -> bool:
        """Take what the leading host has read. Without its help this host reads the account itself."""
        if self._shared is None:
            return False
        try:
            leads, newest = await self._shared.leads(), await self._shared.newest()
        except StorageUnavailable as error:
            log.debug("outbox_unavailable", problem=str(error))
            return False
        if newest is not None:
            await self._take(*newest)
        if self.age is None or not self.loaded_once.is_set():
            return not leads and self._steady() - started < _FIRST_SECONDS
        return self.age < (REFRESH_SECONDS * _SOON if leads else _LEADER_FAILS_SECONDS)

    async def _take(self, found: Directory, age: float) -> None:
        """Go by what another host has read so many seconds ago."""
        self._last, self._last_at = with_known_keys(found, self._last), self._steady() - age
        self._on_read(self._last)
        self.loaded_once.set()
        await self._write(found)

    async def refresh(self) -> bool:
        """Read the account once. Returns whether that succeeded."""
        started = self._steady()
        try:
            found = await read_account(self._ilert, self._clock())
        except IlertError as error:
            self._problem_log.report(str(error), age_seconds=None if self.age is None else round(self.age))
            return False
        news = self._problem_log.clear() or not self.loaded_once.is_set()
        self._last, self._last_at = found, started
        self.loads += 1
        self._on_read(found)
        self._report_unreadable_teams(found)
        self.loaded_once.set()
        await self._keep(found)
        log_as = log.info if news else log.debug
        log_as(
            "directory_read",
            users=len(found.users),
            teams=len(found.teams),
            alert_sources=len(found.alert_sources),
            escalation_policies=len(found.escalation_policies),
            seconds=round(self._steady() - started, 3),
        )
        return True

    def _report_unreadable_teams(self, found: Directory) -> None:
        """Log what is hidden from everybody but admins because nobody knows whom its teams let in."""
        resources: list[AlertSource | EscalationPolicy] = [*found.alert_sources.values()]
        resources += found.escalation_policies.values()
        names = sorted(one.name or str(one.id) for one in resources if UNREADABLE_TEAM.id in one.team_ids)
        if not names:
            self._unreadable_teams.clear()
            return
        shown = ", ".join(names[:_NAMES_LOGGED])
        self._unreadable_teams.report(f"{len(names)} alert sources and escalation policies: {shown}")

    async def _keep(self, found: Directory) -> None:
        if self._shared is not None:
            try:
                await self._shared.publish(found)
            except StorageUnavailable as error:
                log.debug("outbox_unavailable", problem=str(error))
        await self._write(found)

    async def _write(self, found: Directory) -> None:
        if self._storage is None:
            return
        try:
            await asyncio.to_thread(self._storage.write, found)
        except OSError as error:
            log.warning("directory_snapshot_not_written", problem=str(error))
