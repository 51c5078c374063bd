"""What Slack accepts as blocks, views and messages (Slack docs, Block Kit reference; Views; chat.postMessage)."""

import unicodedata
from collections.abc import Iterable, Iterator
from typing import Any

from bot.sandbox.slack.elements import ELEMENTS, SUGGESTIONS, plain, text
from bot.sandbox.slack.schema import Check, boolean, by_type, listing, one_of, problem, string, table, then

BLOCKS_IN_VIEW = 100
BLOCKS_IN_MESSAGE = 50
TITLE = 24

_MARKDOWN_IN_PAYLOAD = 12_000
_FIRST_SYMBOL = 0x2190

_SELECTS = ("static_select", "external_select", "users_select", "conversations_select", "datepicker")
_TICKED = ("radio_buttons", "checkboxes")
_MULTI = ("multi_static_select", "multi_external_select")


def _some(*kinds: str) -> Check:
    return by_type({kind: ELEMENTS[kind] for kind in kinds})


def _text_or_fields(value: Any, pointer: str) -> Iterator[str]:
    if "text" not in value and "fields" not in value:
        yield problem("must define either `text` or `fields`", pointer)


def _action_ids_differ(value: Any, pointer: str) -> Iterator[str]:
    seen = set()
    for index, element in enumerate(value["elements"]):
        action_id = element.get("action_id")
        if action_id is not None and action_id in seen:
            yield problem(f'`action_id` "{action_id}" already exists', f"{pointer}/elements/{index}/action_id")
        seen.add(action_id)


def _block(kind: str, required: dict[str, Check], optional: dict[str, Check] | None = None) -> Check:
    return table({"type": one_of(kind), **required}, {"block_id": string(255), **(optional or {})})


_CONTEXT = by_type(
    {
        "image": ELEMENTS["image"],
        "plain_text": plain(3000),
        "mrkdwn": text(3000),
    }
)
_INPUT = {
    "label": plain(2000),
    "element": _some("plain_text_input", *_SELECTS, *_MULTI, *_TICKED),
}
_SECTION = {
    "text": text(3000),
    "fields": listing(text(2000), 10),
    "accessory": _some("button", "overflow", "image", *_SELECTS, *_MULTI, *_TICKED),
    "expand": boolean,
}
_ANYWHERE: dict[str, Check] = {
    "section": then(_block("section", {}, _SECTION), _text_or_fields),
    "header": _block("header", {"text": plain(150)}),
    "divider": _block("divider", {}),
    "context": _block("context", {"elements": listing(_CONTEXT, 10)}),
    "actions": then(
        _block("actions", {"elements": listing(_some("button", "overflow", *_SELECTS, *_TICKED), 25)}),
        _action_ids_differ,
    ),
    "input": _block("input", _INPUT, {"hint": plain(2000), "optional": boolean, "dispatch_action": boolean}),
    "image": _block("image", {"image_url": string(3000), "alt_text": string(2000)}, {"title": plain(2000)}),
}
_ALERT = _block("alert", {"text": text(200)}, {"level": one_of("default", "info", "warning", "error", "success")})
_IN_VIEW = by_type(_ANYWHERE)
_IN_MODAL = by_type({**_ANYWHERE, "alert": _ALERT})
_IN_MESSAGE = by_type({**_ANYWHERE, "markdown": _block("markdown", {"text": string(_MARKDOWN_IN_PAYLOAD)})})


def _modal(block: Check) -> Check:
    return table(
        {"type": one_of("modal"), "title": plain(TITLE), "blocks": listing(block, BLOCKS_IN_VIEW)},
        {
            "submit": plain(TITLE),
            "close": plain(TITLE),
            "private_metadata": string(3000, shortest=0),
            "callback_id": string(255, shortest=0),
            "external_id": string(255, shortest=0),
            "clear_on_close": boolean,
            "notify_on_close": boolean,
            "submit_disabled": boolean,
        },
    )


