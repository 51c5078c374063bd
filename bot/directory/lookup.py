"""Asks ilert for one person who is not in the directory: somebody new since it was last read."""

import asyncio
import time
from collections import OrderedDict
from collections.abc import Callable
from typing import Protocol

from structlog.stdlib import get_logger

from bot.directory.parsing import team, user
from bot.domain.account import IlertUser, Team, normalise_email
from bot.ilert import models
from bot.ilert.errors import IlertError, NotFound

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
        self._clock = clock
        self._nobodies: OrderedDict[str, float] = OrderedDict()
        self._asking: dict[str, asyncio.Task[bool]] = {}

    async def find(self, email: str, *, within: float) -> bool:
        """Look somebody up and add them to the directory. Returns whether they were found within so many seconds."""
        key = normalise_email(email)
        known_since = self._nobodies.get(key)
        if known_since is not None and self._clock() - known_since < NOBODY_SECONDS:
            return False
        task = self._asking.get(key)
        if task is None:
            task = asyncio.create_task(self._ask(key))
            self._asking[key] = task
            task.add_done_callback(lambda _: self._asking.pop(key, None))
        done, _ = await asyncio.wait({task}, timeout=within)
        return task in done and task.result()

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
            self._nobodies[email] = self._clock()
            self._nobodies.move_to_end(email)
            if len(self._nobodies) > _NOBODIES_KEPT:
                self._nobodies.popitem(last=False)
            return False
        except IlertError as error:
            log.warning("user_not_looked_up", problem=str(error))
            return False
        self._add(found, teams)
        log.info("user_found", ilert_user=found.id)
        return True
