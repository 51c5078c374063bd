"""How ilert says no."""

from collections.abc import Callable, Mapping
from functools import partial
from http import HTTPStatus
from typing import Any


class ApiError(Exception):
    """An error answer `{"status", "message", "code", "details"?}` with that HTTP status (ilert docs, REST API: errors).

    `more` are further fields of the body.
    """

    def __init__(
        self,
        status: HTTPStatus,
        message: str,
        code: str = "",
        *,
        retry_after: int | None = None,
        more: Mapping[str, Any] | None = None,
    ) -> None:
        super().__init__(message)
        self.status = status
        self.code = code or status.name
        self.retry_after = retry_after
        self.more = more or {}

    def json(self) -> dict[str, Any]:
        """Write the body."""
        return {"status": int(self.status), "message": str(self), "code": self.code, **self.more}


def bad_request(message: str) -> ApiError:
    """Refuse what is wrong with the request."""
    return ApiError(HTTPStatus.BAD_REQUEST, message)


def not_found(what: str) -> ApiError:
    """Refuse what names nothing that there is, or nothing that the API key's user may see: ilert says no more."""
    return ApiError(HTTPStatus.NOT_FOUND, f"{what} not found")


def key_error() -> ApiError:
    """Refuse an API key that there is not, or no longer, or never was."""
    return ApiError(HTTPStatus.FORBIDDEN, "the API key is unknown, revoked or malformed", "KEY_ERROR")


def scope_error() -> ApiError:
    """Refuse an OAuth2 token that lacks a scope."""
    return ApiError(
        HTTPStatus.FORBIDDEN, f"the scope {_SCOPE} is missing", "OAUTH2_SCOPE_ERROR", more={"scope": _SCOPE}
    )


_SCOPE = "alerts:write"

FORCED: Mapping[str, Callable[..., ApiError]] = {
    "error_500": partial(ApiError, HTTPStatus.INTERNAL_SERVER_ERROR, "forced: error_500"),
    "error_502": partial(ApiError, HTTPStatus.BAD_GATEWAY, "forced: error_502"),
    "error_503": partial(ApiError, HTTPStatus.SERVICE_UNAVAILABLE, "forced: error_503"),
    "rate_limited": partial(ApiError, HTTPStatus.TOO_MANY_REQUESTS, "forced: rate_limited"),
    "unauthorized": partial(ApiError, HTTPStatus.UNAUTHORIZED, "forced: unauthorized"),
    "forbidden": partial(ApiError, HTTPStatus.FORBIDDEN, "forced: forbidden"),
    "feature_required": partial(
        ApiError, HTTPStatus.PAYMENT_REQUIRED, "your plan does not include this feature", "FEATURE_REQUIRED"
    ),
    "quota_exceeded": partial(
        ApiError,
        HTTPStatus.PAYMENT_REQUIRED,
        "your plan's quota is used up",
        "QUOTA_EXCEEDED",
        more={"details": "upgrade the plan to raise more alerts"},
    ),
}
"""What a state of the switch `ilert` lets it answer to whatever is asked."""

FORCED_ON_KEY: Mapping[str, Callable[[], ApiError]] = {"key_revoked": key_error, "scope_missing": scope_error}
"""The same where the API key is used; events have their integration key."""
