"""The Block Kit pieces that our dialogs and messages are made of (Slack docs, Block Kit reference). Pure."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from bot.slack.ui.mrkdwn import cut, escape
from bot.slack.ui.typed import length

Block = dict[str, Any]
Option = dict[str, Any]
Message = Mapping[str, Any]
View = Mapping[str, Any]


TITLE_LIMIT = 24
"""Characters of a dialog's title (Slack docs, modal view)."""

SECTION_LIMIT = 3000
"""Characters of a paragraph (Slack docs, section block)."""

_ALERT_LIMIT = 200
"""Characters of an `alert` block's text (Slack docs, alert block)."""

_BUTTON_LABEL_LIMIT = 75


def plain_text(text: str) -> dict[str, Any]:
    """Write text that Slack shows as it is."""
    return {"type": "plain_text", "text": text, "emoji": False}


def section(mrkdwn: str) -> Block:
    """Write a paragraph."""
    return {"type": "section", "text": {"type": "mrkdwn", "text": mrkdwn}}


def callout(mrkdwn: str) -> Block:
    """Write a paragraph that stands out in a dialog, an ordinary one where it is too long for that."""
    paragraph = section(mrkdwn)
    return paragraph if length(mrkdwn) > _ALERT_LIMIT else {**paragraph, "type": "alert", "level": "warning"}


def quotation(text: str) -> Block:
    """Repeat somebody's words exactly: neither bold nor a mention comes out of them."""
    return {"type": "section", "text": plain_text(f"“{text}”")}


def plain_section(text: str) -> Block:
    """Write a paragraph of somebody's own words, shown as they are."""
    return {"type": "section", "text": plain_text(text)}


def context(mrkdwn: str) -> Block:
    """Write a small grey line."""
    return {"type": "context", "elements": [{"type": "mrkdwn", "text": mrkdwn}]}


def option(text: str, value: str) -> Option:
    """Write one choice of a menu."""
    return {"text": plain_text(text), "value": value}


def section_button(block_id: str, text: str, button: str) -> Block:
    """Write a paragraph with a button beside it. The button's action id is the block's id."""
    element = {"type": "button", "action_id": block_id, "text": plain_text(button)}
    return {"type": "section", "block_id": block_id, "text": plain_text(text), "accessory": element}


def button(action_id: str, text: str, value: str) -> Block:
    """Write a button that stands by itself."""
    return buttons([(action_id, text, value)])


def buttons(shown: Iterable[tuple[str, str, str]]) -> Block:
    """Write a row of buttons, each by its action id, its label and its value.

    Of a label the first 75 characters are shown; a value has at most 2,000 (Slack docs, button element).
    """
    elements = []
    for action_id, text, value in shown:
        element = {"type": "button", "action_id": action_id, "text": plain_text(text[:_BUTTON_LABEL_LIMIT])}
        elements.append({**element, "value": value} if value else element)
    return {"type": "actions", "elements": elements}


def field(
    block_id: str, label: str, element: Block, *, optional: bool = False, hint: str = "", tells: bool = False
) -> Block:
    """Write an input field. With `tells`, each change is sent to us at once."""
    block: Block = {
        "type": "input",
        "block_id": block_id,
        "label": plain_text(label),
        "element": element,
        "optional": optional,
        "dispatch_action": tells,
    }
    if hint:
        block["hint"] = plain_text(hint)
    return block


def text_input(action_id: str, placeholder: str, *, limit: int, initial: str = "", multiline: bool = False) -> Block:
    """Write a field for text of at most `limit` characters."""
    element: Block = {
        "type": "plain_text_input",
        "action_id": action_id,
        "multiline": multiline,
        "max_length": limit,
        "placeholder": plain_text(placeholder),
    }
    if initial:
        element["initial_value"] = initial
    return element


def select(action_id: str, placeholder: str, options: Sequence[Option], initial: Option | None = None) -> Block:
    """Write a menu of 1 to 100 choices."""
    return _with_initial(
        {
            "type": "static_select",
            "action_id": action_id,
            "placeholder": plain_text(placeholder),
            "options": list(options),
        },
        initial,
    )


def grouped_select(
    action_id: str,
    placeholder: str,
    groups: Iterable[tuple[str, Sequence[Option]]],
    initial: Option | None = None,
) -> Block:
    """Write a menu whose choices stand under headings of at most 75 characters."""
    return _with_initial(
        {
            "type": "static_select",
            "action_id": action_id,
            "placeholder": plain_text(placeholder),
            "option_groups": [{"label": plain_text(label), "options": list(options)} for label, options in groups],
        },
        initial,
    )


def searched_select(action_id: str, placeholder: str, initial: Option | None = None) -> Block:
    """Write a menu that asks us for its choices while the person types."""
    return _with_initial(
        {
            "type": "external_select",
            "action_id": action_id,
            "placeholder": plain_text(placeholder),
            "min_query_length": 0,
        },
        initial,
    )


def radio_buttons(action_id: str, options: Sequence[Option], initial: Option | None = None) -> Block:
    """Write 1 to 10 radio buttons."""
    return _with_initial({"type": "radio_buttons", "action_id": action_id, "options": list(options)}, initial)


def message(blocks: Sequence[Block]) -> Message:
    """Write a message whose `text`, all that screen readers and notifications have, says what its paragraphs say.

    Slack docs, chat.postMessage, on `text` beside `blocks`.
    """
    paragraphs = [block["text"] for block in blocks if block["type"] == "section"]
    lines = [line for block in blocks if block["type"] == "context" for line in block["elements"]]
    return {"text": "\n".join(map(_as_mrkdwn, [*paragraphs, *lines])), "blocks": list(blocks)}


def _as_mrkdwn(shown: Mapping[str, str]) -> str:
    words = shown["text"]
    return words if shown["type"] == "mrkdwn" else escape(words)


def modal(
    title: str,
    blocks: Sequence[Block],
    *,
    close: str,
    callback_id: str,
    submit: str = "",
    private_metadata: str = "",
    notify_on_close: bool = False,
) -> Mapping[str, Any]:
    """Write a dialog. Of a title that is too long, the beginning is shown: Slack would refuse the whole dialog."""
    view: dict[str, Any] = {
        "type": "modal",
        "callback_id": callback_id,
        "title": plain_text(cut(title, TITLE_LIMIT)),
        "close": plain_text(close),
        "blocks": list(blocks),
        "private_metadata": private_metadata,
    }
    if notify_on_close:
        view["notify_on_close"] = True
    if submit:
        view["submit"] = plain_text(submit)
    return view


def _with_initial(element: Block, initial: Option | None) -> Block:
    return element if initial is None else {**element, "initial_option": initial}
