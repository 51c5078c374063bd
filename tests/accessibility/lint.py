"""What keeps a dialog or a message from being understood by ear or without colour. Pure.

A message's `text` is what screen readers and notifications have of it (Slack docs, chat.postMessage); of a dialog they
read labels, placeholders, hints, choices and buttons.
"""

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

EMOJI = re.compile(r":[a-z0-9_+-]+:|[\u2600-\u27bf\ufe0f\U0001f000-\U0001faff]")
ARROWS = re.compile(r"[\u2190-\u21ff\u25a0-\u25ff\u2b00-\u2bff»«]")
DIRECTIONS = re.compile(
    r"\b([Bb]elow|[Aa]bove|[Uu]nderneath|on the (?:left|right)|(?:left|right)-hand|to the (?:left|right)"
    r"|[Uu]nten|[Oo]ben|[Uu]nterhalb|[Oo]berhalb|[Uu]nterstehend\w*|[Oo]benstehend\w*|[Nn]ebenstehend\w*|links|rechts)\b"
)
EMPTY_NAMES = re.compile(
    r"(ok|yes|no|here|click here|more|input|select|text|field|ja|nein|hier|mehr|feld|eingabe)\W*", re.IGNORECASE
)
CLEAR_ALONE = {"Cancel", "Abbrechen"}
"""Words that say as a button's whole text what it does."""

SENTENCE = re.compile(r"\w+\W+\w+.*[.!?…:]", re.DOTALL)

Payload = Mapping[str, Any]


def findings(payload: Payload) -> list[str]:
    """Say what is wrong with a dialog or a message, without the words of people and admins in it."""
    blocks = list(payload.get("blocks", []))
    own = {"modal": _view, "home": _nothing}.get(payload.get("type", ""), _message)(payload, blocks)
    return [*own, *_everywhere(payload), *_fields(blocks), *_buttons(blocks), *_images(blocks)]


def spoken(mrkdwn: str) -> str:
    """Return the words of mrkdwn, without emoji, marks, code blocks, and links, which are not read as sentences."""
    without_code = re.sub(r"```.*?```", " ", mrkdwn, flags=re.DOTALL)
    without_links = re.sub(r"<(https?:[^|>]*)\|[^>]*>", " ", without_code)
    return " ".join(re.sub(r"[*_~`]|^> ?", "", EMOJI.sub(" ", without_links), flags=re.MULTILINE).split())


def texts(tree: Any) -> Iterator[Mapping[str, Any]]:
    """Yield every text object of a payload."""
    if isinstance(tree, Mapping):
        if tree.get("type") in {"plain_text", "mrkdwn"}:
            yield tree
        for value in tree.values():
            yield from texts(value)
    elif isinstance(tree, list | tuple):
        for value in tree:
            yield from texts(value)


def _nothing(_home: Payload, _blocks: list[Payload]) -> Iterator[str]:
    """Of the Home tab nothing stands for the rest: it has neither a title nor a text of its own."""
    return iter(())


def _view(view: Payload, blocks: list[Payload]) -> Iterator[str]:
    inputs = [block for block in blocks if block["type"] == "input"]
    yield from (f"no {part}" for part in ("title", "close") if not view.get(part, {}).get("text", "").strip())
    if inputs and not view.get("submit", {}).get("text", "").strip():
        yield "fields, but no submit"


def _message(message: Payload, blocks: list[Payload]) -> Iterator[str]:
    text = str(message.get("text", ""))
    if not SENTENCE.search(spoken(text)):
        yield f"its text is no whole sentence: {text!r}"
    said = spoken(text)
    for paragraph in _paragraphs(blocks):
        if paragraph not in said:
            yield f"its text does not say {paragraph!r}"


def _paragraphs(blocks: list[Payload]) -> Iterator[str]:
    for block in blocks:
        if block["type"] in {"section", "context", "header"}:
            for text in texts(block.get("text") or block.get("elements")):
                yield spoken(text["text"])


def _everywhere(payload: Payload) -> Iterator[str]:
    for text in texts(payload):
        words = text["text"]
        if text["type"] == "plain_text" and EMOJI.search(words):
            yield f"an emoji in {words!r}"
        if EMOJI.search(words) and len(re.findall(r"\w+", spoken(words))) < 2:
            yield f"nothing but an emoji says it: {words!r}"
    for words in (*(text["text"] for text in texts(payload)), str(payload.get("text", ""))):
        yield from (f"an arrow in {words!r}" for _ in ARROWS.findall(spoken(words)))
        yield from (f"a direction, {found!r}, in {words!r}" for found in DIRECTIONS.findall(spoken(words)))


def _fields(blocks: list[Payload]) -> Iterator[str]:
    labels = [block["label"]["text"] for block in blocks if block["type"] == "input"]
    yield from (f"two fields of the label {label!r}" for label, times in Counter(labels).items() if times > 1)
    for block in blocks:
        if block["type"] != "input":
            continue
        label, element = block["label"]["text"], block["element"]
        if not label.strip() or EMPTY_NAMES.fullmatch(label):
            yield f"a label that names no purpose: {label!r}"
        if "select" in element["type"] or element["type"] == "plain_text_input":
            yield from _placeholder(label, element)


def _placeholder(label: str, element: Payload) -> Iterator[str]:
    placeholder = element.get("placeholder", {}).get("text", "")
    if not placeholder.strip() or EMPTY_NAMES.fullmatch(placeholder):
        yield f"the field {label!r} has no placeholder that says what to enter"


def _buttons(blocks: list[Payload]) -> Iterator[str]:
    names = []
    for block in blocks:
        for element in [*block.get("elements", []), block.get("accessory", {})]:
            if element.get("type") == "button":
                name = element.get("accessibility_label") or element["text"]["text"]
                names.append(name)
                if (len(name.split()) < 2 and name not in CLEAR_ALONE) or EMPTY_NAMES.fullmatch(name):
                    yield f"a button that does not say what it does: {name!r}"
    yield from (f"two buttons of the name {name!r}" for name, times in Counter(names).items() if times > 1)


def _images(blocks: list[Payload]) -> Iterator[str]:
    for block in blocks:
        for one in (block, block.get("accessory", {}), *block.get("elements", [])):
            if one.get("type") == "image" and not one.get("alt_text", "").strip():
                yield "an image without alt_text"
