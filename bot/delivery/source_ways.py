"""By which of ilert's two ways the alerts of a source go, as the policy says or as was seen before."""

from collections.abc import Callable
from dataclasses import dataclass

from bot.outbox.store import Sightings
from bot.policy.active import ActivePolicy


@dataclass(frozen=True)
class SourceWays:
    """Asks the policy first, and what was seen where the policy leaves it to that. Raises `StorageUnavailable`."""

    policy: Callable[[], ActivePolicy]
    outbox: Sightings

    async def by_alert(self, source_id: int) -> bool:
        """Tell whether to raise a manual alert at once: the source takes no events, or is not to get any."""
        if (way := self.policy().raise_by(source_id)) != "auto":
            return way == "alert"
        known = await self.outbox.source(source_id)
        return known is not None and not known.takes_events

    async def may_stand_in(self, source_id: int) -> bool:
        """Tell whether a manual alert may be raised in place of an event that showed nothing."""
        if self.policy().raise_by(source_id) != "auto":
            return False
        known = await self.outbox.source(source_id)
        return known is None or not known.takes_events
