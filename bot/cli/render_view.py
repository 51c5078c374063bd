"""Draws Block Kit dialogs and messages with letters and lines, as near to Slack as a terminal gets. Pure.

It knows the blocks that this bot makes (Slack docs, Block Kit reference).
"""

import html
import textwrap
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from bot.runtime.printable import printable

_WIDTH = 64
_MENU_SHOWN = 15

Block = Mapping[str, Any]


def draw_dialog(view: Block) -> list[str]:
    """Draw a modal view."""
    title, buttons = _fit(_text(view["title"]), _WIDTH - 2), [view.get("close"), view.get("submit")]
    footer = "  ".join(f"[ {_text(button)} ]" for button in buttons if button)
    gap = _WIDTH - _cells(title) - 1
    return [
        _edge("┌", "┐"),
        _row(f"{title}{' ' * gap}✕"),
        _edge("├", "┤"),
        *(_row(line) for line in _blocks(view["blocks"], _WIDTH)),
        _edge("├", "┤"),
        _row(" " * (_WIDTH - _cells(footer)) + footer),
        _edge("└", "┘"),
    ]


def draw_message(message: Block) -> list[str]:
    """Draw a message of the bot."""
    return [f"│ {line}".rstrip() for line in _blocks(message["blocks"], _WIDTH)]


def _blocks(blocks: Sequence[Block], width: int) -> Iterator[str]:
    for number, block in enumerate(blocks):
        if number:
            yield ""
        yield from _block(block, width)


def _block(block: Block, width: int) -> Iterator[str]:
    match block["type"]:
        case "section" | "alert":
            yield from _wrapped(_text(block["text"]), width)
            if "accessory" in block:
                yield f"[ {_text(block['accessory']['text'])} ]"
        case "context":
            for element in block["elements"]:
                yield from _wrapped(_text(element), width)
        case "input":
            optional = " (optional)" if block.get("optional") else ""
            yield from _wrapped(_text(block["label"]) + optional, width)
            yield from _element(block["element"], width)
            if "hint" in block:
                yield from _wrapped(_text(block["hint"]), width)
        case "actions":
            yield "  ".join(f"[ {_text(element['text'])} ]" for element in block["elements"])
        case "divider":
            yield "─" * width
        case other:
            yield f"({other})"


def _element(element: Block, width: int) -> Iterator[str]:
    match element["type"]:
        case "radio_buttons":
            chosen = element.get("initial_option")
            for option in element["options"]:
                yield from _wrapped(_text(option["text"]), width, f" ({'•' if option == chosen else ' '}) ")
        case "plain_text_input":
            typed = element.get("initial_value")
            shown = typed if typed is not None else _text(element["placeholder"])
            lines = [*_wrapped(shown, width - 4), *([""] if element.get("multiline") else [])]
            yield from _box(lines, width)
        case "static_select":
            yield from _menu(element, width)
            yield from _choices(element, width)
        case "external_select":
            yield from _menu(element, width)
            yield "   (more than 100 choices: found by typing)"
        case other:
            yield f"({other})"


def _menu(element: Block, width: int) -> Iterator[str]:
    initial = element.get("initial_option")
    shown = _text(initial["text"] if initial else element["placeholder"])
    room = width - 6
    cut = _fit(shown, room)
    yield from _box([f"{cut}{' ' * (room - _cells(cut))} ▾"], width)


def _choices(element: Block, width: int) -> Iterator[str]:
    """List what opens under a menu, which a picture of the closed dialog would hide."""
    lines: list[str] = []
    for group in element.get("option_groups") or [{"options": element.get("options", [])}]:
        if "label" in group:
            lines.append(f"   {_fit(_text(group['label']), width - 3)}")
        lines += [f"   · {_fit(_text(option['text']), width - 5)}" for option in group["options"]]
    yield from lines[:_MENU_SHOWN]
    if len(lines) > _MENU_SHOWN:
        yield f"   ... and {len(lines) - _MENU_SHOWN} more"


def _box(lines: Iterable[str], width: int) -> Iterator[str]:
    inner = width - 4
    yield f"┌{'─' * (inner + 2)}┐"
    for line in lines:
        yield f"│ {line}{' ' * (inner - _cells(line))} │"
    yield f"└{'─' * (inner + 2)}┘"


def _edge(left: str, right: str) -> str:
    return f"{left}{'─' * (_WIDTH + 2)}{right}"


def _row(line: str) -> str:
    return f"│ {line}{' ' * max(0, _WIDTH - _cells(line))} │"


def _text(text: Block) -> str:
    """Read a text object. Only mrkdwn is escaped (Slack docs, formatting text)."""
    return html.unescape(text["text"]) if text["type"] == "mrkdwn" else str(text["text"])


def _wrapped(text: str, width: int, first: str = "") -> list[str]:
    found: list[str] = []
    for line in text.split("\n"):
        found += _lines(printable(line.replace("\t", " ")), width - len(first)) or [""]
    return [(first if not number else " " * len(first)) + line for number, line in enumerate(found)]


def _lines(line: str, width: int) -> list[str]:
    """Break a line where it gets too long. Where letters are two cells wide, half as many fit."""
    widest = max((_cells(letter) for letter in line), default=1)
    return textwrap.wrap(
        line, width // max(1, widest), drop_whitespace=True, replace_whitespace=False, subsequent_indent=""
    )


def _fit(text: str, room: int) -> str:
    text = printable(" ".join(text.split()))
    if _cells(text) <= room:
        return text
    while _cells(text) >= room:
        text = text[:-1]
    return text + "…"


def _cells(text: str) -> int:
    """Count the columns that a terminal needs: wide letters take two, marks above letters none."""
    return sum(
        0 if unicodedata.combining(letter) else 2 if unicodedata.east_asian_width(letter) in "WF" else 1
        for letter in text
    )
