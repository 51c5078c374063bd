"""Requests to ilert and readings of its answers, without any network: plain values in, plain values out."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
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


class Endpoint(StrEnum):
    """A method and path of ilert's API, without the API's base; `{id}` stands for a number. Names calls in logs."""

    ALERT_SOURCE = "GET /alert-sources/{id}"
    ALERT_SOURCES = "GET /alert-sources"
    ALERTS = "GET /alerts"
    CREATE_ALERT = "POST /alerts"
    CURRENT_USER = "GET /users/current"
    ESCALATION_POLICIES = "GET /escalation-policies"
    ESCALATION_POLICY = "GET /escalation-policies/{id}"
    POST_EVENT = "POST /events"
    SEARCH_USER = "POST /users/search-email"
    TEAMS = "GET /teams"
    USERS = "GET /users"


@dataclass(frozen=True, slots=True)
class Request:
    """One call. `path` and `query` may hold ids, `body` may hold secrets."""

    method: str
    path: str
    endpoint: Endpoint
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


def call(
    endpoint: Endpoint,
    *query: tuple[str, str],
    number: int | None = None,
    body: Mapping[str, Any] | None = None,
    with_api_key: bool = True,
) -> Request:
    """Build a request. `number` stands for the `{id}` in the path; `body` becomes JSON."""
    method, path = endpoint.split(" ")
    encoded = None if body is None else json.dumps(body, ensure_ascii=False, separators=(",", ":")).encode()
    return Request(method, path.replace("{id}", str(number)), endpoint, query, encoded, with_api_key)


def page(endpoint: Endpoint, start: int, size: int, *filters: tuple[str, str]) -> Request:
    """Build the request for one page of a list (ilert OpenAPI: `start-index` counts from 0)."""
    return call(endpoint, ("start-index", str(start)), ("max-results", str(size)), *filters)


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
