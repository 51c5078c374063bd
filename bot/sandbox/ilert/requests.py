"""Requests as endpoints see them, and how their parameters are read, strictly (ilert docs, REST API)."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from bot.sandbox.ilert.account import Alert
from bot.sandbox.ilert.api_error import bad_request, not_found
from bot.sandbox.ilert.service import Ilert

PAGING = frozenset({"start-index", "max-results"})

_DEFAULT_PAGE = 50
_SHIFTS: Mapping[str, int] = {"steady": 0, "insert": -1, "remove": 1}


@dataclass(frozen=True, slots=True)
class Request:
    """A request as far as endpoints care. `query` holds each parameter's values."""

    query: Mapping[str, Sequence[str]]
    body: Any = None
    id: str = ""
    """The id in the path, or what stands there."""
    user_id: str = ""
    """The second id in the path."""

    def one(self, name: str, usual: str = "") -> str:
        """Return a parameter that is given once at most."""
        return self.query.get(name, [usual])[0]

    def words(self, name: str, known: Sequence[str]) -> frozenset[str]:
        """Return the values of a parameter that has a list of them."""
        found = self.query.get(name, ())
        if any(one not in known for one in found):
            raise bad_request(f"{name} must be one of {', '.join(known)}")
        return frozenset(found)

    def numbers(self, name: str) -> frozenset[int]:
        """Return the values of a parameter that has numbers."""
        return frozenset(number(name, one) for one in self.query.get(name, ()))


Answer = tuple[int, Any]


@dataclass(frozen=True, slots=True)
class Endpoint:
    """What answers, which query parameters it knows, and whether it wants the API key."""

    answer: Callable[[Ilert, Request], Answer]
    parameters: frozenset[str] = frozenset()
    repeated: frozenset[str] = frozenset()
    """The parameters that may be given more than once."""
    needs_key: bool = True


def page(ilert: Ilert, request: Request, everything: Sequence[Any], most: int) -> Sequence[Any]:
    """Cut a page (ilert docs, REST API: `start-index` and `max-results`).

    A list may change while it is paged: with a row inserted before, the last row of a page is the first of the next
    one; with a row removed before, one is in no page at all.
    """
    start = number("start-index", request.one("start-index", "0"))
    size = number("max-results", request.one("max-results", str(_DEFAULT_PAGE)))
    if start < 0:
        raise bad_request("start-index must not be negative")
    if not 1 <= size <= most:
        raise bad_request(f"max-results must be in range 1..{most}")
    if start > 0:
        start += _SHIFTS[ilert.faults.ilert_paging]
    return everything[start : start + size]


def number(name: str, value: str) -> int:
    """Read a whole number."""
    try:
        return int(value)
    except ValueError:
        raise bad_request(f"{name} must be an integer") from None


def time(name: str, value: str) -> float:
    """Read a time, in seconds since 1970."""
    try:
        moment = datetime.fromisoformat(value)
    except ValueError:
        raise bad_request(f"{name} must be a date") from None
    return moment.replace(tzinfo=moment.tzinfo or UTC).timestamp()


def alert_of(ilert: Ilert, request: Request) -> Alert:
    """Find the alert that the path names."""
    alert = ilert.account.alerts.get(number("id", request.id))
    if alert is None or alert.id in ilert.account.hidden:
        raise not_found("alert")
    return alert
