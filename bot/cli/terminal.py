"""Output for people on a terminal, and plain output where it is piped."""

import os
import sys
from collections.abc import Callable
from typing import TextIO

RED, GREEN, YELLOW, CYAN, BOLD = "31", "32", "33", "36", "1"

Colour = Callable[[str, str], str]
"""Takes a text and one of the codes above."""


def colour(stream: TextIO | None = None) -> Colour:
    """Return what colours texts for a stream, by default standard output: only a terminal gets colours.

    NO_COLOR switches them off there too (no-color.org).
    """
    stream = stream or sys.stdout
    if not stream.isatty() or os.environ.get("NO_COLOR") or os.environ.get("TERM") == "dumb":
        return lambda text, _code: text
    return lambda text, code: f"\033[{code}m{text}\033[0m"


def print_error(text: object) -> None:
    """Tell on standard error what keeps the command from working."""
    print(f"il-alert-bot: {text}", file=sys.stderr)
