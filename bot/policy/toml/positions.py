"""Finds where in the text of a TOML file its keys and values stand.

TOML parsers return values without their positions. Only texts that a parser has accepted come here, so this
finds where things begin and end, not whether they are right.
"""

import re
from bisect import bisect_right
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from operator import itemgetter
from typing import Literal

import tomli

from bot.policy.violations import KeyPath

_TRIVIA = re.compile(r"(?:[ \t\n]|#[^\n]*)*")
_SPACE = re.compile(r"[ \t]*")
_TEXT = re.compile(
    r'"""(?:\\[\s\S]|[^"\\]|"{1,2}(?!"))*"{3,5}'
    r"|'''(?:[^']|'{1,2}(?!'))*'{3,5}"
    r'|"(?:\\.|[^"\\])*"'
    r"|'[^']*'"
)
_BARE_KEY = re.compile(r"[A-Za-z0-9_-]+")
# Numbers, true, false, dates: a date may have a space before its time.
_OTHER = re.compile(r"[^,\]}#\n]*")


@dataclass(frozen=True, slots=True)
class Positions:
    """Offsets of all keys and values. The value of a table that has a header begins with that header.

    `trivia` are the beginnings and ends of all that is neither: space and comments.
    """

    keys: Mapping[KeyPath, int]
    values: Mapping[KeyPath, int]
    trivia: Sequence[tuple[int, int]]

    def in_comment(self, offset: int) -> bool:
        """Tell whether an offset is inside of a comment."""
        number = bisect_right(self.trivia, offset, key=itemgetter(0)) - 1
        return number >= 0 and offset < self.trivia[number][1]

    def find(self, path: KeyPath, part: Literal["key", "value"]) -> int:
        """Return the offset of a key or value; of what is missing, that of the nearest table around it."""
        if part == "key" and path in self.keys:
            return self.keys[path]
        around = (path[:length] for length in range(len(path), 0, -1))
        return next((self.values[outer] for outer in around if outer in self.values), 0)


def find_positions(text: str) -> Positions:
    """Find all keys and values of a text that is valid TOML and has no carriage returns."""
    scan = _Scanner(text)
    # Of lists nested deeper than Python can follow, what was found so far is enough: no policy needs them.
    with suppress(RecursionError):
        scan.document()
    return Positions(scan.keys, scan.values, scan.trivia)


@dataclass(slots=True)
class _Scanner:
    """One walk through a text. `at` is the offset reached."""

    text: str
    at: int = 0
    keys: dict[KeyPath, int] = field(default_factory=dict)
    values: dict[KeyPath, int] = field(default_factory=dict)
    trivia: list[tuple[int, int]] = field(default_factory=list)
    tables: dict[KeyPath, int] = field(default_factory=dict)
    """How many tables each array of tables has so far."""

    def document(self) -> None:
        table: KeyPath = ()
        self.skip_trivia()
        while self.at < len(self.text):
            if self.text[self.at] == "[":
                table = self.header()
            else:
                self.pair(table)
            self.skip_trivia()

    def header(self) -> KeyPath:
        """Read `[table]` or `[[table]]` and return the table's path."""
        start = self.at
        bracket = "[[" if self.text.startswith("[[", start) else "["
        self.at += len(bracket)
        path: KeyPath = ()
        for key, offset in self.dotted_key():
            path = (*self.newest(path), key)
            self.keys.setdefault(path, offset)
            self.values.setdefault(path, start)
        self.at += len(bracket)
        if bracket == "[[":
            self.tables[path] = self.tables.get(path, 0) + 1
            path = self.newest(path)
        self.values[path] = start
        return path

    def newest(self, path: KeyPath) -> KeyPath:
        """Enter the newest table of an array of tables; any other path stays as it is."""
        return (*path, self.tables[path] - 1) if path in self.tables else path

    def pair(self, table: KeyPath) -> None:
        """Read `key = value`."""
        path = table
        for key, offset in self.dotted_key():
            path = (*path, key)
            self.keys.setdefault(path, offset)
            self.values.setdefault(path, offset)
        self.at += len("=")
        self.skip(_SPACE)
        self.value(path)

    def dotted_key(self) -> list[tuple[str, int]]:
        """Read a key, part by part, with the offset of each part."""
        parts = []
        while True:
            self.skip(_SPACE)
            start = self.at
            if self.text[start] in "\"'":
                self.skip(_TEXT)
                key = tomli.loads(f"key = {self.text[start : self.at]}")["key"]
            else:
                self.skip(_BARE_KEY)
                key = self.text[start : self.at]
            parts.append((key, start))
            self.skip(_SPACE)
            if self.text[self.at] != ".":
                return parts
            self.at += len(".")

    def value(self, path: KeyPath) -> None:
        self.values[path] = self.at
        match self.text[self.at]:
            case '"' | "'":
                self.skip(_TEXT)
            case "[":
                self.entries(path, "]")
            case "{":
                self.entries(path, "}")
            case _:
                self.skip(_OTHER)

    def entries(self, path: KeyPath, end: Literal["]", "}"]) -> None:
        """Read a list, or a table that stands in braces."""
        number = 0
        self.at += 1
        self.skip_trivia()
        while self.text[self.at] != end:
            if end == "]":
                self.value((*path, number))
            else:
                self.pair(path)
            number += 1
            self.skip_trivia()
            if self.text[self.at] == ",":
                self.at += 1
                self.skip_trivia()
        self.at += 1

    def skip_trivia(self) -> None:
        """Go to the next token, past space and comments."""
        start = self.at
        self.skip(_TRIVIA)
        self.trivia.append((start, self.at))

    def skip(self, pattern: re.Pattern[str]) -> None:
        """Go to the end of what a pattern matches here."""
        if match := pattern.match(self.text, self.at):
            self.at = match.end()
