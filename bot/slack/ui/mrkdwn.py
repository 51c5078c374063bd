"""Slack's markup: making text safe to show, and reading what people typed (Slack docs, formatting text)."""

import html
import re

_HALF_ENTITY = re.compile(r"&[a-z]*$")
_REFERENCE = re.compile(r"<([@#!]?)([^>|]*)(?:\|([^>]*))?>")


def escape(text: str) -> str:
    """Keep a text from becoming a mention or a link."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def cut(escaped: str, limit: int) -> str:
    """Shorten text without links to a number of characters, never within what `escape` wrote for one character."""
    if len(escaped) <= limit:
        return escaped
    return _HALF_ENTITY.sub("", escaped[: limit - 1]) + "…"


def link(url: str, text: str) -> str:
    """Write a link. A `|` or `>` in the address would end it."""
    return f"<{url.replace('|', '%7C').replace('>', '%3E')}|{escape(text).replace('|', '¦')}>"


def plain(text: str) -> str:
    """Turn what a person typed after a command into plain text."""
    return html.unescape(_REFERENCE.sub(_readable, text)).strip()


def _readable(match: re.Match[str]) -> str:
    kind, target, name = match.groups()
    if kind in ("@", "#"):
        return f"{kind}{name or target}"
    if kind == "!":
        return f"@{name or target}".replace("@@", "@")
    return name if name and name in target else target
