"""Requests to ilert and readings of its answers, without any network: plain values in, plain values out."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any, Protocol

from bot.ilert.errors import (
    Forbidden,
    IlertError,
    NotFound,
    RateLimited,
    Refused,
    ServerError,
    Unauthorized,
    Unreadable,
)


@dataclass(frozen=True, slots=True)
class Request:
    """One call. `endpoint` names it in logs; `path` and `query` may hold ids, `body` may hold secrets."""

    method: str
    path: str
    endpoint: str
    query: tuple[tuple[str, str], ...] = ()
    body: bytes | None = None
    with_api_key: bool = True


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back. `headers` has lower-case names."""

    status: int
    headers: Mapping[str, str]
    body: bytes


class Transport(Protocol):
    """Carries one request. The only part that knows a network."""

    async def send(self, request: Request) -> Answer:
        """Send and return the answer, whatever its status.

        Raises:
            Unreachable: There was no answer.
        """
        ...


_REFUSALS: Mapping[int, type[Refused]] = {
    HTTPStatus.UNAUTHORIZED: Unauthorized,
    HTTPStatus.FORBIDDEN: Forbidden,
    HTTPStatus.NOT_FOUND: NotFound,
}


def get(path: str, *query: tuple[str, str], endpoint: str | None = None) -> Request:
    """Build a reading request."""
    return Request("GET", path, endpoint or f"GET {path}", query)


def post(path: str, body: Mapping[str, Any], *, with_api_key: bool = True) -> Request:
    """Build a request that carries JSON."""
    encoded = json.dumps(body, ensure_ascii=False, separators=(",", ":")).encode()
    return Request("POST", path, f"POST {path}", body=encoded, with_api_key=with_api_key)


def page(path: str, start: int, size: int) -> Request:
    """Build the request for one page of a list (ilert OpenAPI: `start-index` counts from 0)."""
    return get(path, ("start-index", str(start)), ("max-results", str(size)))


def read(request: Request, answer: Answer) -> Any:
    """Return the JSON of a good answer, None for an empty one.

    Raises:
        IlertError: The answer's status or body is not a good one; the subclass says which.
    """
    if answer.status >= HTTPStatus.MULTIPLE_CHOICES:
        raise _failure(request, answer)
    if not answer.body.strip():
        return None
    try:
        return json.loads(answer.body)
    except ValueError as error:
        raise Unreadable(request.endpoint, "ilert's answer is not JSON") from error


def _failure(request: Request, answer: Answer) -> IlertError:
    if answer.status == HTTPStatus.TOO_MANY_REQUESTS:
        return RateLimited(request.endpoint, _retry_after(answer.headers))
    if answer.status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        return ServerError(request.endpoint, answer.status)
    kind = _REFUSALS.get(answer.status, Refused)
    return kind(request.endpoint, answer.status, *_message(answer.body))


def _retry_after(headers: Mapping[str, str]) -> float | None:
    value = headers.get("retry-after", "")
    return float(value) if value.isdecimal() else None


def _message(body: bytes) -> tuple[str, str]:
    """Take message and code out of ilert's error body (OpenAPI file, "Errors")."""
    try:
        error = json.loads(body)
    except ValueError:
        return "", ""
    if not isinstance(error, dict):
        return "", ""
    return str(error.get("message", "")), str(error.get("code", ""))
