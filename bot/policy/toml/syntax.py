"""Reads TOML, and explains in plain words why a text is not TOML."""

import re
import unicodedata
from typing import Any

import tomli

from bot.policy.diagnostics import Diagnostic, PolicyError
from bot.policy.toml.recovery import syntax_errors
from bot.policy.toml.source import SourceText, source_text
from bot.policy.violations import did_you_mean, quoted, shown

# What tomli says, by its beginning, and what it says about what should stand there.
_EXPECTED = {
    "Invalid value": "a value: text in quotes, a number, true, false, a list or a table",
    "Invalid statement": "a line such as key = value or [table], or a comment",
    "Invalid initial character for a key part": "a key",
    "Expected '=' after a key": "= and a value after the key",
    "Expected ']' at the end": "] at the end of the table's name",
    "Expected ']]' at the end": "]] at the end of the table's name",
    "Expected newline": "nothing more on this line",
    "Expected ": "a closing quote",
    "Unclosed array": "a comma or ]",
    "Unclosed inline table": "a comma or }",
    "Unterminated string": "a closing quote",
    "Illegal character '\\n'": "a closing quote on the same line",
    "Found invalid character '\\n'": "a closing quote on the same line",
    "Illegal character": "no control characters",
    "Found invalid character": "no control characters",
    "Unescaped": "\\\\ for a backslash, or the text in 'single quotes'",
    "Invalid hex value": "the hexadecimal digits of a character",
    "Escaped character": "the number of an existing character",
    "Invalid date": "a date that exists",
    "Cannot declare": "each table only once",
    "Cannot redefine": "each table only once",
    "Cannot mutate": "each table only once",
    "Cannot overwrite": "each key only once",
    "Duplicate": "each key only once",
}

_SWITCH_WORDS = {"yes": "true", "on": "true", "no": "false", "off": "false", "true": "true", "false": "false"}
_WORD = re.compile(r"[^\s,\]}=]+")
_MANY_DIGITS = re.compile(r"[0-9_]{4300,}")
# As word processors and chat programs make of straight ones.
_CURLY_QUOTES = "\u2018\u2019\u201a\u201c\u201d\u201e\u00ab\u00bb"


def read_toml(text: str, file: str) -> dict[str, Any]:
    """Read a text that has no carriage returns before its line ends.

    Raises:
        PolicyError: It is not TOML; with all mistakes that can be told apart.
    """
    try:
        return tomli.loads(text)
    except tomli.TOMLDecodeError as error:
        source = source_text(text, file)
        found = (_diagnostic(message, offset, text, source) for message, offset in syntax_errors(text, error))
        raise PolicyError(*found) from error
    except RecursionError as error:
        source = source_text(text, file)
        raise PolicyError(
            source.diagnostic(0, "tables or lists nested hundreds deep", "a policy of a few levels")
        ) from error
    except ValueError as error:
        # Python does not read numbers of thousands of digits, to keep them from costing minutes.
        digits = _MANY_DIGITS.search(text)
        source = source_text(text, file)
        raise PolicyError(
            source.diagnostic(digits.start() if digits else 0, "a number of thousands of digits", "an id of ilert")
        ) from error


def _diagnostic(message: str, at: int, text: str, source: SourceText) -> Diagnostic:
    expected = next((said for start, said in _EXPECTED.items() if message.startswith(start)), message)
    if message.startswith(("Cannot", "Duplicate")):
        # tomli stops behind the second one; people look for where it begins.
        start = text.rfind("\n", 0, at) + 1
        line = text[start:].split("\n", 1)[0]
        offset = start + len(line) - len(line.lstrip())
        return source.diagnostic(offset, f"`{shown(line.strip())}` for the second time", expected)
    if at >= len(text):
        end = len(text.rstrip())
        return source.diagnostic(end, "the end of the file", expected, "was the file saved completely?")
    return source.diagnostic(at, _found(text, at), expected, _hint(message, text, at))


def _found(text: str, offset: int) -> str:
    rest = text[offset:].split("\n", 1)[0]
    if not rest.strip():
        return "the end of the line"
    character = rest[0]
    if character.isprintable():
        word = _WORD.match(text, offset)
        return f"`{shown(word[0] if word else character)}`"
    return f"the character U+{ord(character):04X} ({unicodedata.name(character, 'a control character')})"


def _hint(message: str, text: str, offset: int) -> str:
    """Suggest what was probably meant."""
    character = text[offset]
    if character in _CURLY_QUOTES:
        return 'quotes must be straight: "'
    if message != "Invalid value":
        return ""
    word = _WORD.match(text, offset)
    if word is None:
        return ""
    if word[0].lower() in _SWITCH_WORDS:
        return did_you_mean(_SWITCH_WORDS[word[0].lower()])
    return did_you_mean(quoted(word[0])) if character.isalpha() or character == "#" else ""
