"""Which figures differ between two revisions by more than chance. Pure."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from tests.bench.figures import spread
from tests.bench.rows import ROWS, Row, Runs

Change = Literal["slower", "faster", "same"]

LEAST_CHANGE = 0.05
"""A difference of less than this share is none, however little the repetitions differ."""


@dataclass(frozen=True)
class Compared:
    """A figure before and now."""

    row: Row
    before: float
    now: float
    change: Change


def compare(runs: Runs, before: str, now: str) -> list[Compared]:
    """Compare all figures that both revisions have."""
    found = []
    for row in ROWS:
        earlier, later = ([one[row.figure] for one in runs[name] if row.figure in one] for name in (before, now))
        if earlier and later:
            change = judged(earlier, later, row.better)
            found.append(Compared(row, spread(earlier).median, spread(later).median, change))
    return found


def judged(before: Sequence[float], now: Sequence[float], better: Literal["less", "more", "neither"]) -> Change:
    """Judge a figure. It has changed if no repetition of the one revision lies among the other's."""
    earlier, later = spread(before), spread(now)
    apart = later.least > earlier.most or later.most < earlier.least
    if better == "neither" or not apart or abs(later.median - earlier.median) < LEAST_CHANGE * abs(earlier.median):
        return "same"
    return "faster" if (later.median < earlier.median) == (better == "less") else "slower"


def slower_by_chance(figures: int, repetitions: int) -> float:
    """Return how many of so many figures are judged slower where nothing has changed, if they are independent."""
    return figures / math.comb(2 * repetitions, repetitions)
