"""Arbitrary values, and TOML texts that hold them."""

import json
from collections.abc import Mapping
from datetime import date, datetime, time

from hypothesis import strategies as st

_SCALARS = (
    st.booleans()
    | st.integers()
    | st.floats()
    | st.text()
    | st.sampled_from(["any", "dm", "#ops", "C024BE91L", "HIGH"])
    | st.dates()
    | st.times()
    | st.datetimes()
)


def nested_values(keys: st.SearchStrategy[str]) -> st.SearchStrategy[dict[str, object]]:
    """Tables of anything that TOML can hold."""
    values = st.recursive(
        _SCALARS,
        lambda inner: st.lists(inner, max_size=3) | st.dictionaries(keys, inner, max_size=3),
        max_leaves=12,
    )
    return st.dictionaries(keys, values, max_size=4)


def toml_text(table: Mapping[str, object]) -> str:
    """Write a table: tables and lists of tables within it with headers, what is deeper in braces."""
    lines = [f"{_text(key)} = {_value(value)}" for key, value in table.items() if not _has_header(value)]
    for key, value in table.items():
        if isinstance(value, dict):
            lines += [f"[{_text(key)}]  # a table", *_pairs(value)]
        elif _has_header(value):
            for entry in value:
                lines += ["", f"  [[{_text(key)}]]", *_pairs(entry)]
    return "\n".join(lines) + "\n"


def _has_header(value: object) -> bool:
    if isinstance(value, list):
        return bool(value) and all(isinstance(entry, dict) for entry in value)
    return isinstance(value, dict)


def _pairs(table: Mapping[str, object]) -> list[str]:
    return [f"\t{_text(key)}={_value(value)} # ]}}," for key, value in table.items()]


def _value(value: object) -> str:
    match value:
        case bool():
            return str(value).lower()
        case str():
            return _text(value)
        case dict():
            return "{" + ", ".join(f"{_text(key)} = {_value(inner)}" for key, inner in value.items()) + "}"
        case list():
            return "[ # [\n" + "".join(f"  {_value(inner)} ,\n" for inner in value) + "]"
        case datetime() | date() | time():
            return value.isoformat()
        case _:
            return str(value)


def _text(text: str) -> str:
    # JSON's escapes are TOML's, but for characters beyond U+FFFF, which are written as they are, and U+007F.
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")
