"""The bodies of events about an alert that exists (ilert OpenAPI file, `Event`). Pure."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Any


class EventAction(StrEnum):
    """What an event does to the alert whose key it has."""

    ACCEPT = "ACCEPT"
    RESOLVE = "RESOLVE"
    COMMENT = "COMMENT"


def event_about(
    action: EventAction, integration_key: str, alert_key: str, creator: str, comment: str
) -> Mapping[str, Any]:
    """Build an event about the alert with this key.

    It is recorded as the alert source's; `creator`, free text, says in the comment who did it. There is no answer but
    202, and an alert that does not exist is no error.
    """
    return {
        "integrationKey": integration_key,
        "eventType": action.value,
        "alertKey": alert_key,
        "summary": comment,
        "comments": [{"creator": creator, "content": comment}],
    }
