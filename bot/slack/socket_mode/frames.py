"""Reads the text frames that Slack sends, however strange. Pure."""

import json
import re
from collections.abc import Mapping
from typing import Any

_DEEPEST = 100
"""What is nested deeper reads as null. Slack's own payloads have about ten levels, and Python reads a thousand."""

_LONGEST_NUMBER = 20

_TOKEN = re.compile(r'"(?:[^"\\]|\\.)*+"|[\[\]{}]', re.DOTALL)


def read_frame(text: str) -> Mapping[str, Any] | None:
    """Read a frame; None where it is no JSON object.

    What Python cannot read, for its depth or as a number of thousands of digits, reads as null: the rest is an
    envelope that somebody waits for.
    """
    try:
        message = json.loads(text)
    except (ValueError, RecursionError):
        try:
            message = json.loads(_shallow(text), parse_int=_number)
        except ValueError:
            return None
    return message if isinstance(message, dict) else None


def _number(digits: str) -> int | None:
    return int(digits) if len(digits) <= _LONGEST_NUMBER else None


def _shallow(text: str) -> str:
    """Write null for what is nested too deep."""
    kept: list[str] = []
    depth = start = 0
    for token in _TOKEN.finditer(text):
        if token[0] in "[{":
            depth += 1
            if depth == _DEEPEST + 1:
                kept += (text[start : token.start()], "null")
        elif token[0] in "]}":
            if depth == _DEEPEST + 1:
                start = token.end()
            depth -= 1
    return "".join(kept) if depth > _DEEPEST else "".join([*kept, text[start:]])
