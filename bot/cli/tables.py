"""Rows as a table for people, or as JSON for programs. Pure."""

import json
from collections.abc import Mapping, Sequence

from bot.runtime.printable import printable

Row = Mapping[str, str | int]


def as_table(rows: Sequence[Row]) -> str:
    """Write a line for each row below a head. All rows have the columns of the first; without rows it is empty."""
    if not rows:
        return ""
    cells = [[name.upper() for name in rows[0]], *([_one_line(str(cell)) for cell in row.values()] for row in rows)]
    widths = [max(map(len, column)) for column in zip(*cells, strict=True)]
    return "\n".join("  ".join(map(str.ljust, row, widths)).rstrip() for row in cells)


def as_json(rows: Sequence[Row]) -> str:
    """Write the same for programs."""
    return json.dumps(rows, indent=2, ensure_ascii=False)


def _one_line(text: str) -> str:
    return " ".join(printable(text, " ").split())
