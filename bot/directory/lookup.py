"""Asks ilert for single people and what they may alert, between two readings of the whole account."""

import asyncio
import time
from collections.abc import Iterable
from functools import partial
from typing import Protocol

from cachetools import TTLCache
from structlog.stdlib import get_logger

from bot.directory.changes import with_source, with_teams_of, with_user, without_source, without_user
from bot.directory.confirmation import FRESH_SECONDS, Confirmation, Part, Question
from bot.directory.parsing import alert_source, team, user
from bot.directory.refresher import DirectoryRefresher
from bot.domain.account import IlertUser, normalise_email
from bot.ilert import models
from bot.ilert.bucket import Priority
from bot.ilert.errors import IlertError, NotFound
from bot.runtime.clock import Clock
from bot.runtime.single_flight import SingleFlight

log = get_logger(__name__)

NEGATIVE_TTL_SECONDS = 60.0
"""How long "there is no such user" is believed."""

_KEPT = 10_000


class UserSource(Protocol):
    """The calls that a look-up makes; see `IlertClient`."""

    async def user_by_email(self, email: str) -> models.User:
        """See `IlertClient.user_by_email`."""
        ...

    async def teams_of(self, user_id: int) -> list[models.Team]:
        """See `IlertClient.teams_of`."""
        ...

    async def alert_source(self, source_id: int, priority: Priority) -> models.AlertSource:
        """See `IlertClient.alert_source`."""
        ...


class UserLookup:
    """Looks people up by e-mail, and confirms what is known of them. Each question is asked once at a time.

    Nobody is asked for again for a minute where there is no such user.
    """

    def __init__(
        self,
        ilert: UserSource,
        directory: DirectoryRefresher,
        *,
        clock: Clock = time.monotonic,
    ) -> None:
        self._ilert = ilert
        self._directory = directory
        self._clock = clock
        self._nobodies: TTLCache[str, bool] = TTLCache(_KEPT, NEGATIVE_TTL_SECONDS, timer=clock)
        self._finding: SingleFlight[str, bool] = SingleFlight(self._find, self._keep_found)
        self._confirmed: TTLCache[Question, tuple[float, int]] = TTLCache(_KEPT, FRESH_SECONDS, timer=clock)
        """When a question that ilert has answered was asked, and after which reading of the account."""
        self._confirming: SingleFlight[Question, tuple[float, int]] = SingleFlight(
            self._ask, self._confirmed.__setitem__
        )

    async def find(self, email: str, *, within: float) -> bool | None:
        """Look somebody up and add them to the directory.

        Returns whether ilert knows them; None where it did not say within so many seconds.
        """
        key = normalise_email(email)
        if key in self._nobodies:
            return False
        try:
            async with asyncio.timeout(within):
                return await self._finding.answer(key)
        except TimeoutError:
            log.warning("user_not_looked_up", problem="no answer in time")
        except IlertError as error:
            log.warning("user_not_looked_up", problem=str(error))
        return None

    async def prefetch(self, known: IlertUser, source_id: int | None = None) -> None:
        """Ask in the background for what `confirm` will want, where that is older than half of its time."""
        due = [question for question in self._questions(known, source_id) if self.age(question) >= FRESH_SECONDS / 2]
        await self._answered(due)

    async def confirm(self, known: IlertUser, source_id: int | None, *, within: float) -> Confirmation:
        """Make sure that what is known of somebody, and of a source, is young enough, and correct the directory.

        Where ilert does not say within so many seconds, what was last read counts, and the result says so.
        """
        due = [question for question in self._questions(known, source_id) if self.age(question) >= FRESH_SECONDS]
        if due:
            try:
                async with asyncio.timeout(within):
                    await self._answered(due)
            except TimeoutError:
                log.info("account_not_confirmed", problem="no answer in time")
        return Confirmation(tuple(question.part for question in due if self.age(question) >= FRESH_SECONDS))

    def age(self, question: Question) -> float:
        """Return how many seconds ago a question was asked that ilert has answered; infinite where that is no use.

        A reading of the whole account that has ended since may have begun before it, and have undone what it found.
        """
        asked_at, loads = self._confirmed.get(question, (0.0, -1))
        return self._clock() - asked_at if loads == self._directory.loads else float("inf")

    async def _answered(self, questions: Iterable[Question]) -> None:
        """Ask all at once; a failure of one is that one's own."""
        answers = (self._confirming.answer(question) for question in questions)
        for failure in await asyncio.gather(*answers, return_exceptions=True):
            if isinstance(failure, IlertError):
                log.info("account_not_confirmed", problem=str(failure))
            elif isinstance(failure, BaseException):
                raise failure

    async def _ask(self, question: Question) -> tuple[float, int]:
        asked_at = self._clock()
        match question.part:
            case Part.ACCOUNT:
                await self._ask_account(question)
            case Part.TEAMS:
                teams = [team(one) for one in await self._ilert.teams_of(question.number)]
                self._directory.change(partial(with_teams_of, user_id=question.number, teams=teams))
            case Part.SOURCE:
                await self._ask_source(question.number)
        return asked_at, self._directory.loads

    async def _ask_account(self, question: Question) -> None:
        try:
            found = user(await self._ilert.user_by_email(question.email))
        except NotFound:
            found = None
        if found is None or found.id != question.number:
            self._directory.change(partial(without_user, user_id=question.number))
            log.info("user_gone", ilert_user=question.number)
        if found is not None:
            self._directory.change(partial(with_user, user=found))

    async def _ask_source(self, source_id: int) -> None:
        try:
            source = alert_source(await self._ilert.alert_source(source_id, Priority.INTERACTIVE))
        except NotFound:
            self._directory.change(partial(without_source, source_id=source_id))
            log.info("alert_source_gone", alert_source=source_id)
        else:
            self._directory.change(partial(with_source, source=source))

    async def _find(self, email: str) -> bool:
        try:
            found = user(await self._ilert.user_by_email(email))
            teams = [team(one) for one in await self._ilert.teams_of(found.id)]
        except NotFound:
            return False
        self._directory.change(partial(with_user, user=found, teams=teams))
        log.info("user_found", ilert_user=found.id)
        return True

    def _keep_found(self, email: str, found: bool) -> None:  # noqa: FBT001 - as SingleFlight gives it
        if not found:
            self._nobodies[email] = True

    def _questions(self, known: IlertUser, source_id: int | None) -> list[Question]:
        """List what to ask. A source that nobody offered is none of the questions, whoever sends its number."""
        account = self._directory.current
        offered = account is not None and source_id in account.alert_sources
        of_source = [Question(Part.SOURCE, source_id)] if offered and source_id is not None else []
        return [Question(Part.ACCOUNT, known.id, known.email), Question(Part.TEAMS, known.id), *of_source]
