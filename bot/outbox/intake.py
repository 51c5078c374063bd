"""Takes alerts for an outbox that several hosts share, and keeps some here while that is away.

An event carries its `alertKey`, so ilert has it once whoever sends it: it may be kept on this host and go out from
here. A manual alert that a repeat at another host might raise again is refused instead.
"""

from collections.abc import Callable, Sequence
from typing import Protocol

from cachetools import TTLCache
from structlog.stdlib import get_logger

from bot.domain.alerts import AlertRequest
from bot.outbox.model import CannotPageNow, Entry, LiveAlert, PageNow, Reported, UnreadableEntry
from bot.outbox.store import AcceptanceUnknown, Accepted
from bot.runtime.clock import Clock
from bot.runtime.deadline import Deadline
from bot.storage.errors import StorageUnavailable

log = get_logger(__name__)

_KEPT_HERE_SECONDS = 0.4
"""What of the time for an acceptance is left for this host's own disk."""

_REMEMBERED_SECONDS = 3600.0
_REMEMBERED = 5_000


class Alerts(Protocol):
    """What one outbox does with alerts. Every method raises `StorageUnavailable`."""

    async def accept(self, request: AlertRequest, within: float) -> Accepted:
        """Keep an alert within so many seconds. Raises `AcceptanceUnknown`."""
        ...

    async def find(self, name: str) -> Entry | UnreadableEntry | None:
        """Find an alert by its key, or the newest by its reference."""
        ...

    async def reported_by(self, person_id: str, limit: int) -> Sequence[Reported]:
        """List somebody's own alerts, the newest first."""
        ...

    async def live(self) -> Sequence[LiveAlert]:
        """List the alerts that are followed in ilert, the oldest first."""
        ...

    async def page_now(self, key: str, person_id: str) -> PageNow:
        """Have an alert's target paged by a manual alert, only once, whoever asks for it."""
        ...


class Intake:
    """Two outboxes as one, for those who submit alerts and ask for them."""

    def __init__(
        self,
        shared: Alerts,
        here: Alerts,
        *,
        is_away: Callable[[], bool],
        may_keep_here: Callable[[AlertRequest], bool],
        clock: Clock,
    ) -> None:
        self._shared = shared
        self._here = here
        self._is_away = is_away
        self._may_keep_here = may_keep_here
        self._clock = clock
        self._unknown: TTLCache[str, bool] = TTLCache(_REMEMBERED, _REMEMBERED_SECONDS, clock)
        """Keys that may be in the database: nobody knows."""

    async def accept(self, request: AlertRequest, within: float) -> Accepted:
        """Keep an alert within so many seconds, here where the database is away and that does no harm.

        Raises:
            StorageUnavailable: It is not kept.
            AcceptanceUnknown: It is not known whether it is.
        """
        deadline = Deadline.after(within, self._clock)
        may_keep_here = self._may_keep_here(request) and request.key not in self._unknown
        if may_keep_here and self._is_away():
            return await self._here.accept(request, within)
        try:
            return await self._shared.accept(request, deadline.left(keep=_KEPT_HERE_SECONDS if may_keep_here else 0.0))
        except AcceptanceUnknown:
            self._unknown[request.key] = True
            raise
        except StorageUnavailable as error:
            if request.key in self._unknown:
                raise AcceptanceUnknown(str(error)) from error
            if not may_keep_here:
                raise
            log.warning("alert_kept_on_this_host", problem=str(error))
            return await self._here.accept(request, deadline.left())

    async def find(self, name: str) -> Entry | UnreadableEntry | None:
        """Find an alert by its key, or the newest by its reference. Raises `StorageUnavailable`."""
        try:
            found = await self._shared.find(name)
        except StorageUnavailable:
            if (here := await self._here.find(name)) is None:
                raise
            return here
        return found if found is not None else await self._here.find(name)

    async def reported_by(self, person_id: str, limit: int) -> Sequence[Reported]:
        """List somebody's own alerts, the newest first. Raises `StorageUnavailable`: a list with gaps would mislead."""
        shared = await self._shared.reported_by(person_id, limit)
        found = [*shared, *await self._here.reported_by(person_id, limit)]
        return sorted(found, key=_accepted_at, reverse=True)[:limit]

    async def live(self) -> Sequence[LiveAlert]:
        """List the alerts that are followed in ilert, the oldest first. Raises `StorageUnavailable`."""
        found = [*await self._shared.live(), *await self._here.live()]
        return sorted(found, key=lambda alert: alert.entry.accepted_at)

    async def page_now(self, key: str, person_id: str) -> PageNow:
        """Have an alert's target paged by a manual alert, only once. Raises `StorageUnavailable`."""
        if await self._here.find(key) is not None:
            return await self._here.page_now(key, person_id)
        paged = await self._shared.page_now(key, person_id)
        return paged if paged != CannotPageNow("") else await self._here.page_now(key, person_id)


def _accepted_at(reported: Reported) -> float:
    return reported.entry.accepted_at
