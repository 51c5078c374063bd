"""The message from whose menu a shortcut was chosen, read into one shape. Pure.

A field that is absent or of another type reads as empty, as everywhere in payloads. A bot's message has no user, and
often no text but what stands in its blocks and attachments (Slack docs, message shortcut payload).
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

_NAMES = ("title", "fallback", "pretext", "text")
"""What an attachment may be called by, the best first."""


@dataclass(frozen=True, slots=True)
class SourceMessage:
    """A message."""

    ts: str
    """Slack's id of the message within its conversation."""
    thread_ts: str
    """The message at the top of its thread: itself where it has none."""
    user_id: str
    """Who wrote it; empty for a bot."""
    bot_name: str
    """What the bot that wrote it calls itself; empty for people."""
    text: str
    """Its words, as mrkdwn."""
    attachments: tuple[str, ...]
    """What they are called."""
    files: tuple[str, ...]
    """Their names."""


def read_source_message(body: Mapping[str, Any]) -> SourceMessage | None:
    """Read the message of a shortcut's payload; None where there is none."""
    message = body.get("message")
    if body.get("type") != "message_action" or not isinstance(message, dict):
        return None
    ts = _text(body, "message_ts") or _text(message, "ts")
    attachments = _tables(message, "attachments")
    text = _text(message, "text") or "\n".join(_words(_tables(message, "blocks")))
    if not text.strip():
        text = "\n".join(word for one in attachments for word in _attached(one))
    return SourceMessage(
        ts=ts,
        thread_ts=_text(message, "thread_ts") or ts,
        user_id="" if message.get("bot_id") else _text(message, "user"),
        bot_name=_bot_name(message) if message.get("bot_id") else "",
        text=text,
        attachments=tuple(filter(None, map(_name, attachments))),
        files=tuple(filter(None, (_text(one, "title") or _text(one, "name") for one in _tables(message, "files")))),
    )


def _bot_name(message: Mapping[str, Any]) -> str:
    profile = message.get("bot_profile")
    return _text(message, "username") or (_text(profile, "name") if isinstance(profile, dict) else "")


def _name(attachment: Mapping[str, Any]) -> str:
    named = next(filter(None, (_text(attachment, key) for key in _NAMES)), "")
    return next(iter(named.strip().splitlines()), "")


def _attached(attachment: Mapping[str, Any]) -> list[str]:
    """List the words of an attachment, which are all that many bots write."""
    words = [_text(attachment, key) for key in ("pretext", "title", "text")]
    words += _words(_tables(attachment, "blocks"))
    return [word for word in words if word] or [_text(attachment, "fallback")]


def _words(blocks: list[Mapping[str, Any]]) -> Iterator[str]:
    """Yield the paragraphs of blocks that have words: sections and their fields, headers, and small lines."""
    for block in blocks:
        texts = [block.get("text"), *_tables(block, "fields"), *_tables(block, "elements")]
        for one in texts:
            if isinstance(one, dict) and (text := _text(one, "text")):
                yield text


def _tables(table: Mapping[str, Any], key: str) -> list[Mapping[str, Any]]:
    value = table.get(key)
    return [one for one in value if isinstance(one, dict)] if isinstance(value, list) else []


def _text(table: Mapping[str, Any], key: str) -> str:
    value = table.get(key)
    return value if isinstance(value, str) else ""
