"""Names from ilert made fit for Slack's menus: short enough, never empty, never alike. Pure."""

from collections import Counter
from collections.abc import Mapping

from bot.policy.values import OPTION_TEXT_LIMIT
from bot.runtime.printable import printable
from bot.wording.wording import Wording


def option_names(
    wording: Wording, names: Mapping[int, str], suffixes: Mapping[int, str] | None = None
) -> dict[int, str]:
    """Return what to show for each id. Names that look alike are told apart by their ids."""
    suffixes = suffixes or {}
    unnamed = wording.dialog.no_name()
    clean = {key: _one_line(name) or unnamed for key, name in names.items()}
    shown = {key: _fit(name, suffixes.get(key, "")) for key, name in clean.items()}
    times = Counter(map(str.casefold, shown.values()))
    if len(times) < len(shown):
        for key, name in shown.items():
            if times[name.casefold()] > 1:
                shown[key] = _fit(clean[key], f"{suffixes.get(key, '')} · {key}")
    return shown


def _fit(name: str, suffix: str) -> str:
    """Shorten a name so that it and its suffix fit."""
    room = OPTION_TEXT_LIMIT - len(suffix)
    return (name if len(name) <= room else name[: room - 1].rstrip() + "…") + suffix


def _one_line(name: str) -> str:
    """Turn line breaks and control characters into spaces, several spaces into one."""
    return " ".join(printable(name, " ").split())
