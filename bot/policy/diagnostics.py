"""A mistake in the policy file, told so that a person can mend it."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Diagnostic:
    """One mistake. Nothing in it shows a secret.

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

    def __str__(self) -> str:
        """Tell it on one line: `config.toml:12:8: dialog.title: found 5 (number), expected text in quotes`."""
        place = self.file if self.line is None else f"{self.file}:{self.line}:{self.column}"
        key = f"{self.key}: " if self.key else ""
        hint = f"; {self.hint}" if self.hint else ""
        return f"{place}: {key}found {self.found}, expected {self.expected}{hint}"

    def with_source(self) -> str:
        """Tell it on three lines: the one line, the line of the file, and a caret below the mistake."""
        if self.line is None:
            return str(self)
        margin = f"{self.line:>6} | "
        return f"{self}\n{margin}{self.source}\n{' ' * (len(margin) - 2)}| {' ' * self.caret}^"


class PolicyError(Exception):
    """A policy file that may not be used. `problems` is never empty, and in the order of the file."""

    def __init__(self, first: Diagnostic, *others: Diagnostic) -> None:
        super().__init__(first, *others)
        self.problems = (first, *others)

    def __str__(self) -> str:
        """Tell all problems, each with its line of the file."""
        return "\n".join(problem.with_source() for problem in self.problems)
