"""Remembers whether ilert can be reached, from the answers to what is asked of it anyway."""

import time
from http import HTTPStatus

from bot.ilert.errors import Unreachable
from bot.ilert.retry import Clock
from bot.ilert.sansio import Answer, Request, Transport


class Availability:
    """A transport around another one. Whatever ilert answers below 500 shows that it is there."""

    def __init__(self, transport: Transport, *, clock: Clock = time.monotonic) -> None:
        self._transport = transport
        self._clock = clock
        self._away_since: float | None = None
        self.key_rejected = False
        """Whether ilert refused the API key the last time that it saw it."""

    @property
    def down_for(self) -> float | None:
        """For how many seconds ilert has not been there; None while it is."""
        return None if self._away_since is None else self._clock() - self._away_since

    async def send(self, request: Request) -> Answer:
        """Send one request; see `Transport`."""
        try:
            answer = await self._transport.send(request)
        except Unreachable:
            self._missed()
            raise
        if answer.status >= HTTPStatus.INTERNAL_SERVER_ERROR:
            self._missed()
        else:
            self._away_since = None
            if request.with_api_key:
                self.key_rejected = answer.status == HTTPStatus.UNAUTHORIZED
        return answer

    def _missed(self) -> None:
        if self._away_since is None:
            self._away_since = self._clock()
