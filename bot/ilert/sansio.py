"""Requests to ilert and readings of its answers, without any network: plain values in, plain values out."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from http import HTTPStatus
from typing import Any, Protocol

from pydantic_core import from_json

from bot.ilert.errors import (
    Forbidden,
    IlertError,
    KeyRejected,
    NotFound,
    PlanRefused,
    RateLimited,
    Refused,
    ScopeMissing,
    ServerError,
    UnexpectedAnswer,
)

_ESCAPED_HALF = re.compile(rb"\\u[dD][89a-fA-F]")
_HALF = re.compile(r"[\ud800-\udfff]")


class Endpoint(StrEnum):
    """A method and path of ilert's API, without the API's base; `{id}` stands for a number. Names calls in logs."""

    ACCEPT_ALERT = "PUT /alerts/{id}/accept"
    ADD_RESPONDER = "POST /alerts/{id}/responders"
    ALERT = "GET /alerts/{id}"
    ALERT_SOURCE = "GET /alert-sources/{id}"
    ALERT_SOURCES = "GET /alert-sources"
    ALERTS = "GET /alerts"
    ASSIGN_ALERT = "PUT /alerts/{id}/assign"
    CREATE_ALERT = "POST /alerts"
    CURRENT_USER = "GET /users/current"
    ESCALATION_POLICIES = "GET /escalation-policies"
    ESCALATION_POLICY = "GET /escalation-policies/{id}"
    LOG_ENTRIES = "GET /alerts/{id}/log-entries"
    ON_CALLS = "GET /on-calls"
    POST_EVENT = "POST /events"
    RESOLVE_ALERT = "PUT /alerts/{id}/resolve"
    SEARCH_USER = "POST /users/search-email"
    SUGGESTED_RESPONDERS = "GET /alerts/{id}/suggested-responders"
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
    not_after: float | None = None
    """When its body must have begun to leave, by `since_boot`: later, somebody else may make the call."""


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
            TooLate: Nothing was sent: the request's time had passed.
        """
        ...


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


def page(wanted: Request, start: int, size: int) -> Request:
    """Build the request for one page of a list (ilert OpenAPI: `start-index` counts from 0)."""
    return replace(wanted, query=(("start-index", str(start)), ("max-results", str(size)), *wanted.query))


# Which answers mean that ilert did as asked, where it is not 200 or 201 (OpenAPI file; ilert-cli, "Events": 202).
_GOOD = (HTTPStatus.OK, HTTPStatus.CREATED)
_GOOD_BY_ENDPOINT = {Endpoint.POST_EVENT: (HTTPStatus.ACCEPTED,)}

_OAUTH2_SCOPE_ERROR = "OAUTH2_SCOPE_ERROR"
_KEY_ERROR = "KEY_ERROR"
_NOT_A_VERDICT = frozenset({HTTPStatus.REQUEST_TIMEOUT, HTTPStatus.MISDIRECTED_REQUEST, HTTPStatus.TOO_EARLY})
_REFUSALS: Mapping[int, type[Refused]] = {
    HTTPStatus.UNAUTHORIZED: KeyRejected,
    HTTPStatus.PAYMENT_REQUIRED: PlanRefused,
    HTTPStatus.FORBIDDEN: Forbidden,
    HTTPStatus.NOT_FOUND: NotFound,
}
_LONGEST_MESSAGE = 300


def read(request: Request, answer: Answer) -> Any:
    """Return the JSON of a good answer, None for an empty one to an event.

    Raises:
        IlertError: The answer is not a good one, or not ilert's; the subclass says which.
    """
    if answer.status not in _GOOD_BY_ENDPOINT.get(request.endpoint, _GOOD):
        raise _failure(request, answer)
    if answer.status == HTTPStatus.ACCEPTED and not answer.body.strip():
        return None
    found = _json(answer.body)
    if not isinstance(found, dict if answer.status == HTTPStatus.ACCEPTED else dict | list):
        raise _unexpected(request, answer)
    return found


def _failure(request: Request, answer: Answer) -> IlertError:
    if answer.status == HTTPStatus.TOO_MANY_REQUESTS:
        return RateLimited(request.endpoint, _retry_after(answer.headers))
    words = _json(answer.body)
    if answer.status in _NOT_A_VERDICT or not _is_ilerts(words, answer.status):
        return _unexpected(request, answer)
    code, message = words["code"], " ".join(words["message"].split())[:_LONGEST_MESSAGE]
    if answer.status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        return ServerError(request.endpoint, f"ilert answered {answer.status} {code}: {message}")
    if code == _OAUTH2_SCOPE_ERROR or (answer.status == HTTPStatus.FORBIDDEN and words.get("scope")):
        return ScopeMissing(request.endpoint, message, code, str(words.get("scope", "")))
    kind = KeyRejected if code == _KEY_ERROR else _REFUSALS.get(answer.status, Refused)
    return kind(request.endpoint, answer.status, message, code)


def _is_ilerts(words: Any, status: int) -> bool:
    """Tell whether this is ilert's error body (ilert-cli, "Errors": every non-2xx one has these three)."""
    return (
        status >= HTTPStatus.BAD_REQUEST
        and isinstance(words, dict)
        and words.get("status") == status
        and isinstance(words.get("message"), str)
        and isinstance(words.get("code"), str)
    )


def _unexpected(request: Request, answer: Answer) -> UnexpectedAnswer:
    kind = answer.headers.get("content-type", "").partition(";")[0] or "without a type"
    return UnexpectedAnswer(request.endpoint, f"an answer that is not ilert's: {answer.status}, {kind[:40]}")


def _retry_after(headers: Mapping[str, str]) -> float | None:
    """Read the header where it is in seconds (RFC 9110, 10.2.3); ilert sends none, but a gateway may."""
    value = headers.get("retry-after", "")
    return float(value) if value.isdecimal() and value.isascii() else None


def _json(body: bytes) -> Any:
    """Read JSON; None where it is none. pydantic's parser is twice as fast, and knows less."""
    try:
        return from_json(body)
    except ValueError:
        return _unusual_json(body)


def _unusual_json(body: bytes) -> Any:
    try:
        answer = json.loads(body)
        if not _ESCAPED_HALF.search(body):
            return answer
        # JSON can name half a character, which no encoding can write: neither a log nor a file would take it.
        return json.loads(_HALF.sub("\N{REPLACEMENT CHARACTER}", json.dumps(answer, ensure_ascii=False)))
    except (ValueError, RecursionError):
        return None
