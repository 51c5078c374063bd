"""Keeps secrets out of log lines, wherever in a line they stand."""

import re
from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Any

from structlog.typing import EventDict, WrappedLogger

from bot.runtime.secret_patterns import HOOK_ADDRESSES, NAMES, SHAPES

HIDDEN = "[hidden]"

# Shorter ones would hide half of every line; where they stand in an address, the pattern below hides them.
_SHORTEST = 5
# How many texts to remember without their secrets, and how long ones.
_REMEMBERED, _LONGEST_REMEMBERED = 1000, 100
# Whatever is nested deeper is written as it is represented.
_DEEPEST = 8

# Tokens; addresses that are secrets themselves; what follows a scheme of authorization; a proxy's login.
_SHAPES = re.compile(
    "|".join(
        (
            SHAPES,
            *(rf"(?<={address})[^\s\"']+" for address in HOOK_ADDRESSES),
            r"(?<=[?&]ticket=)[^&\s\"']+",
            r"(?<=bearer )\S+|(?<=authorization: basic )\S+",
            r"(?<=://)[^\s/@]*:[^\s/@]+(?=@)",
        )
    ),
    re.IGNORECASE,
)
# In what is written as JSON or as Python, and in a query: what stands under a secret's name.
_NAMES = rf"proxy[-_]authorization|{NAMES}"
_QUOTED = re.compile(rf"""(["'](?:{_NAMES})["']\s*:\s*["'])[^"']+""", re.IGNORECASE)
_QUERIED = re.compile(rf"""([?&](?:{_NAMES})=)[^&\s"']+""", re.IGNORECASE)
_NAME = re.compile(_NAMES, re.IGNORECASE)
_WORD = re.compile(r"[\w-]+")
# Without any of these, a text has none of the shapes above. Most values of a line are such: a name, an id, a number.
_TELLTALE = re.compile(r"""[-=/ '"]|il1|gh[a-z]_|eyJ""", re.IGNORECASE)


class Redaction:
    """A structlog processor that hides known secrets and whatever looks like one."""

    def __init__(self) -> None:
        self._secrets: tuple[str, ...] = ()
        self._learnt: frozenset[str] = frozenset()
        # Most of what lines hold stands in others too: the names of events and loggers, ids, the reference.
        self._hidden_in = lru_cache(maxsize=_REMEMBERED)(self._hide)

    def know(self, secrets: Iterable[str]) -> None:
        """Hide these few, whatever they are part of."""
        self._secrets = tuple(secret for secret in secrets if len(secret) >= _SHORTEST)
        self._hidden_in.cache_clear()

    def learn(self, words: Iterable[str]) -> None:
        """Hide these where they stand as words by themselves, instead of those learnt before; thousands if need be."""
        self._learnt = frozenset(word for word in words if len(word) >= _SHORTEST)
        self._hidden_in.cache_clear()

    def __call__(self, logger: WrappedLogger, method: str, event: EventDict) -> EventDict:
        """Hide secrets in all values of a line."""
        del logger, method
        hidden_in = self._hidden_in
        # Nearly all that lines hold are short texts: the rest of the way is for what is none.
        return {
            str(key): hidden_in(value)
            if type(value) is str and len(value) <= _LONGEST_REMEMBERED and not _names_a_secret(str(key))
            else self._value(key, value, 0)
            for key, value in event.items()
        }

    def hide(self, text: str) -> str:
        """Hide secrets in a text."""
        return self._hidden_in(text) if len(text) <= _LONGEST_REMEMBERED else self._hide(text)

    def _hide(self, text: str) -> str:
        for secret in self._secrets:
            text = text.replace(secret, HIDDEN)
        if not self._learnt.isdisjoint(_WORD.findall(text)):
            text = _WORD.sub(lambda word: HIDDEN if word[0] in self._learnt else word[0], text)
        if not _TELLTALE.search(text):
            return text
        text = _QUERIED.sub(rf"\g<1>{HIDDEN}", _QUOTED.sub(rf"\g<1>{HIDDEN}", text))
        return _SHAPES.sub(HIDDEN, text)

    def _value(self, key: Any, value: Any, depth: int) -> Any:
        """Clean what stands under a key."""
        if value and _names_a_secret(str(key)):
            return HIDDEN
        return self._clean(value, depth)

    def _clean(self, value: Any, depth: int) -> Any:
        match value:
            case str():
                return self.hide(value)
            case int() | float() | None:
                return value
            case Mapping() if depth < _DEEPEST:
                return {self.hide(str(key)): self._value(key, item, depth + 1) for key, item in value.items()}
            case list() | tuple() | set() | frozenset() if depth < _DEEPEST:
                return [self._clean(item, depth + 1) for item in value]
            case _:
                return self.hide(repr(value))


@lru_cache(maxsize=1000)
def _names_a_secret(key: str) -> bool:
    return _NAME.fullmatch(key) is not None
