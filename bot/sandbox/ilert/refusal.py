"""How ilert says no."""

from http import HTTPStatus
from typing import Any


class Refusal(Exception):
    """An error answer `{"status", "message", "code"}` with that HTTP status (ilert docs, REST API: errors)."""

    def __init__(self, status: HTTPStatus, message: str, code: str = "", *, retry_after: int | None = None) -> None:
        super().__init__(message)
        self.status = status
        self.code = code or status.name
        self.retry_after = retry_after

    def json(self) -> dict[str, Any]:
        """Write the body."""
        return {"status": int(self.status), "message": str(self), "code": self.code}


def bad_request(message: str) -> Refusal:
    """Refuse what is wrong with the request."""
    return Refusal(HTTPStatus.BAD_REQUEST, message)


def not_found(what: str) -> Refusal:
    """Refuse what names nothing that there is."""
    return Refusal(HTTPStatus.NOT_FOUND, f"{what} not found")
