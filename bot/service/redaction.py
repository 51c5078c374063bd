"""Keeps secrets out of log lines, wherever in a line they stand."""

import re
from collections.abc import Iterable
from typing import Any

from structlog.typing import EventDict, WrappedLogger

HIDDEN = "[hidden]"

# Slack's tokens, addresses that are secrets themselves, and what follows the word Bearer.
_PATTERN = re.compile(r"xox[a-z]-[\w-]+|xapp-[\w-]+|(?<=ticket=)[\w-]+|(?<=hooks\.slack\.com/)\S+|(?<=[Bb]earer )\S+")


class Redaction:
    """A structlog processor that hides known secrets and whatever looks like one."""

    def __init__(self, secrets: Iterable[str]) -> None:
        self._secrets = tuple(secret for secret in secrets if secret)

    def __call__(self, logger: WrappedLogger, method: str, event: EventDict) -> EventDict:
        """Hide secrets in all values of a line."""
        del logger, method
        return {key: self._clean(value) for key, value in event.items()}

    def _clean(self, value: Any) -> Any:
        match value:
            case str():
                return self._hide(value)
            case dict():
                return {key: self._clean(item) for key, item in value.items()}
            case list() | tuple():
                return [self._clean(item) for item in value]
            case int() | float() | None:
                return value
            case _:
                return self._hide(repr(value))

    def _hide(self, text: str) -> str:
        for secret in self._secrets:
            text = text.replace(secret, HIDDEN)
        return _PATTERN.sub(HIDDEN, text)
