"""How what people wait for grows, and whether it may: for the terminal and for the documentation. Pure."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from tests.bench.report import number

Points = Mapping[int, float]
"""What was measured, by how much there was of what it is measured against."""

FLAT = 1.3
"""What does not grow may be so many times as much in the end, by chance."""
LINEAR = 1.15
"""The exponent of what grows no faster than linearly; what is above 1 is chance."""


@dataclass(frozen=True)
class Curve:
    """What grows with what, and how it may."""

    axis: str
    figure: str
    title: str
    unit: str
    may: Literal["not grow", "grow linearly"]
    digits: int = 2


AXES: Mapping[str, tuple[str, Sequence[int]]] = {
    "users": ("users in the account", (100, 1_000, 5_000, 10_000, 20_000)),
    "people": ("people who type the command at the same moment", (1, 5, 25, 100, 250, 500)),
    "rows": ("settled alerts in the outbox", (0, 1_000, 10_000, 30_000, 100_000)),
    "cards": ("live cards", (0, 50, 100, 250, 500)),
}

CURVES: Sequence[Curve] = (
    Curve("users", "idle_mb", "memory, idle", "MB", "grow linearly", 1),
    Curve("users", "first_open_p50", "first command of a person → views.open", "ms", "grow linearly"),
    Curve("users", "open_p50", "slash command → views.open", "ms", "not grow"),
    Curve("users", "account_open_p50", "slash command → views.open, account dialog", "ms", "not grow"),
    Curve("people", "at_once_p50", "slash command → views.open, p50", "ms", "grow linearly"),
    Curve("people", "at_once_p99", "slash command → views.open, p99", "ms", "grow linearly"),
    Curve("rows", "start_s", "start → connected", "s", "grow linearly"),
    Curve("rows", "open_p50", "slash command → views.open", "ms", "grow linearly"),
    Curve("rows", "submit_p50", "Submit → ack", "ms", "grow linearly"),
    Curve("rows", "alert_p50", "Submit → alert in ilert", "ms", "grow linearly"),
    Curve("cards", "open_p50", "slash command → views.open, p50", "ms", "grow linearly"),
    Curve("cards", "open_p99", "slash command → views.open, p99", "ms", "grow linearly"),
    Curve("cards", "submit_p50", "Submit → ack, p50", "ms", "grow linearly"),
    Curve("cards", "submit_p99", "Submit → ack, p99", "ms", "grow linearly"),
)


def exponent(points: Points) -> float:
    """Return the power of its cause with which the largest measured value has grown since the last but one.

    1 is linear, 0 constant. Where one of both is small that says the most: what is constant hides what grows.
    """
    (small, before), (large, after) = sorted(points.items())[-2:]
    return math.log(after / before) / math.log(large / small)


def met(curve: Curve, points: Points) -> bool:
    """Tell whether it has grown no faster than it may."""
    values = [points[n] for n in sorted(points)]
    return values[-1] <= FLAT * values[0] if curve.may == "not grow" else exponent(points) <= LINEAR


def said(curve: Curve, points: Points) -> str:
    """Say how it may grow, how it has grown, and whether that is so."""
    values = [points[n] for n in sorted(points)]
    grown = f"{values[-1] / values[0]:.2f} times" if curve.may == "not grow" else f"power {exponent(points):.2f}"
    promise = "does not grow" if curve.may == "not grow" else "at most linear"
    return f"{promise}: {grown}, {'met' if met(curve, points) else 'NOT MET'}"


def tables(measured: Mapping[str, Mapping[str, Points]]) -> Mapping[str, list[tuple[str, ...]]]:
    """Write one table for each axis, its first line the head. `measured` is by axis and figure."""
    found = {}
    for axis, (name, sizes) in AXES.items():
        lines = [(name, *(f"{size:,}" for size in sizes), "growth")]
        for curve in (one for one in CURVES if one.axis == axis and one.figure in measured.get(axis, {})):
            points = measured[axis][curve.figure]
            cells = [number(points[size], curve.digits) for size in sizes]
            lines.append((f"{curve.title}, {curve.unit}", *cells, said(curve, points)))
        if len(lines) > 1:
            found[axis] = lines
    return found


def markdown(lines: Sequence[Sequence[str]]) -> str:
    """Write a table for the documentation."""
    head, *rest = lines
    ruler = ["---", *["--:"] * (len(head) - 2), "---"]
    return "\n".join(f"| {' | '.join(line)} |" for line in [head, ruler, *rest])


def terminal(lines: Sequence[Sequence[str]]) -> str:
    """Align a table's columns."""
    widths = [max(len(line[column]) for line in lines) for column in range(len(lines[0]))]
    written = []
    for first, *middle, last in lines:
        cells = [cell.rjust(width) for cell, width in zip(middle, widths[1:-1], strict=True)]
        written.append("  ".join([first.ljust(widths[0]), *cells, last]))
    return "\n".join(written)


def verdict(measured: Mapping[str, Mapping[str, Points]]) -> str:
    """Say whether everything grows as it may."""
    curves = [one for one in CURVES if one.figure in measured.get(one.axis, {})]
    too_fast = [f"{one.title} ({AXES[one.axis][0]})" for one in curves if not met(one, measured[one.axis][one.figure])]
    promise = (
        "Nothing that people wait for grows faster than linearly, and nothing at all on the way to `views.open` "
        "with the account"
    )
    return f"{promise}: NOT MET by {'; '.join(too_fast)}." if too_fast else f"{promise}: met."
