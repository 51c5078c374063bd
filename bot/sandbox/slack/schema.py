"""Checks of JSON, put together from small ones, that complain in Slack's words (Slack docs, Web API errors)."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

Check = Callable[[Any, str], Iterator[str]]
"""Takes a value and the JSON pointer to it, and yields what is wrong."""


def problem(text: str, pointer: str) -> str:
    """Write one complaint."""
    return f"[ERROR] {text} [json-pointer:{pointer}]"


def length(text: str) -> int:
    """Count characters as UTF-16 units, the larger of the ways in which Slack may count."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def string(longest: int, shortest: int = 1) -> Check:
    """Want a text of so many characters."""

    def check(value: Any, pointer: str) -> Iterator[str]:
        if not isinstance(value, str):
            yield problem("must provide a string", pointer)
        elif length(value) > longest:
            yield problem(f"must be less than {longest + 1} characters", pointer)
        elif length(value) < shortest:
            yield problem(f"must be more than {shortest - 1} characters", pointer)

    return check


def boolean(value: Any, pointer: str) -> Iterator[str]:
    """Want true or false."""
    if not isinstance(value, bool):
        yield problem("must provide a boolean", pointer)


def whole_number(least: int, most: int) -> Check:
    """Want a whole number in a range, both ends included."""

    def check(value: Any, pointer: str) -> Iterator[str]:
        if not isinstance(value, int) or isinstance(value, bool):
            yield problem("must provide an integer", pointer)
        elif value < least:
            yield problem(f"must be greater than or equal to {least}", pointer)
        elif value > most:
            yield problem(f"must be less than or equal to {most}", pointer)

    return check


def one_of(*values: str) -> Check:
    """Want one of some words."""

    def check(value: Any, pointer: str) -> Iterator[str]:
        if value not in values:
            yield problem("must be a valid enum value", pointer)

    return check


def listing(item: Check, most: int, least: int = 1) -> Check:
    """Want a list of so many items."""

    def check(value: Any, pointer: str) -> Iterator[str]:
        if not isinstance(value, list):
            yield problem("must provide an array", pointer)
            return
        if len(value) > most:
            yield problem(f"no more than {most} items allowed", pointer)
        if len(value) < least:
            yield problem(f"no fewer than {least} items allowed", pointer)
        for index, one in enumerate(value):
            yield from item(one, f"{pointer}/{index}")

    return check


def table(required: Mapping[str, Check], optional: Mapping[str, Check] | None = None) -> Check:
    """Want an object with exactly these properties, of which some may be missing."""
    known = {**required, **(optional or {})}

    def check(value: Any, pointer: str) -> Iterator[str]:
        if not isinstance(value, dict):
            yield problem("must provide an object", pointer)
            return
        for name in required:
            if name not in value:
                yield problem(f"missing required field: {name}", pointer)
        for name, one in value.items():
            if name in known:
                yield from known[name](one, f"{pointer}/{name}")
            else:
                yield problem(f"invalid additional property: {name}", pointer)

    return check


def by_type(kinds: Mapping[str, Check]) -> Check:
    """Want an object whose `type` says which of several checks it must pass."""

    def check(value: Any, pointer: str) -> Iterator[str]:
        if not isinstance(value, dict):
            yield problem("must provide an object", pointer)
        elif "type" not in value:
            yield problem("missing required field: type", pointer)
        elif not isinstance(value["type"], str) or value["type"] not in kinds:
            yield problem(f"unsupported type: {value['type']}", f"{pointer}/type")
        else:
            yield from kinds[value["type"]](value, pointer)

    return check


def then(first: Check, *rules: Check) -> Check:
    """Want further rules kept where the first check finds nothing wrong."""

    def check(value: Any, pointer: str) -> Iterator[str]:
        problems = list(first(value, pointer))
        yield from problems
        if not problems:
            for rule in rules:
                yield from rule(value, pointer)

    return check
