"""ilert's limits on requests: two independent buckets, counted in fixed windows that say nothing about themselves."""

from dataclasses import dataclass, field

from bot.sandbox.clock import Clock
from bot.sandbox.faults import Faults


@dataclass
class Limits:
    """Counts requests by key. With `on` False nothing is refused."""

    clock: Clock
    faults: Faults
    on: bool = True
    _taken: dict[str, tuple[int, int]] = field(default_factory=dict)

    def refuse_key(self) -> bool:
        """Count a request with the API key, and tell whether it is one too many."""
        return self._refuses("api key", self.faults.ilert_key_limit)

    def refuse_event(self, source: int, own: int | None) -> bool:
        """Count an event of an alert source, whose integration key may have a limit of its own."""
        return self._refuses(f"source {source}", self.faults.ilert_event_limit if own is None else own)

    def _refuses(self, key: str, limit: int | None) -> bool:
        window = int(self.clock.now() // self.faults.ilert_window_s)
        counted, taken = self._taken.get(key, (window, 0))
        taken = taken if counted == window else 0
        if self.on and limit is not None and taken >= limit:
            return True
        self._taken[key] = (window, taken + 1)
        return False
