"""From what was measured to figures: medians, percentiles, spread. Pure."""

import math
import statistics
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

Figures = dict[str, float]
"""The figures of one repetition, by name; see `rows`."""

NEVER = math.inf
"""Stands for what was waited for in vain."""


@dataclass(frozen=True)
class Spread:
    """What some repetitions gave for one figure."""

    median: float
    least: float
    most: float


def spread(values: Sequence[float]) -> Spread:
    """Summarise the values that the repetitions gave; at least one."""
    return Spread(statistics.median(values), min(values), max(values))


def percentile(values: Sequence[float], share: float) -> float:
    """Return the smallest value that at least this share of the values do not exceed."""
    return sorted(values)[max(math.ceil(share * len(values)) - 1, 0)]


def waits(name: str, seconds: Iterable[float | None]) -> Figures:
    """Give the median and the 99th percentile of some waits, in milliseconds."""
    milliseconds = [NEVER if one is None else one * 1000 for one in seconds]
    return {f"{name}_p50": percentile(milliseconds, 0.5), f"{name}_p99": percentile(milliseconds, 0.99)}


def held(holds: Iterable[tuple[float, float]], windows: Sequence[tuple[float, float]]) -> Figures:
    """Give the share of the windows' time in which noted turns held the event loop, and the longest of them."""
    within = [lasted for began, lasted in holds if any(start <= began < end for start, end in windows)]
    seconds = sum(end - start for start, end in windows)
    return {"held_percent": 100 * sum(within) / seconds, "longest_hold_ms": 1000 * max(within, default=0.0)}


def ratios(some: Sequence[float], others: Sequence[float]) -> list[float]:
    """Divide figure by figure: what was measured side by side is compared side by side, as often as both were."""
    return [one / other for one, other in zip(some, others, strict=False)]
