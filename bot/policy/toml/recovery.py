"""Reads on after a mistake of syntax, so that one look finds all of them. Pure.

A line with a mistake is left out, and the rest is parsed again. Where that could make up mistakes, such as below a list
that the line began, the search ends: a mistake that is reported later costs less than a false one.
"""

from collections.abc import Iterator
from itertools import accumulate

import tomli

_MOST_MISTAKES = 20
# Each mistake costs a parse of the whole text: seconds in a file of a megabyte.
_MOST_CHARACTERS = 2_000_000
# What tomli says of a key or a table that is there twice, or of another kind than before (tomli 2.4).
_REPEATED = ("Cannot", "Duplicate")
_UNCLOSED = "Unclosed"


def syntax_errors(text: str, first: tomli.TOMLDecodeError) -> Iterator[tuple[str, int]]:
    """Yield tomli's message about each mistake and its offset in the text, beginning with the first."""
    lines = text.split("\n")
    starts = list(accumulate((len(line) + 1 for line in lines), initial=0))
    error: tomli.TOMLDecodeError | None = _error(text) or first
    for number in range(min(_MOST_MISTAKES, 1 + _MOST_CHARACTERS // (len(text) + 1))):
        if error is None:
            return
        line = error.doc.count("\n", 0, error.pos)
        # After a table without its header, a repeated key may be none.
        if number == 0 or not error.msg.startswith(_REPEATED):
            yield error.msg, min(starts[line] + error.pos - (error.doc.rfind("\n", 0, error.pos) + 1), len(text))
        if line >= len(lines) or _spans_lines(lines[line]) or _is_inside(error.msg, lines[line]):
            return
        lines[line] = f"[_{number}]" if lines[line].lstrip().startswith("[") else ""
        error = _error("\n".join(lines))


def _error(text: str) -> tomli.TOMLDecodeError | None:
    """Parse a text; return the first mistake that tomli places."""
    try:
        # Without a quote further below, tomli looks for the end of 'a text like this one in the whole file.
        tomli.loads(f"{text}\n#'")
    except tomli.TOMLDecodeError as error:
        return error
    except (RecursionError, ValueError):
        return None
    return None


def _is_inside(message: str, line: str) -> bool:
    """Whether a line is in a list or a table in braces that a line above began: there may be no end to it."""
    return message.startswith(_UNCLOSED) and (line.lstrip().startswith("[") or not {"[", "{"} & set(line))


def _spans_lines(line: str) -> bool:
    """Whether a line may begin or end what other lines go on with: a list, a table in braces, a long text."""
    if line.lstrip().startswith("["):
        return False
    return line.count("[") != line.count("]") or line.count("{") != line.count("}") or '"""' in line or "'''" in line
