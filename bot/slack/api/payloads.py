"""What Slack sends when a person does something, read into one shape. Pure.

Whatever the kind of payload, a field that is absent or of another type reads as empty: what reaches us went through
the person's own client. Only a payload that does not say who it is from cannot be read.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from bot.slack.api.source_message import SourceMessage, read_source_message


class PayloadUnreadable(Exception):
    """A payload does not say who did something."""


@dataclass(frozen=True, slots=True)
class OpenView:
    """A dialog as Slack describes it when somebody does something in it (Slack docs, view payloads)."""

    id: str
    root_id: str
    """The id of the first dialog of the stack; the same from the first opening to the last Submit."""
    hash: str
    callback_id: str
    title: str
    private_metadata: str
    state: Mapping[str, Any]
    """What is entered: by block id, then by action id."""
    inputs: frozenset[str]
    """The block ids of its input fields. Slack shows errors at these only."""
    paragraphs: Mapping[str, str] = field(default_factory=dict)
    """The texts of its paragraphs by block id."""


@dataclass(frozen=True, slots=True)
class Payload:
    """A slash command, click, search, shortcut or submission (Slack docs, Slash commands; Interaction payloads)."""

    user_id: str
    channel_id: str = ""
    """Empty where Slack names no conversation: in a dialog, on the Home tab, or for a global shortcut."""
    channel_name: str = ""
    command: str = ""
    """A command's name, with its slash."""
    text: str = ""
    """The words after a command, or what is typed into a menu's field, or the value of a button or chosen option."""
    block_id: str = ""
    """The block in which a menu is searched."""
    trigger_id: str = ""
    response_url: str = field(default="", repr=False)
    view: OpenView | None = None
    message_ts: str = ""
    """The message in which a button was pressed, by Slack's id of it within its conversation."""
    message: SourceMessage | None = field(default=None, repr=False)
    """The message from whose menu a shortcut was chosen."""


def read(body: Mapping[str, Any]) -> Payload:
    """Read a payload.

    Raises:
        PayloadUnreadable: It names no user.
    """
    user_id = _text(_table(body, "user"), "id") or _text(body, "user_id")
    if not user_id:
        raise PayloadUnreadable("the payload names no user")
    channel = _table(body, "channel")
    return Payload(
        user_id=user_id,
        channel_id=_text(channel, "id") or _text(body, "channel_id"),
        channel_name=_text(channel, "name") or _text(body, "channel_name"),
        command=_text(body, "command"),
        text=_text(body, "text") or _text(body, "value") or _value(body.get("actions")),
        block_id=_text(body, "block_id"),
        trigger_id=_text(body, "trigger_id"),
        response_url=_text(body, "response_url"),
        view=_view(_table(body, "view")),
        message_ts=_text(_table(body, "container"), "message_ts"),
        message=read_source_message(body),
    )


def _value(actions: object) -> str:
    """Return the value of the button that was pressed, or of the option that was chosen."""
    first = actions[0] if isinstance(actions, list) and actions else None
    if not isinstance(first, dict):
        return ""
    return _text(first, "value") or _text(_table(first, "selected_option"), "value")


def _view(view: Mapping[str, Any]) -> OpenView | None:
    # What is done on the Home tab is done in a view, too, which is no dialog.
    if not (view_id := _text(view, "id")) or _text(view, "type") == "home":
        return None
    return OpenView(
        id=view_id,
        root_id=_text(view, "root_view_id") or view_id,
        hash=_text(view, "hash"),
        callback_id=_text(view, "callback_id"),
        title=_text(_table(view, "title"), "text"),
        private_metadata=_text(view, "private_metadata"),
        state=_table(_table(view, "state"), "values"),
        inputs=_inputs(view.get("blocks")),
        paragraphs=_paragraphs(view.get("blocks")),
    )


def _inputs(blocks: object) -> frozenset[str]:
    listed = blocks if isinstance(blocks, list) else []
    tables = (block for block in listed if isinstance(block, dict) and block.get("type") == "input")
    return frozenset(_text(block, "block_id") for block in tables)


def _paragraphs(blocks: object) -> Mapping[str, str]:
    listed = blocks if isinstance(blocks, list) else []
    tables = (block for block in listed if isinstance(block, dict) and block.get("type") in ("section", "alert"))
    texts = ((_text(block, "block_id"), _text(_table(block, "text"), "text")) for block in tables)
    return {block_id: text for block_id, text in texts if text}


def _table(table: Mapping[str, Any], key: str) -> Mapping[str, Any]:
    value = table.get(key)
    return value if isinstance(value, dict) else {}


def _text(table: Mapping[str, Any], key: str) -> str:
    value = table.get(key)
    return value if isinstance(value, str) else ""
