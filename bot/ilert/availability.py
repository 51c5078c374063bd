"""Remembers whether ilert can be reached and takes the API key, from the answers to what is asked of it anyway."""

import logging
import time

from structlog.stdlib import get_logger

from bot.ilert.errors import IlertError, KeyRejected, RateLimited, Refused, ScopeMissing
from bot.ilert.sansio import Endpoint, Request
from bot.runtime.clock import Clock
from bot.runtime.problem_log import ProblemLog

log = get_logger(__name__)

_NEW_KEY = "create a new API key in ilert, for an admin, and give it to the bot as ILERT_API_TOKEN"


class Availability:
    """Is told of each call. Whatever is an answer of ilert's own, a refusal included, shows that it is there."""

    def __init__(self, *, clock: Clock = time.monotonic) -> None:
        self._clock = clock
        self._away_since: float | None = None
        self._key_error = ""
        self._scope_errors: dict[Endpoint, str] = {}
        self._problem_log = ProblemLog(log, "ilert_key_rejected", clock)

    @property
    def down_for(self) -> float | None:
        """For how many seconds ilert has not been there; None while it is."""
        return None if self._away_since is None else self._clock() - self._away_since

    @property
    def key_problem(self) -> str:
        """Why ilert does not take the API key, or not for everything, in plain words; empty while it does."""
        return self._key_error or next(iter(self._scope_errors.values()), "")

    def succeeded(self, request: Request) -> None:
        """Note that ilert did as asked."""
        self._away_since = None
        self._key_works_for(request)

    def failed(self, request: Request, error: IlertError) -> None:
        """Note why a call failed."""
        if not isinstance(error, Refused | RateLimited):
            if self._away_since is None:
                self._away_since = self._clock()
            return
        self._away_since = None
        if isinstance(error, KeyRejected) and request.with_api_key:
            self._reject(request, error)
        elif isinstance(error, Refused):
            self._key_works_for(request)

    def _reject(self, request: Request, error: KeyRejected) -> None:
        if isinstance(error, ScopeMissing):
            self._key_error = ""
            what = f"the scope {error.scope}" if error.scope else "a scope"
            self._scope_errors[request.endpoint] = f"the ilert API key lacks {what} for {request.endpoint}"
        else:
            self._key_error = f"ilert does not accept the API key ({error.code}: {error.message})"
        self._problem_log.report(self.key_problem, level=logging.ERROR, what_to_do=_NEW_KEY)

    def _key_works_for(self, request: Request) -> None:
        if not request.with_api_key or not self.key_problem:
            return
        self._key_error = ""
        self._scope_errors.pop(request.endpoint, None)
        if not self.key_problem and self._problem_log.clear():
            log.info("ilert_key_accepted")
