"""The values that labels may have. Closed sets, so that nobody outside can make the number of series grow.

Words that the bot itself chooses are types and enums, here or beside the code that chooses them. What comes from the
network is held against a set: what nobody foresaw is `other`.
"""

from collections.abc import Collection
from http import HTTPStatus
from typing import Literal

OTHER = "other"

Offer = Literal["account", "channel", "both", "none"]
DialogOutcome = Literal["opened", "too_late", "failed"]
SubmissionOutcome = Literal[
    "accepted", "again", "mistaken", "forged", "denied", "not_kept", "unknown_person", "unreadable"
]
EnvelopeOutcome = Literal["acknowledged", "failed", "lost"]
CardMessage = Literal["posted", "edited"]
Budget = Literal["api_key", "integration_key"]

LOST = "lost"
RAISED = "raised"
GROUPED = "grouped"
NOT_SEEN = "not_seen"
RESOLVED = "resolved"
NOT_RESOLVED = "not_resolved"

NO_ANSWER = "none"
_KNOWN_STATUSES = frozenset(str(status.value) for status in HTTPStatus)
HTTP_STATUSES = _KNOWN_STATUSES | {"1xx", "2xx", "3xx", "4xx", "5xx", NO_ANSWER, OTHER}


def one_of(values: Collection[str], value: str) -> str:
    """Return a value that is foreseen, else `other`."""
    return value if value in values else OTHER


def http_status(status: int | None) -> str:
    """Name a status: a known one by its number, another by its class, such as a proxy's own 5xx; None is `none`."""
    if status is None:
        return NO_ANSWER
    exact = str(status)
    return exact if exact in _KNOWN_STATUSES else one_of(HTTP_STATUSES, f"{exact[0]}xx")
