"""The record of what was asked of the simulated services."""

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import count
from typing import Any, Literal


@dataclass(slots=True)
class Call:
    """One request, and its answer as soon as there is one. Its credentials are not kept."""

    n: int
    at: float
    """Seconds since 1970."""
    to: Literal["slack", "ilert"]
    what: str
    """The Web API method, or verb and path: `views.open`, `POST /api/events`."""
    method: str
    """The HTTP verb."""
    path: str
    """The Web API method, or ilert's path without `/api`."""
    query: Mapping[str, Any]
    body: Any
    status: int | None = None
    """The HTTP status; None while unanswered, and for ever where the connection was cut."""
    answer: Any = None
    ms: float | None = None


class SequenceNumbers:
    """Numbers calls and envelopes in one row, so that what happened can be told in order."""

    def __init__(self) -> None:
        self._count = count(1)

    def next(self) -> int:
        """Return the next number."""
        return next(self._count)
