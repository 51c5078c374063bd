"""The text of a policy file as diagnostics quote it."""

from bisect import bisect_right
from dataclasses import dataclass
from itertools import accumulate

from bot.policy.diagnostics import Diagnostic
from bot.policy.secrets import redact
from bot.policy.violations import Violation, key_name
from bot.runtime.printable import printable

_SHOWN_BEFORE = 70
_SHOWN = 110


@dataclass(frozen=True, slots=True)
class SourceText:
    """A text with its lines. `lines` are fit to be shown: of the same length, without secrets or tabs."""

    file: str
    lines: tuple[str, ...]
    starts: tuple[int, ...]

    def diagnostic(self, offset: int, found: str, expected: str, hint: str = "") -> Diagnostic:
        """Describe a mistake at an offset."""
        return self.locate(offset, Violation((), found, expected, hint))

    def locate(self, offset: int, violation: Violation) -> Diagnostic:
        """Give a violation its place in the file."""
        number = bisect_right(self.starts, offset) - 1
        line, column = self.lines[number], offset - self.starts[number]
        # A file may be one endless line: what is shown of it has an end.
        begin = max(0, column - _SHOWN_BEFORE)
        return Diagnostic(
            file=self.file,
            line=number + 1,
            column=column + 1,
            key=key_name(violation.path),
            found=violation.found,
            expected=violation.expected,
            hint=violation.hint,
            severity=violation.severity,
            source=line[begin : begin + _SHOWN],
            caret=column - begin,
        )


def source_text(text: str, file: str) -> SourceText:
    """Prepare a text for being quoted."""
    lines = redact(text).split("\n")
    starts = accumulate((len(line) + 1 for line in lines[:-1]), initial=0)
    return SourceText(file, tuple(printable(line.replace("\t", " ")) for line in lines), tuple(starts))
