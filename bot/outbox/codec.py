"""How an accepted alert and its outcome are written as JSON, and read back. Pure.

What one release writes, the one before and the next must be able to read: keys that are not known are ignored, words
that are not known have a fallback. Where that would misread a text, `FORMAT` is raised, and an older release leaves
the text alone.
"""

import json
from collections.abc import Mapping
from functools import lru_cache
from typing import Any, TypeVar

from pydantic import TypeAdapter, ValidationError

from bot.domain.alerts import AlertRequest, Grouped, NotDelivered, NotSeen, Outcome, Raised, Sent, Sighting

T = TypeVar("T")

FORMAT = 2
"""Format 1 had no number, `via_events` for `dialog`, and `place` and `place_url` for `origin`."""

_REQUEST = TypeAdapter(AlertRequest)
_OUTCOMES: Mapping[str, TypeAdapter[Any]] = {
    "sent": TypeAdapter(Sent),
    "raised": TypeAdapter(Raised),
    "grouped": TypeAdapter(Grouped),
    "not_seen": TypeAdapter(NotSeen),
    "given_up": TypeAdapter(NotDelivered),
}
_STATES = {Sent: "sent", Raised: "raised", Grouped: "grouped", NotSeen: "not_seen", NotDelivered: "given_up"}

_SIGHTING = TypeAdapter(Sighting)

_PRIORITIES = ("HIGH", "LOW")

_KEPT = 1_000
"""How many of each kind of text that was read are kept in memory."""


class Unreadable(Exception):
    """A text that this release cannot read, be it damaged or written by a later one."""


def dump_request(request: AlertRequest) -> str:
    """Write a request. Of the person only what the alert shows: their id and name."""
    written = _REQUEST.dump_python(request, mode="json")
    return _dump({**written, "person": {"id": request.person.id, "name": request.person.name}})


@lru_cache(maxsize=_KEPT)
def load_request(text: str) -> AlertRequest:
    """Read a request. What is on its way is read again at each step, and is the same each time.

    Raises:
        Unreadable: This release cannot read it.
    """
    read = _load(text)
    if "format" not in read:
        read = _of_format_1(read)
    if read.get("priority") not in _PRIORITIES:
        read["priority"] = None
    return _validated(_REQUEST, read)


def dump_outcome(outcome: Outcome) -> str:
    """Write an outcome; its kind stands beside it, as the state."""
    return _dump(_OUTCOMES[state_word(outcome)].dump_python(outcome, mode="json"))


def state_word(outcome: Outcome) -> str:
    """Name the state that an outcome leaves an entry in."""
    return _STATES[type(outcome)]


@lru_cache(maxsize=_KEPT)
def load_outcome(state: str, text: str) -> Outcome:
    """Read an outcome.

    Raises:
        Unreadable: This release cannot read it, or does not know the state.
    """
    read = _load(text)
    if state == "delivered":
        return _of_delivered(read)
    if state not in _OUTCOMES:
        raise Unreadable(f"state {state!r}: this release does not know it")
    for sighting in (read.get("sighting"), read.get("also")):
        if isinstance(sighting, dict) and sighting.get("priority") not in _PRIORITIES:
            sighting["priority"] = None
    outcome: Outcome = _validated(_OUTCOMES[state], read)
    return outcome


def dump_sighting(sighting: Sighting) -> str:
    """Write what was seen of an alert."""
    return _dump(_SIGHTING.dump_python(sighting, mode="json"))


@lru_cache(maxsize=_KEPT)
def load_sighting(text: str) -> Sighting:
    """Read what was seen of an alert. Those that are open are all read again every few seconds.

    Raises:
        Unreadable: This release cannot read it.
    """
    read = _load(text)
    if read.get("priority") not in _PRIORITIES:
        read["priority"] = None
    return _validated(_SIGHTING, read)


def _of_delivered(read: Mapping[str, Any]) -> Outcome:
    """Read what releases wrote that took an event for an alert: without a number, none was seen."""
    number, url = read.get("alert_id"), read.get("url")
    return Sent() if number is None else Raised(_validated(_SIGHTING, {"alert_id": number, "url": url}))


def _dump(written: Mapping[str, Any]) -> str:
    return json.dumps({"format": FORMAT, **written}, ensure_ascii=False)


def _load(text: str) -> dict[str, Any]:
    try:
        read = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise Unreadable(f"no JSON: {error}") from error
    if not isinstance(read, dict):
        raise Unreadable("no JSON object")
    if (written_in := read.get("format", 1)) not in range(1, FORMAT + 1):
        raise Unreadable(f"written in format {written_in!r}; this release reads formats 1 to {FORMAT}")
    return read


def _of_format_1(read: Mapping[str, Any]) -> dict[str, Any]:
    origin = read.get("place")
    return {
        **read,
        "dialog": "channel" if read.get("via_events") else "account",
        "origin": {**origin, "url": read.get("place_url", "")} if isinstance(origin, dict) else origin,
    }


def _validated(adapter: TypeAdapter[T], read: Mapping[str, Any]) -> T:
    try:
        return adapter.validate_python(read)
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        raise Unreadable(f"{'.'.join(map(str, first['loc']))}: {first['msg']}") from error
