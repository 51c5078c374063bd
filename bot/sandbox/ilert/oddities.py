"""What ilert's answers may hold that nobody expects: new words, null, nothing, another type, times of all lengths."""

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Any

MISSING = object()
"""In place of a field's value: the field is not there."""
_DECIMALS = (0, 3, 6)
_UNITS: Mapping[int, str] = {0: "seconds", 3: "milliseconds", 6: "microseconds"}

_NEW_WORDS: Mapping[str, str] = {
    "role": "VIEWER",
    "visibility": "SECRET",
    "integrationType": "CARRIER_PIGEON",
    "status": "SNOOZED",
    "alertCreation": "ONE_ALERT_PER_MOON",
    "alertPriorityRule": "HIGH_ON_FULL_MOON",
    "priority": "URGENT",
}


def timestamp(seconds: float, decimals: int | None = 3, turn: int = 0) -> str:
    """Write a time in UTC with 0, 3 or 6 decimals; with None their number changes with `turn`."""
    used = _DECIMALS[turn % len(_DECIMALS)] if decimals is None else decimals
    return datetime.fromtimestamp(seconds, UTC).isoformat(timespec=_UNITS[used]).replace("+00:00", "Z")


def with_new_words(item: dict[str, Any], turn: int) -> dict[str, Any]:
    """Add an unknown field, and let every second item hold words of the future where it has fields for them."""
    return {**_renamed(item, _NEW_WORDS if turn % 2 else {}), "carbonFootprint": {"grams": turn}}


def with_odd_field(item: dict[str, Any], odd: str, turn: int) -> dict[str, Any]:
    """Let one field, at whatever depth, be null, missing, or of another type. Ids stay as they are."""
    paths = [path for path in _paths(item) if path[-1] != "id"]
    value = {"null": None, "missing": MISSING, "wrong_type": {"unexpected": [True]}}[odd]
    return dict(_changed(item, paths[turn % len(paths)], value))


def with_values(item: dict[str, Any], values: Mapping[str, Any]) -> dict[str, Any]:
    """Let fields named by their path, such as `members.0.role`, be something else."""
    changed: Any = item
    for path, value in values.items():
        changed = _changed(changed, tuple(path.split(".")), value)
    return dict(changed)


def _paths(tree: Any, above: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    """Yield the path of each field, and of those within it."""
    named = tree.items() if isinstance(tree, dict) else enumerate(tree) if isinstance(tree, list) else ()
    for name, value in named:
        path = (*above, str(name))
        if isinstance(tree, dict):
            yield path
        yield from _paths(value, path)


def _changed(tree: Any, path: tuple[str, ...], value: Any) -> Any:
    if not path:
        return value
    name, rest = path[0], path[1:]
    if isinstance(tree, list):
        return [_changed(one, rest, value) if str(index) == name else one for index, one in enumerate(tree)]
    if not rest and value is MISSING:
        return {key: one for key, one in tree.items() if key != name}
    return {**tree, name: _changed(tree.get(name), rest, value)}


def _renamed(tree: Any, words: Mapping[str, str]) -> Any:
    if isinstance(tree, list):
        return [_renamed(one, words) for one in tree]
    if not isinstance(tree, dict):
        return tree
    return {name: words.get(name, _renamed(one, words)) for name, one in tree.items()}
