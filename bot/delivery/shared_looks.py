"""Looks for alerts in ilert once for all of an alert source that are in doubt at the same time."""

import asyncio
from collections.abc import Awaitable
from datetime import datetime

from bot.delivery.sighting import Found
from bot.ilert.bucket import Priority
from bot.ilert.client import IlertClient
from bot.runtime.clock import Sleep
from bot.runtime.single_flight import SingleFlight

GATHERING_SECONDS = 0.1
"""How long a look waits for others that want the same one."""


class SharedLooks:
    """Reads an alert source's alerts for whoever asks before the reading begins, and for nobody who asks later.

    After an outage hundreds may be in doubt, and each look counts towards ilert's limit. Who comes while a reading is
    under way gets one of their own: of what was sent since, that one may know nothing.
    """

    def __init__(self, ilert: IlertClient, *, sleep: Sleep = asyncio.sleep) -> None:
        self._ilert = ilert
        self._sleep = sleep
        self._since: dict[int, datetime] = {}
        self._looking: SingleFlight[int, Found] = SingleFlight(self._look, lambda *_: None)

    def look(self, source_id: int, since: datetime) -> Awaitable[Found]:
        """Find the alerts of a source, in any state, that were reported since then. Raises `IlertError`."""
        self._since[source_id] = min(since, self._since.get(source_id, since))
        return self._looking.answer(source_id)

    async def _look(self, source_id: int) -> Found:
        await self._sleep(GATHERING_SECONDS)
        self._looking.forget(source_id)
        since = self._since.pop(source_id)
        return Found(await self._ilert.alerts(sources=[source_id], since=since, priority=Priority.ALERT))
