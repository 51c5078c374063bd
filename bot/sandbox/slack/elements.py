"""Block Kit's texts, options and elements with their limits (Slack docs, Block Kit reference)."""

from collections.abc import Iterator, Mapping
from typing import Any

from bot.sandbox.slack.schema import (
    Check,
    boolean,
    by_type,
    length,
    listing,
    one_of,
    problem,
    string,
    table,
    then,
    whole_number,
)

OPTIONS = 100
OPTION_GROUPS = 100
TEXT_INPUT = 3000


def plain(longest: int) -> Check:
    """Want a `plain_text` object."""
    return by_type({"plain_text": _text("plain_text", longest)})


def text(longest: int) -> Check:
    """Want a `plain_text` or a `mrkdwn` object."""
    return by_type({kind: _text(kind, longest) for kind in ("plain_text", "mrkdwn")})


def _text(kind: str, longest: int) -> Check:
    manner = "emoji" if kind == "plain_text" else "verbatim"
    return table({"type": one_of(kind), "text": string(longest)}, {manner: boolean})


def options_of(element: Mapping[str, Any]) -> list[Any]:
    """Collect an element's options, in groups or not."""
    groups: list[Any] = element.get("option_groups") or [element]
    return [option for group in groups for option in group.get("options", [])]


def _options_or_groups(value: Any, pointer: str) -> Iterator[str]:
    if ("options" in value) == ("option_groups" in value):
        yield problem("must define either `options` or `option_groups`", pointer)


def _values_differ(value: Any, pointer: str) -> Iterator[str]:
    values = [option.get("value") for option in options_of(value)]
    for one in sorted({one for one in values if values.count(one) > 1}):
        yield problem(f'`value` "{one}" already exists', pointer)


def _initial_is_an_option(value: Any, pointer: str) -> Iterator[str]:
    chosen = [("initial_option", value["initial_option"])] if "initial_option" in value else []
    chosen += [(f"initial_options/{n}", one) for n, one in enumerate(value.get("initial_options", []))]
    for name, one in chosen:
        if one not in options_of(value):
            yield problem("must be one of the provided options", f"{pointer}/{name}")


def _initial_value_fits(value: Any, pointer: str) -> Iterator[str]:
    most = value.get("max_length", TEXT_INPUT)
    if value.get("min_length", 0) > most:
        yield problem("must be less than or equal to max_length", f"{pointer}/min_length")
    if length(value.get("initial_value", "")) > most:
        yield problem(f"must be less than {most + 1} characters", f"{pointer}/initial_value")


_OPTION = table({"text": plain(75), "value": string(150)}, {"description": plain(75)})
_MARKED_OPTION = table({"text": text(75), "value": string(150)}, {"description": text(75)})
_LINKED_OPTION = table({"text": plain(75), "value": string(150)}, {"description": plain(75), "url": string(3000)})
_GROUP = table({"label": plain(75), "options": listing(_OPTION, OPTIONS)})
_CONFIRM = table(
    {"title": plain(100), "text": text(300), "confirm": plain(30), "deny": plain(30)},
    {"style": one_of("primary", "danger")},
)
_ALL_HAVE = {"action_id": string(255)}
_CONFIRMED = {**_ALL_HAVE, "confirm": _CONFIRM, "focus_on_load": boolean}
_MENU = {**_CONFIRMED, "placeholder": plain(150)}
_LISTS = {"options": listing(_OPTION, OPTIONS), "option_groups": listing(_GROUP, OPTION_GROUPS)}
_DISPATCH = table(
    {"trigger_actions_on": listing(one_of("on_enter_pressed", "on_character_entered"), 2)},
)


def _element(kind: str, required: Mapping[str, Check], optional: Mapping[str, Check]) -> Check:
    return table({"type": one_of(kind), **required}, optional)


def _listed(kind: str, optional: Mapping[str, Check]) -> Check:
    return then(
        _element(kind, {}, {**_MENU, **_LISTS, **optional}), _options_or_groups, _values_differ, _initial_is_an_option
    )


def _ticked(kind: str, initial: Mapping[str, Check]) -> Check:
    element = _element(kind, {"options": listing(_MARKED_OPTION, 10)}, {**_CONFIRMED, **initial})
    return then(element, _values_differ, _initial_is_an_option)


_ONE = {"initial_option": _OPTION}
_MANY = {"initial_options": listing(_OPTION, OPTIONS), "max_selected_items": whole_number(1, OPTIONS)}
_MARKED_ONE = {"initial_option": _MARKED_OPTION}
_MARKED_MANY = {"initial_options": listing(_MARKED_OPTION, 10)}
_ASKED = {**_MENU, "min_query_length": whole_number(0, 1000)}

ELEMENTS: Mapping[str, Check] = {
    "button": _element(
        "button",
        {"text": plain(75)},
        {
            **_ALL_HAVE,
            "value": string(2000),
            "url": string(3000),
            "style": one_of("primary", "danger"),
            "confirm": _CONFIRM,
            "accessibility_label": string(75),
        },
    ),
    "overflow": then(
        _element("overflow", {"options": listing(_LINKED_OPTION, 5)}, {**_ALL_HAVE, "confirm": _CONFIRM}),
        _values_differ,
    ),
    "image": _element("image", {"image_url": string(3000), "alt_text": string(2000)}, {}),
    "plain_text_input": then(
        _element(
            "plain_text_input",
            {},
            {
                **_ALL_HAVE,
                "placeholder": plain(150),
                "initial_value": string(TEXT_INPUT, shortest=0),
                "multiline": boolean,
                "min_length": whole_number(0, TEXT_INPUT),
                "max_length": whole_number(1, TEXT_INPUT),
                "dispatch_action_config": _DISPATCH,
                "focus_on_load": boolean,
            },
        ),
        _initial_value_fits,
    ),
    "static_select": _listed("static_select", _ONE),
    "multi_static_select": _listed("multi_static_select", _MANY),
    "external_select": _element("external_select", {}, {**_ASKED, **_ONE}),
    "multi_external_select": _element("multi_external_select", {}, {**_ASKED, **_MANY}),
    "users_select": _element("users_select", {}, {**_MENU, "initial_user": string(255)}),
    "conversations_select": _element("conversations_select", {}, {**_MENU, "initial_conversation": string(255)}),
    "datepicker": _element("datepicker", {}, {**_MENU, "initial_date": string(10, 10)}),
    "radio_buttons": _ticked("radio_buttons", _MARKED_ONE),
    "checkboxes": _ticked("checkboxes", _MARKED_MANY),
}

# The answer to a block_suggestion (Slack docs, select menu element: external data source).
SUGGESTIONS = then(
    table({}, {"options": listing(_OPTION, OPTIONS, 0), "option_groups": listing(_GROUP, OPTION_GROUPS, 0)}),
    _options_or_groups,
    _values_differ,
)
