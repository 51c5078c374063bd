"""Names from ilert made fit for Slack's menus: short enough, never empty, never alike. Pure."""

from collections import Counter
from collections.abc import Mapping

OPTION_TEXT_LIMIT = 75
"""Slack docs, option object: `text`."""


def option_names(names: Mapping[int, str], suffixes: Mapping[int, str] | None = None) -> dict[int, str]:
    """Return what to show for each id. Names that look alike are told apart by their ids."""
    suffixes = suffixes or {}
    shown = {key: _fit(name, suffixes.get(key, "")) for key, name in names.items()}
    times = Counter(map(str.casefold, shown.values()))
    if len(times) < len(shown):
        for key, name in shown.items():
            if times[name.casefold()] > 1:
                shown[key] = _fit(names[key], f"{suffixes.get(key, '')} · {key}")
    return shown


def _fit(name: str, suffix: str) -> str:
    """Shorten a name so that it and its suffix fit; line breaks and control characters become spaces."""
    clean = " ".join((name if name.isprintable() else _printable(name)).split()) or "(no name)"
    room = OPTION_TEXT_LIMIT - len(suffix)
    return (clean if len(clean) <= room else clean[: room - 1].rstrip() + "…") + suffix


def _printable(name: str) -> str:
    return "".join(char if char.isprintable() else " " for char in name)
