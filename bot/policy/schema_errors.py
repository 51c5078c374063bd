"""Describes in plain words what in a file violates the schema."""

from collections.abc import Iterator, Mapping
from typing import Any, Literal

from pydantic import ValidationError

from bot.policy.schema import keys, table_models
from bot.policy.secrets import names_a_secret
from bot.policy.values import CHANNEL_EXPECTED, ID_EXPECTED, USER_EXPECTED
from bot.policy.violations import KeyPath, Violation, describe, did_you_mean, key_name, nearest, quoted

_EXPECTED_AT_KEY = {
    "id": ID_EXPECTED,
    "channel": f'{CHANNEL_EXPECTED}, or "dm"',
    "channels": 'a list of channels such as ["C024BE91L", "#ops"]',
    "user": USER_EXPECTED,
    "escalation_policy": "1 to 10 tables [[slack_alert_source.escalation_policy]] in double brackets",
    "slack_alert_source": "tables [[slack_alert_source]] in double brackets",
    "test": "tables [[test]] in double brackets",
    "offers": "a list of escalation policy numbers such as [81211]",
}

# Tables of which there may be several.
_MANY = ("slack_alert_source", "escalation_policy", "test")

_EXPECTED_TYPE = {
    "string_type": "text in quotes",
    "bool_type": "true or false, without quotes",
    "list_type": "a list in square brackets",
    "dict_type": "a table",
    "model_type": "a table",
}

_SWITCH_WORDS = {"true": "true", "yes": "true", "on": "true", "false": "false", "no": "false", "off": "false"}

# Below this likeness, a key of the same name in another table says more than a similar key of this one.
_VERY_LIKE = 0.75


def schema_violations(error: ValidationError, data: Mapping[str, Any]) -> Iterator[Violation]:
    """Turn what pydantic reports into violations."""
    for detail in error.errors(include_url=False):
        yield _violation({**detail}, _path(detail["loc"], data))


def _path(location: KeyPath, data: Mapping[str, Any]) -> KeyPath:
    """Leave out of pydantic's location what names a branch of the schema instead of a place in the file."""
    path: KeyPath = ()
    here: Any = data
    for number, step in enumerate(location, start=1):
        inside = step in here if isinstance(here, Mapping) else isinstance(here, list) and isinstance(step, int)
        if inside:
            here = here[step]
            path = (*path, step)
        elif isinstance(here, Mapping) and number == len(location) and step != "[key]":
            path = (*path, step)
    return path


def _violation(detail: Mapping[str, Any], path: KeyPath) -> Violation:
    value, context = detail["input"], detail.get("ctx", {})
    part: Literal["key", "value"] = "key" if detail["loc"][-1] == "[key]" else "value"
    match detail["type"]:
        case "extra_forbidden":
            return _unknown_key(path)
        case "missing":
            return Violation(path, "nothing", _EXPECTED_AT_KEY[str(path[-1])])
        case "value_error":
            invalid = context["error"]
            found = invalid.found or describe(value)
            return Violation(path, found, invalid.expected, did_you_mean(invalid.suggestion), part)
        case "literal_error":
            return _wrong_word(path, value, context["expected"])
        case "string_too_long":
            found = f"{quoted(value)} ({len(value)} characters)"
            return Violation(path, found, f"at most {context['max_length']} characters")
        case "string_too_short" | "too_short":
            return Violation(path, describe(value), f"at least {context['min_length']} " + _unit(value))
        case "too_long":
            limit = context["max_length"]
            return Violation((*path, limit), f"entry {limit + 1} of {len(value)}", f"at most {limit} entries")
        case other:
            return Violation(path, describe(value), _expected(other, path, detail["msg"]), _suggestion(other, value))


def _unit(value: object) -> str:
    return "character" if isinstance(value, str) else "entry"


def _expected(error_type: str, path: KeyPath, otherwise: str) -> str:
    if error_type == "list_type" and path[-1] in _EXPECTED_AT_KEY:
        return _EXPECTED_AT_KEY[str(path[-1])]
    return _EXPECTED_TYPE.get(error_type, otherwise)


def _suggestion(error_type: str, value: object) -> str:
    match error_type, value:
        case "list_type", str():
            return did_you_mean(f"[{quoted(value)}]")
        case "bool_type", str():
            return did_you_mean(_SWITCH_WORDS.get(value.lower(), ""))
        case "any_or_list", str():
            return did_you_mean(nearest(value, ["any"]) or (f"[{quoted(value)}]" if value else ""))
        case "model_type", list():
            return "a table of which there is one stands in single brackets"
        case _:
            return ""


def _wrong_word(path: KeyPath, value: object, expected: str) -> Violation:
    # pydantic writes the words as 'source', 'ask', 'HIGH' or 'LOW'.
    words = [word.strip("' ") for word in expected.replace(" or ", ",").split(",")]
    hint = did_you_mean(nearest(value, words)) if isinstance(value, str) else ""
    return Violation(path, describe(value), "one of " + ", ".join(f'"{word}"' for word in words), hint)


def _unknown_key(path: KeyPath) -> Violation:
    key = str(path[-1])
    tables = table_models()
    table = tuple(step for step in path[:-1] if isinstance(step, str))
    here = keys(tables[table])
    return Violation(
        path,
        "an unknown key",
        "one of " + ", ".join(here),
        _hint_at_key(key, here, table),
        part="key",
    )


def _hint_at_key(key: str, here: list[str], table: tuple[str, ...]) -> str:
    if names_a_secret(key):
        return "secrets belong in the environment or in systemd credentials, never in this file"
    if similar := nearest(key, here, _VERY_LIKE):
        return did_you_mean(similar)
    for other, model in table_models().items():
        if key in keys(model) and other != table:
            return f"`{key}` belongs {_where(other)}"
    return did_you_mean(nearest(key, here))


def _where(table: tuple[str, ...]) -> str:
    brackets = "[[{}]]" if table and table[-1] in _MANY else "[{}]"
    return "in " + brackets.format(key_name(table)) if table else "at the top of the file, before the first table"
