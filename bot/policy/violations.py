"""What a check finds in a policy before anybody looks where it stands, and the words to say it with."""

import difflib
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

from bot.policy.diagnostics import Severity
from bot.policy.secrets import redact
from bot.runtime.printable import printable

KeyPath = tuple[str | int, ...]
"""The way to a value: names of keys, and numbers of entries counted from 0."""

_BARE_KEY = re.compile(r"[A-Za-z0-9_-]+")
_SHOWN_CHARACTERS = 60
_SHOWN_DIGITS = 20
_LONGEST_WORD = 60


@dataclass(frozen=True, slots=True)
class Violation:
    """One mistake or remark. `part` says which part of `key = value` it is about."""

    path: KeyPath
    found: str
    expected: str
    hint: str = ""
    part: Literal["key", "value"] = "value"
    severity: Severity = Severity.ERROR


def key_name(path: KeyPath) -> str:
    """Write a path as admins read it, entries counted from 1: `slack_alert_source[1].channels[2]`."""
    name = ""
    for step in path:
        if isinstance(step, int):
            name += f"[{step + 1}]"
        else:
            name += ("." if name else "") + (shown(step) if _BARE_KEY.fullmatch(step) else quoted(step))
    return name


def quoted(text: str) -> str:
    """Write a text value of the file as it may be shown."""
    return f'"{shown(text)}"'


def shown(text: str) -> str:
    """Bring something of the file on one line, shortened, without secrets and control characters."""
    # Redacted first: what is cut off may be what makes a secret recognisable.
    safe = redact(text)
    if len(safe) > _SHOWN_CHARACTERS:
        safe = safe[: _SHOWN_CHARACTERS - 1] + "…"
    return printable(safe.replace("\n", "\\n").replace("\t", "\\t"))


def describe(value: object) -> str:
    """Say what stands in the file, and what TOML takes it for."""
    match value:
        case bool():
            return f"{str(value).lower()} (boolean)"
        case int():
            # Python refuses to write out numbers of thousands of digits.
            return f"{value} (number)" if abs(value) < 10**_SHOWN_DIGITS else "a number of many digits"
        case float():
            return f"{value} (decimal number)"
        case str():
            return f"{quoted(value)} (text)" if value else '"" (empty text)'
        case Mapping():
            return "a table"
        case list():
            return "a list" if value else "an empty list"
        case _:
            return f"{value} (date or time)"


def nearest(word: str, right: Iterable[str], cutoff: float = 0.6) -> str:
    """Return the right word that a wrong one is most like, whatever its case; empty where none is near."""
    by_lower_case = {candidate.lower(): candidate for candidate in right}
    if len(word) > _LONGEST_WORD:
        return ""
    close = difflib.get_close_matches(word.lower(), by_lower_case, n=1, cutoff=cutoff)
    return by_lower_case[close[0]] if close else ""


def did_you_mean(suggestion: str) -> str:
    """Write the hint that names what was probably meant; empty where that is not known."""
    return f"did you mean `{redact(suggestion)}`?" if suggestion else ""
