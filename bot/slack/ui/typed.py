"""Text as people type and paste it, made fit to be shown, sent on and counted. Pure."""

import re
import unicodedata

_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")
# JSON can name half a character; no encoding can write it.
_HALF_CHARACTER = re.compile(r"[\ud800-\udfff]")

_INVISIBLE_CATEGORIES = frozenset({"Cc", "Cf", "Cs", "Mn", "Me", "Zs", "Zl", "Zp"})
"""Control and format characters, half characters, marks without the letter that they belong to, and blanks."""

_BLANKS = frozenset("\u115f\u1160\u2800\u3164\uffa0\U0001d159")
"""What Unicode counts among letters and symbols, and every font shows as nothing (Unicode, Default_Ignorable)."""

# Not assigned yet, and to be ignored even then (Unicode, Default_Ignorable). Other unassigned characters may be
# visible: emoji that are newer than this Python.
_IGNORED = re.compile("[\u2065\ufff0-\ufff8\U000e0000-\U000e0fff]")


def clean(text: str) -> str:
    """Drop control characters but newline and tab, and replace halves of characters."""
    text = _CONTROL.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))
    return _HALF_CHARACTER.sub("\N{REPLACEMENT CHARACTER}", text)


def is_blank(text: str) -> bool:
    """Tell whether a reader would see nothing."""
    return not any(map(_visible, text))


def bare(text: str) -> str:
    """Leave out what nobody sees at the beginning and the end."""
    shown = [index for index, character in enumerate(text) if _visible(character)]
    return text[shown[0] : shown[-1] + 1] if shown else ""


def length(text: str) -> int:
    """Count in UTF-16 units, as JavaScript and Java do: no other count of Slack's or ilert's can be higher."""
    return len(text) + sum(character > "\uffff" for character in text)


def cut(text: str, limit: int) -> str:
    """Return the beginning that has at most so many UTF-16 units."""
    taken = 0
    for index, character in enumerate(text):
        taken += length(character)
        if taken > limit:
            return text[:index]
    return text


def parts(text: str, limit: int) -> list[str]:
    """Take text apart into pieces of at most so many UTF-16 units."""
    found = []
    while text:
        found.append(cut(text, limit))
        text = text[len(found[-1]) :]
    return found


def _visible(character: str) -> bool:
    if character in _BLANKS or _IGNORED.match(character):
        return False
    return unicodedata.category(character) not in _INVISIBLE_CATEGORIES
