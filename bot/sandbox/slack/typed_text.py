"""What a person typed, as Slack keeps it (Slack docs, Formatting text for app surfaces; Rich text block).

Links and mentions are found; marks such as `*` stay as they were typed.
"""

import re
from collections.abc import Iterator
from typing import Any

from bot.sandbox.slack.workspace import Workspace

Piece = dict[str, Any]
"""An element of a rich text section: of type `text`, `link`, `user` or `channel`."""

_FOUND = re.compile(
    r"(?P<link>https?://[^\s<>]*[^\s<>.,;:!?)])|(?<!\w)@(?P<person>\w(?:[\w.-]*\w)?)|(?<!\w)#(?P<channel>[\w-]+)"
)


def pieces(workspace: Workspace, text: str) -> list[Piece]:
    """Take a text apart."""
    return list(_pieces(workspace, text))


def _pieces(workspace: Workspace, text: str) -> Iterator[Piece]:
    end = 0
    for match in _FOUND.finditer(text):
        piece = _found(workspace, match)
        if piece is None:
            continue
        if match.start() > end:
            yield {"type": "text", "text": text[end : match.start()]}
        yield piece
        end = match.end()
    if end < len(text):
        yield {"type": "text", "text": text[end:]}


def _found(workspace: Workspace, match: re.Match[str]) -> Piece | None:
    """Return the link or the mention; None where nobody and nothing is called so."""
    if match["link"]:
        return {"type": "link", "url": match["link"]}
    for person in workspace.people.values():
        if person.name == match["person"]:
            return {"type": "user", "user_id": person.id}
    for channel in workspace.channels.values():
        if channel.kind != "im" and channel.name == match["channel"]:
            return {"type": "channel", "channel_id": channel.id}
    return None


def mrkdwn(typed: list[Piece]) -> str:
    """Write the pieces as a message's `text`."""
    return "".join(_written(piece) for piece in typed)


def _written(piece: Piece) -> str:
    match piece["type"]:
        case "link":
            return f"<{piece['url'].replace('&', '&amp;')}>"
        case "user":
            return f"<@{piece['user_id']}>"
        case "channel":
            return f"<#{piece['channel_id']}>"
        case _:
            return str(piece["text"]).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def rich_text(typed: list[Piece], block_id: str) -> list[dict[str, Any]]:
    """Write the pieces as a message's `blocks`."""
    section = {"type": "rich_text_section", "elements": typed}
    return [{"type": "rich_text", "block_id": block_id, "elements": [section]}]
