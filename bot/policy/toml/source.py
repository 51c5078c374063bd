"""The text of a policy file as its problems quote it."""

from bisect import bisect_right
from dataclasses import dataclass
from itertools import accumulate

from bot.policy.diagnostics import Diagnostic
from bot.policy.secrets import redact
from bot.policy.violations import printable

_SHOWN_BEFORE = 70
_SHOWN = 110


@dataclass(frozen=True, slots=True)
class SourceText:
    """A text with its lines. `lines` are fit to be shown: of the same length, without secrets or tabs."""

    file: str
    lines: tuple[str, ...]
    starts: tuple[int, ...]

    def problem(self, offset: int, key: str, found: str, expected: str, hint: str = "") -> Diagnostic:
        """Make a problem out of a mistake at an offset."""
        number = bisect_right(self.starts, offset) - 1
        line, column = self.lines[number], offset - self.starts[number]
        # A file may be one endless line: what is shown of it has an end.
        begin = max(0, column - _SHOWN_BEFORE)
        return Diagnostic(
            file=self.file,
            line=number + 1,
            column=column + 1,
            key=key,
            found=found,
            expected=expected,
            hint=hint,
            source=line[begin : begin + _SHOWN],
            caret=column - begin,
        )


def source_text(text: str, file: str) -> SourceText:
    """Prepare a text for being quoted."""
    lines = redact(text).split("\n")
    starts = accumulate((len(line) + 1 for line in lines[:-1]), initial=0)
    return SourceText(file, tuple(printable(line.replace("\t", " ")) for line in lines), tuple(starts))
