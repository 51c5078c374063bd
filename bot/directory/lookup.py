"""Asks ilert for one person who is not in the directory: somebody new since it was last read."""

import asyncio
import time
from collections.abc import Callable
from typing import Protocol

from cachetools import TTLCache
from structlog.stdlib import get_logger

from bot.directory.parsing import team, user
from bot.domain.account import IlertUser, Team, normalise_email
from bot.ilert import models
from bot.ilert.errors import IlertError, NotFound
from bot.runtime.single_flight import SingleFlight

log = get_logger(__name__)

NOBODY_SECONDS = 60.0
"""How long "there is no such user" is believed."""

_NOBODIES_KEPT = 10_000


class UserSource(Protocol):
    """The two calls that a look-up makes."""

    async def user_by_email(self, email: str) -> models.User:
        """See `IlertClient.user_by_email`."""
        ...

    async def teams_of(self, user_id: int) -> list[models.Team]:
        """See `IlertClient.teams_of`."""
        ...


Add = Callable[[IlertUser, list[Team]], None]
Remove = Callable[[int], None]


class UserLookup:
    """Looks people up by e-mail; one question at a time for each, and not again for a minute where nobody is found."""

    def __init__(
        self, ilert: UserSource, add: Add, remove: Remove, *, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._ilert = ilert
        self._add = add
        self._remove = remove
        self._nobodies: TTLCache[str, None] = TTLCache(_NOBODIES_KEPT, NOBODY_SECONDS, timer=clock)
        # Each answer went into the directory before anybody hears of it, so there is nothing more to keep.
        self._asking: SingleFlight[str, bool] = SingleFlight(self._ask, lambda *_: None)

    async def find(self, email: str, *, within: float) -> bool:
        """Look somebody up and add them to the directory. Returns whether they were found within so many seconds."""
        key = normalise_email(email)
        if key in self._nobodies:
            return False
        try:
            async with asyncio.timeout(within):
                return await self._asking.answer(key)
        except TimeoutError:
            return False

    async def confirm(self, known: IlertUser, *, within: float) -> None:
        """Ask whether somebody is still in the account, and with which role, and correct the directory.

        Where ilert does not say within so many seconds, what was last read goes on.
        """
        try:
            async with asyncio.timeout(within):
                found = user(await self._ilert.user_by_email(known.email))
        except NotFound:
            self._remove(known.id)
            log.info("user_gone", ilert_user=known.id)
        except (IlertError, TimeoutError) as error:
            log.info("user_not_confirmed", problem=str(error) or "no answer in time")
        else:
            if found != known:
                self._remove(known.id)
                self._add(found, [])

    async def _ask(self, email: str) -> bool:
        try:
            found = user(await self._ilert.user_by_email(email))
            teams = [team(one) for one in await self._ilert.teams_of(found.id)]
        except NotFound:
            self._nobodies[email] = None
            return False
        except IlertError as error:
            log.warning("user_not_looked_up", problem=str(error))
            return False
        self._add(found, teams)
        log.info("user_found", ilert_user=found.id)
        return True
