"""The bodies that ilert takes, strictly: unknown properties and wrong types are refused (ilert docs, schemas)."""

from collections.abc import Callable, Mapping
from typing import Any

from bot.sandbox.ilert.api_error import bad_request

Check = Callable[[Any, str], None]


def text(value: Any, name: str) -> None:
    """Want a text."""
    if not isinstance(value, str):
        raise bad_request(f"{name} must be a string")


def filled(value: Any, name: str) -> None:
    """Want a text that says something."""
    text(value, name)
    if not value.strip():
        raise bad_request(f"{name} must not be blank")


def whole(value: Any, name: str) -> None:
    """Want a whole number."""
    if not isinstance(value, int) or isinstance(value, bool):
        raise bad_request(f"{name} must be an integer")


def severity(value: Any, name: str) -> None:
    """Want a number from 1 to 5."""
    whole(value, name)
    if not 1 <= value <= 5:  # noqa: PLR2004 - the range is the rule
        raise bad_request(f"{name} must be in range 1..5")


def anything(value: Any, name: str) -> None:
    """Want an object of whatever content."""
    if not isinstance(value, dict):
        raise bad_request(f"{name} must be an object")


def labels(value: Any, name: str) -> None:
    """Want an object of texts."""
    anything(value, name)
    for key, one in value.items():
        text(one, f"{name}.{key}")


def one_of(*words: str) -> Check:
    """Want one of some words."""

    def check(value: Any, name: str) -> None:
        if value not in words:
            raise bad_request(f"{name} must be one of {', '.join(words)}")

    return check


def listing(item: Check) -> Check:
    """Want a list."""

    def check(value: Any, name: str) -> None:
        if not isinstance(value, list):
            raise bad_request(f"{name} must be an array")
        for index, one in enumerate(value):
            item(one, f"{name}[{index}]")

    return check


def table(required: Mapping[str, Check], optional: Mapping[str, Check] | None = None) -> Check:
    """Want an object with these properties and no others."""
    known = {**required, **(optional or {})}

    def check(value: Any, name: str) -> None:
        anything(value, name)
        for one in required:
            if one not in value:
                raise bad_request(f"{name}.{one} is required")
        for one, content in value.items():
            if one not in known:
                raise bad_request(f"{name}.{one} is unknown")
            known[one](content, f"{name}.{one}")

    return check


_ID = table({"id": whole})
_PRIORITY = one_of("HIGH", "LOW")
_LINKS = listing(table({"href": text}, {"text": text}))
_IMAGES = listing(table({"src": text}, {"href": text, "alt": text}))

EVENT = table(
    {"integrationKey": text, "eventType": one_of("ALERT", "ACCEPT", "RESOLVE", "COMMENT"), "summary": filled},
    {
        "details": text,
        "alertKey": text,
        "priority": _PRIORITY,
        "severity": severity,
        "images": _IMAGES,
        "links": _LINKS,
        "comments": listing(table({}, {"creator": text, "content": text})),
        "labels": labels,
        "services": listing(table({}, {"id": whole, "alias": text})),
        "customDetails": anything,
        "routingKey": text,
    },
)
MANUAL_ALERT = table(
    {"summary": filled, "alertSource": _ID},
    {
        "details": text,
        "escalationPolicy": _ID,
        "priority": _PRIORITY,
        "images": _IMAGES,
        "links": _LINKS,
        "responders": listing(table({"user": table({"id": whole}, {"firstName": text, "lastName": text})})),
    },
)
SEARCH_EMAIL = table({"email": text})
RESPONDER = table({"user": _ID})
