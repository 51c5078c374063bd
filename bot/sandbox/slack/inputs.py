"""What people enter into a view: from what they do to the view's `state` (Slack docs, view_submission payload)."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from bot.sandbox.slack.block_kit import elements_of
from bot.sandbox.slack.elements import TEXT_INPUT, options_of
from bot.sandbox.slack.schema import length

Entry = dict[str, Any]
Entries = dict[str, dict[str, Entry]]

_OPTION_KINDS = ("static_select", "external_select", "radio_buttons")
_OPTIONS_KINDS = ("checkboxes", "multi_static_select", "multi_external_select")
_ID_KINDS = {
    "users_select": ("selected_user", "initial_user"),
    "conversations_select": ("selected_conversation", "initial_conversation"),
    "datepicker": ("selected_date", "initial_date"),
}

REQUIRED = "Please complete this required field."


class ImpossibleInput(Exception):
    """Slack's client offers no way to enter this."""


def stateful_elements(blocks: Sequence[dict[str, Any]]) -> Iterator[tuple[dict[str, Any], dict[str, Any]]]:
    """Yield each element that holds a value, after its block."""
    kinds = ("plain_text_input", *_OPTION_KINDS, *_OPTIONS_KINDS, *_ID_KINDS)
    for block in blocks:
        for element in elements_of(block):
            if element["type"] in kinds:
                yield block, element


def initial_entries(blocks: Sequence[dict[str, Any]]) -> Entries:
    """Return the state of a view that nobody has touched."""
    entries: Entries = {}
    for block, element in stateful_elements(blocks):
        entries.setdefault(block["block_id"], {})[element["action_id"]] = _initial(element)
    return entries


def _initial(element: Mapping[str, Any]) -> Entry:
    kind = element["type"]
    if kind == "plain_text_input":
        return {"type": kind, "value": element.get("initial_value") or None}
    if kind in _OPTION_KINDS:
        return {"type": kind, "selected_option": element.get("initial_option")}
    if kind in _OPTIONS_KINDS:
        return {"type": kind, "selected_options": element.get("initial_options", [])}
    selected, initial = _ID_KINDS[kind]
    return {"type": kind, selected: element.get(initial)}


def enter(element: Mapping[str, Any], value: Any, suggested: Sequence[Any]) -> Entry:
    """Turn a value into a state entry.

    Raises:
        ImpossibleInput: The element does not take such a value, or does not offer it.
    """
    kind = element["type"]
    if kind == "plain_text_input":
        if value is not None and not isinstance(value, str):
            raise ImpossibleInput(f"{element['action_id']} takes text")
        return {"type": kind, "value": value or None}
    if kind in (*_OPTION_KINDS, "overflow"):
        return {"type": kind, "selected_option": None if value is None else _option(element, value, suggested)}
    if kind in _OPTIONS_KINDS:
        if not isinstance(value, list):
            raise ImpossibleInput(f"{element['action_id']} takes a list")
        return {"type": kind, "selected_options": [_option(element, one, suggested) for one in value]}
    return {"type": kind, _ID_KINDS[kind][0]: value or None}


def _option(element: Mapping[str, Any], value: Any, suggested: Sequence[Any]) -> Any:
    initial = [element["initial_option"]] if "initial_option" in element else element.get("initial_options", [])
    for option in (*options_of(element), *suggested, *initial):
        if option["value"] == value:
            return option
    raise ImpossibleInput(f"{element['action_id']} does not offer {value!r}")


def refusals(blocks: Sequence[dict[str, Any]], entries: Entries) -> dict[str, str]:
    """Say which fields Slack's client refuses to submit, before the app hears of it."""
    found = {}
    for block, element in stateful_elements(blocks):
        entry = entries[block["block_id"]][element["action_id"]]
        if block["type"] == "input" and (reason := _refusal(block, element, entry)):
            found[block["block_id"]] = reason
    return found


def _refusal(block: Mapping[str, Any], element: Mapping[str, Any], entry: Entry) -> str | None:
    value = next(one for name, one in entry.items() if name != "type")
    if not value:
        return None if block["optional"] else REQUIRED
    if element["type"] != "plain_text_input":
        return None
    least, most = element.get("min_length", 0), element.get("max_length", TEXT_INPUT)
    if length(value) < least:
        return f"This field must be at least {least} characters."
    if length(value) > most:
        return f"This field must be at most {most} characters."
    return None
