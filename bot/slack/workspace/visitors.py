"""Who has opened the Home tab lately, and what it shows them of their alerts. Kept in memory only."""

import time

from cachetools import TTLCache

from bot.runtime.clock import Clock

OPEN_SECONDS = 600.0
"""For how long after a visit the tab is kept up to date."""
_PAUSE_SECONDS = 2.0
_KEPT = 20_000

Versions = tuple[tuple[str, int], ...]
"""The keys of alerts, each with its version."""


class Visitors:
    """Remembers visits. Who does not visit costs nothing."""

    def __init__(self, *, clock: Clock = time.monotonic) -> None:
        self.shown: TTLCache[str, Versions] = TTLCache(_KEPT, OPEN_SECONDS, timer=clock)
        self._recent: TTLCache[str, bool] = TTLCache(_KEPT, _PAUSE_SECONDS, timer=clock)

    def comes(self, user_id: str) -> bool:
        """Note a visit. Returns whether it is to be answered: of many in a row, the first is."""
        first = user_id not in self._recent
        self._recent[user_id] = True
        return first

    def changed(self, versions: dict[str, Versions]) -> list[str]:
        """List the visitors whose alerts are not as they were shown."""
        return [user_id for user_id, shown in list(self.shown.items()) if shown != versions.get(user_id, ())]
