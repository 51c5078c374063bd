"""The table, for the terminal and for the documentation. Pure."""

import math
from collections.abc import Sequence

from tests.bench.figures import Spread, spread
from tests.bench.rows import BOT, FLOOR, NAIVE, REACHES, ROWS, Row, Runs

COLUMNS = (FLOOR, NAIVE, BOT)

Line = tuple[str, str, str, str, str]
HEADER: Line = ("figure", *COLUMNS, "reach")


def lines(runs: Runs, *, spreads: bool) -> list[Line]:
    """Write each row that was measured. With `spreads` the least and the most stand behind the median."""
    found = []
    for row in ROWS:
        cells = [_cell(row, runs, name, spreads=spreads) for name in COLUMNS]
        if any(cells):
            found.append((f"{row.title}, {row.unit}" if row.unit else row.title, *cells, reached(row, runs)))
    return found


def reached(row: Row, runs: Runs) -> str:
    """Say what the row is to reach, what it did, and whether that is enough."""
    words = []
    for reach in REACHES:
        if reach.figure == row.figure and (measured := reach.measured(runs)) is not None:
            mark = "yes" if reach.met(runs) else "NO"
            words.append(f"{reach.words}: {number(measured, 2)}, {mark}")
    return "; ".join(words)


def terminal(rows: Sequence[Line]) -> str:
    """Align the columns."""
    table = [HEADER, *rows]
    widths = [max(len(line[column]) for line in table) for column in range(len(HEADER))]
    written = []
    for line in table:
        first, *middle, last = line
        cells = [cell.rjust(width) for cell, width in zip(middle, widths[1:-1], strict=True)]
        written.append("  ".join([first.ljust(widths[0]), *cells, last]).rstrip())
    return "\n".join(written)


def markdown(rows: Sequence[Line]) -> str:
    """Write the table for the documentation."""
    table = [HEADER, ("---", "--:", "--:", "--:", "---"), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in table)


def number(value: float, digits: int) -> str:
    """Write a figure."""
    return "never" if math.isinf(value) else f"{value:,.{digits}f}"


def _cell(row: Row, runs: Runs, name: str, *, spreads: bool) -> str:
    values = [figures[row.figure] for figures in runs.get(name, ()) if row.figure in figures]
    if not values:
        return ""
    found: Spread = spread(values)
    median = number(found.median, row.digits)
    if not spreads or len(values) == 1:
        return median
    return f"{median} ({number(found.least, row.digits)}–{number(found.most, row.digits)})"
