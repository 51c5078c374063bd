"""What is to be said of a place in the policy file, so that a person can fix it."""

from dataclasses import dataclass
from enum import StrEnum


class Severity(StrEnum):
    """How bad it is. The words are GitHub's."""

    ERROR = "error"
    WARNING = "warning"
    NOTICE = "notice"


@dataclass(frozen=True, slots=True)
class Diagnostic:
    """One mistake or remark. Nothing in it shows a secret.

    `line` and `column` count from 1, columns in characters; both are None where the file could not be read at
    all. `key` is empty where no key is concerned. `source` is the line, or the part of it around the mistake;
    `caret` counts the characters of it that precede the mistake.
    """

    file: str
    line: int | None
    column: int | None
    key: str
    found: str
    expected: str
    hint: str = ""
    source: str = ""
    caret: int = 0
    severity: Severity = Severity.ERROR

    def __str__(self) -> str:
        """Write it on one line: `config.toml:12:8: dialog.title: found 5 (number), expected text in quotes`."""
        place = self.file if self.line is None else f"{self.file}:{self.line}:{self.column}"
        key = f"{self.key}: " if self.key else ""
        hint = f"; {self.hint}" if self.hint else ""
        return f"{place}: {key}found {self.found}, expected {self.expected}{hint}"

    def with_source(self) -> str:
        """Write it on three lines: the one line, the line of the file, and a caret below the mistake."""
        if self.line is None:
            return str(self)
        margin = f"{self.line:>6} | "
        return f"{self}\n{margin}{self.source}\n{' ' * (len(margin) - 2)}| {' ' * self.caret}^"


class PolicyError(Exception):
    """A policy file that may not be used. `diagnostics` is never empty, and in the order of the file."""

    def __init__(self, first: Diagnostic, *others: Diagnostic) -> None:
        super().__init__(first, *others)
        self.diagnostics = (first, *others)

    def __str__(self) -> str:
        """Write all diagnostics, each with its line of the file."""
        return "\n".join(diagnostic.with_source() for diagnostic in self.diagnostics)
