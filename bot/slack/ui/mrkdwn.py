"""Slack's markup: making text safe to show, and reading what people typed (Slack docs, formatting text)."""

import html
import re

_REFERENCE = re.compile(r"<([@#!]?)([^>|]*)(?:\|([^>]*))?>")


def escape(text: str) -> str:
    """Keep a text from becoming a mention or a link."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


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
