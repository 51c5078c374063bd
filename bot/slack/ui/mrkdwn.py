"""Slack's markup: making text safe to show, and reading what people typed (Slack docs, formatting text)."""

import re
from collections.abc import Callable, Mapping
from functools import partial
from types import MappingProxyType

_HALF_ENTITY = re.compile(r"&[a-z]*$")
# Slack docs, formatting text: people, conversations, `<!here>` and its like, and links. All else is what was typed.
_REFERENCE = re.compile(
    r"(?:([@#])([A-Z][A-Z0-9]{2,})|(!)([a-z]+(?:\^[^|]*)?)|([a-z][a-z0-9+.-]*:[^\s|]+))(?:\|(.*))?", re.DOTALL
)


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


_NO_NAMES: Mapping[str, str] = MappingProxyType({})


def plain(text: str, names: Mapping[str, str] = _NO_NAMES) -> str:
    """Turn what a person typed into plain text. `names` are those of people and channels by id, where known."""
    resolved = resolve(text, partial(_readable, names))
    # Slack escapes these three; other entities are what was typed.
    return resolved.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&").strip()


def mentioned(text: str) -> tuple[list[str], list[str]]:
    """List the ids of the people and of the channels that a text mentions without their names."""
    people: dict[str, None] = {}
    channels: dict[str, None] = {}

    def note(inside: str) -> None:
        if (match := _REFERENCE.fullmatch(inside)) and match[1] and not match[6]:
            (people if match[1] == "@" else channels)[match[2]] = None

    resolve(text, note)
    return list(people), list(channels)


def resolve(text: str, read: Callable[[str], str | None]) -> str:
    """Replace what stands between `<` and `>`, without another `<`, by what `read` makes of it; None leaves it.

    No character is looked at twice, so that any text takes time in proportion to its length.
    """
    first, *rest = text.split("<")
    return "".join([first, *(_resolved(part, read) for part in rest)])


def _resolved(part: str, read: Callable[[str], str | None]) -> str:
    """Read the rest of a text after a `<`, up to the next one."""
    inside, end, after = part.partition(">")
    readable = read(inside) if end else None
    return f"<{part}" if readable is None else f"{readable}{after}"


def _readable(names: Mapping[str, str], inside: str) -> str | None:
    match = _REFERENCE.fullmatch(inside)
    if match is None:
        return None
    kind, target, special, word, url, name = match.groups()
    if kind:
        return f"{kind}{name or names.get(target) or target}"
    if special:
        return f"@{name or word}".replace("@@", "@")
    return name if name and name in url else url
