"""Output for people on a terminal, and plain output where it is piped."""

import codecs
import io
import os
import sys
from collections import defaultdict
from collections.abc import Callable
from typing import TextIO

RED, GREEN, YELLOW, CYAN, BOLD = "31", "32", "33", "36", "1"

# What the commands draw and write; "?" stands for all else that an encoding lacks. The last six are quotation marks
# and dashes.
_DRAWN, _INSTEAD = "┌┐└┘├┤─│▾•·✕…\u201c\u201d\u2018\u2019\u2014\u2013", "++++++-|v**x.\"\"''--"
_PLAIN = defaultdict(lambda: "?", {ord(drawn): plain for drawn, plain in zip(_DRAWN, _INSTEAD, strict=True)})

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


def degrade_gracefully() -> None:
    """Write plain letters where the terminal's encoding has no others, instead of failing: +--+ for a frame."""
    codecs.register_error("plain", _plain)
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="plain")


def _plain(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeEncodeError):
        raise error
    return error.object[error.start : error.end].translate(_PLAIN), error.end


def print_error(text: object) -> None:
    """Print on standard error what keeps the command from working."""
    print(f"il-alert-bot: {text}", file=sys.stderr)
