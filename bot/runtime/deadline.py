"""One budget of time for several steps, carried along from the first to the last."""

import math
import time
from dataclasses import dataclass, field

from bot.runtime.clock import Clock


@dataclass(frozen=True, slots=True)
class Deadline:
    """`seconds` from `since`, a moment of `clock`. Each step asks what is left for it."""

    since: float
    seconds: float
    clock: Clock = field(default=time.monotonic, repr=False)

    @classmethod
    def after(cls, seconds: float, clock: Clock = time.monotonic) -> "Deadline":
        """Start a budget of so many seconds now."""
        return cls(clock(), seconds, clock)

    @property
    def passed(self) -> float:
        """The seconds since the start."""
        return self.clock() - self.since

    def left(self, *, at_most: float = math.inf, keep: float = 0.0) -> float:
        """Return the seconds that a step may take, 0 when the time is up.

        Args:
            at_most: The step's own limit.
            keep: The seconds to leave for the steps after it.
        """
        return max(0.0, min(at_most, self.seconds - self.passed - keep))
