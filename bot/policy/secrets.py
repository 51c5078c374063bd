"""Recognises secrets, which have no place in a policy file nor in a message about one."""

import re
from collections.abc import Iterator

from bot.runtime.secret_patterns import HOOK_ADDRESSES, NAMES, SHAPES

_KNOWN = rf"\b(?:{SHAPES}|(?:{'|'.join(HOOK_ADDRESSES)})[A-Za-z0-9/_-]+)"
# No word of any language: long, unbroken, letters and digits mixed.
_OPAQUE = r"\b(?=[A-Za-z]*[0-9])(?=[0-9]*[A-Za-z])[A-Za-z0-9]{32,}\b"

_CONFIDING = rf"(?i:{NAMES})"
# What is assigned to such a name is a secret, whatever it looks like.
_ASSIGNED = rf"(?:{_CONFIDING}[\w\"'-]*[ \t]*=[ \t]*)(?P<assigned>\S.*)"

_KNOWN_TOKEN = re.compile(_KNOWN)
_ANY_TOKEN = re.compile(f"{_KNOWN}|{_OPAQUE}")
_HIDDEN = re.compile(f"{_ASSIGNED}|{_KNOWN}|{_OPAQUE}")
_NAME = re.compile(_CONFIDING)

_SHOWN_CHARACTERS = 5


def find_token(value: str) -> str | None:
    """Return the first thing in a value that looks like a token, or None."""
    match = _ANY_TOKEN.search(value)
    return match[0] if match else None


def known_tokens(text: str) -> Iterator[tuple[int, str]]:
    """Yield the offset and wording of all that is surely a token, comments included."""
    return ((match.start(), match[0]) for match in _KNOWN_TOKEN.finditer(text))


def names_a_secret(key: str) -> bool:
    """Tell whether a key is named like one that holds a secret."""
    return _NAME.search(key) is not None


def redact(text: str) -> str:
    """Replace secrets by asterisks, except for the prefix that shows their kind. The length stays the same."""
    return _HIDDEN.sub(_stars, text)


def _stars(match: re.Match[str]) -> str:
    assigned = match["assigned"] is not None
    shown = match.start("assigned") - match.start() if assigned else _SHOWN_CHARACTERS
    return match[0][:shown] + "*" * (len(match[0]) - shown)