_VIEW, _VIEW_WITHOUT_ALERTS = _modal(_IN_MODAL), _modal(_IN_VIEW)
_HOME = table(
    {"type": one_of("home"), "blocks": listing(_IN_VIEW, BLOCKS_IN_VIEW)},
    {
        "private_metadata": string(3000, shortest=0),
        "callback_id": string(255, shortest=0),
        "external_id": string(255, shortest=0),
    },
)
_ATTACHMENT = table(
    {},
    {
        **{name: string(8000, shortest=0) for name in ("color", "fallback", "pretext", "text", "title", "footer")},
        "title_link": string(3000),
        "blocks": listing(_IN_MESSAGE, BLOCKS_IN_MESSAGE),
    },
)
_BLOCKS = listing(_IN_MESSAGE, BLOCKS_IN_MESSAGE, least=0)
_ATTACHMENTS = listing(_ATTACHMENT, 100, least=0)


def view_problems(view: Any, *, alert_blocks: bool = True) -> list[str]:
    """Say what is wrong with a view. Not every workspace has `alert` blocks."""
    shape = _VIEW if alert_blocks else _VIEW_WITHOUT_ALERTS
    return [*then(shape, _emoji_count, _submit_where_inputs, _one_focus, _view_block_ids)(view, "/view")]


def home_problems(view: Any) -> list[str]:
    """Say what is wrong with a Home tab."""
    return [*then(_HOME, _emoji_count, _view_block_ids)(view, "/view")]


def message_problems(blocks: Any, attachments: Any) -> list[str]:
    """Say what is wrong with a message's blocks and attachments."""
    problems = [*_BLOCKS(blocks, "/blocks"), *_ATTACHMENTS(attachments, "/attachments")]
    if problems:
        return problems
    inner = [(f"/attachments/{n}/blocks", one.get("blocks", [])) for n, one in enumerate(attachments)]
    surfaces = [("/blocks", blocks), *inner]
    every = [block for _, some in surfaces for block in some]
    if sum(len(block["text"]) for block in every if block["type"] == "markdown") > _MARKDOWN_IN_PAYLOAD:
        problems.append(problem(f"no more than {_MARKDOWN_IN_PAYLOAD} characters of markdown allowed", "/blocks"))
    return [*problems, *_block_ids_differ(surfaces)]


def suggestion_problems(answer: Any) -> list[str]:
    """Say what is wrong with the answer to a block_suggestion."""
    return [*SUGGESTIONS(answer, "")]


def _view_block_ids(view: Any, pointer: str) -> Iterator[str]:
    yield from _block_ids_differ([(f"{pointer}/blocks", view["blocks"])])


def _block_ids_differ(surfaces: Iterable[tuple[str, list[Any]]]) -> Iterator[str]:
    seen = set()
    for pointer, blocks in surfaces:
        for index, block in enumerate(blocks):
            block_id = block.get("block_id")
            if block_id is not None and block_id in seen:
                yield problem(f'`block_id` "{block_id}" already exists', f"{pointer}/{index}/block_id")
            seen.add(block_id)


def _submit_where_inputs(view: Any, pointer: str) -> Iterator[str]:
    if "submit" not in view and any(block["type"] == "input" for block in view["blocks"]):
        yield problem("missing required field: submit", pointer)


def _one_focus(view: Any, pointer: str) -> Iterator[str]:
    elements = [one for block in view["blocks"] for one in elements_of(block)]
    if sum(bool(one.get("focus_on_load")) for one in elements) > 1:
        yield problem("only one element can have `focus_on_load`", f"{pointer}/blocks")


def _emoji_count(view: Any, pointer: str) -> Iterator[str]:
    """Count an emoji in a title or button as its `:name:`, as Slack does (Slack docs, Views)."""
    for name in ("title", "submit", "close"):
        written = view[name]["text"] if name in view else ""
        if sum(_width(character) for character in written) > TITLE:
            yield problem(f"must be less than {TITLE + 1} characters", f"{pointer}/{name}/text")


def _width(character: str) -> int:
    if ord(character) < _FIRST_SYMBOL or unicodedata.category(character) != "So":
        return 1
    return len(unicodedata.name(character, "")) + 2


def elements_of(block: dict[str, Any]) -> list[dict[str, Any]]:
    """Collect a block's interactive elements."""
    one = block.get("element") or block.get("accessory")
    if one is not None:
        return [one]
    return list(block["elements"]) if block["type"] == "actions" else []
