"""Keeps the directory fresh: reads the whole account every few minutes and swaps it in one assignment."""

import asyncio
import random
import time
from collections.abc import Awaitable, Callable

from structlog.stdlib import get_logger

from bot.directory.model import Directory
from bot.directory.reading import directory
from bot.ilert.client import IlertClient
from bot.ilert.errors import IlertError

log = get_logger(__name__)

REFRESH_SECONDS = 240.0
RETRY_SECONDS = 15.0


class DirectoryKeeper:
    """Holds the account as last seen. `current` is None until it was read once.

    A failing refresh keeps what was read before, so that an outage at ilert does not keep people from
    opening dialogs.
    """

    def __init__(self, ilert: IlertClient, *, sleep: Callable[[float], Awaitable[None]] = asyncio.sleep) -> None:
        self._ilert = ilert
        self._sleep = sleep
        self.current: Directory | None = None
        self.read_once = asyncio.Event()

    async def run(self) -> None:
        """Refresh for ever."""
        while True:
            interval = REFRESH_SECONDS if await self.refresh() else RETRY_SECONDS
            # Jitter: several bots started together shall not ask ilert together.
            await self._sleep(interval * random.uniform(0.9, 1.1))

    async def refresh(self) -> bool:
        """Read the account once. Returns whether that succeeded."""
        started = time.time()
        try:
            users, teams, sources, policies = await asyncio.gather(
                self._ilert.users(),
                self._ilert.teams(),
                self._ilert.alert_sources(),
                self._ilert.escalation_policies(),
            )
        except IlertError as error:
            age = None if self.current is None else round(started - self.current.taken_at)
            log.warning("directory_refresh_failed", problem=str(error), age_seconds=age)
            return False
        found = directory(users, teams, sources, policies, taken_at=started)
        first, self.current = self.current is None, found
        self.read_once.set()
        (log.info if first else log.debug)(
            "directory_read",
            users=len(found.users),
            teams=len(found.teams),
            alert_sources=len(found.alert_sources),
            escalation_policies=len(found.escalation_policies),
            seconds=round(time.time() - started, 3),
        )
        return True
