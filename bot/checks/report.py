"""What a check has found, written for people, for programs, or for GitHub's annotations. Pure."""

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from bot.policy.diagnostics import Diagnostic, Severity

_SHOWN = 100
"""More than anybody reads at once; the rest is counted."""


@dataclass(frozen=True, slots=True)
class Report:
    """The outcome of a check. `basis` says in sentences what was known to it."""

    file: str
    diagnostics: tuple[Diagnostic, ...] = ()
    tests_passed: int = 0
    tests_failed: int = 0
    tests_inconclusive: int = 0
    basis: tuple[str, ...] = ()
    changes: tuple[str, ...] = ()
    """Who may alert whom by this file and not by the one in force, where that was compared."""

    @property
    def good(self) -> bool:
        """Whether nothing is wrong. Warnings and inconclusive tests are no mistakes."""
        return not self.count(Severity.ERROR)

    def count(self, severity: Severity) -> int:
        """Count the diagnostics of a severity."""
        return sum(one.severity is severity for one in self.diagnostics)


Paint = Callable[[Severity | None, str], str]
"""Colours a text by its severity; None stands for "all is well"."""


def as_text(report: Report, paint: Paint) -> str:
    """Write a report for people: each diagnostic with its line and a caret, then the verdict."""
    lines = [_text(one, paint) for one in report.diagnostics[:_SHOWN]]
    lines += _rest(len(report.diagnostics))
    lines += report.changes
    lines += report.basis
    verdict = "is good" if report.good else "has mistakes"
    lines.append(paint(None if report.good else Severity.ERROR, f"{report.file} {verdict}") + _counts(report))
    return "\n".join(lines)


def as_json(report: Report) -> str:
    """Write a report for programs, complete."""
    return json.dumps(
        {
            "file": report.file,
            "good": report.good,
            "tests": {
                "passed": report.tests_passed,
                "failed": report.tests_failed,
                "inconclusive": report.tests_inconclusive,
            },
            "basis": report.basis,
            "changes": report.changes,
            "diagnostics": [
                {
                    "severity": one.severity,
                    "line": one.line,
                    "column": one.column,
                    "key": one.key,
                    "found": one.found,
                    "expected": one.expected,
                    "hint": one.hint,
                    "text": str(one),
                }
                for one in report.diagnostics
            ],
        },
        indent=2,
        ensure_ascii=False,
    )


def as_github(report: Report) -> str:
    """Write a report as workflow commands, which GitHub shows beside the lines (GitHub docs, workflow commands)."""
    lines = [_annotation(one) for one in report.diagnostics[:_SHOWN]]
    return "\n".join([*lines, *_rest(len(report.diagnostics))])


def _text(one: Diagnostic, paint: Paint) -> str:
    severity = "" if one.severity is Severity.ERROR else f"{one.severity}: "
    head, *below = one.with_source().split("\n")
    return "\n".join([paint(one.severity, severity + head), *below])


def _rest(number: int) -> Sequence[str]:
    return [f"... and {number - _SHOWN} more"] if number > _SHOWN else []


def _counts(report: Report) -> str:
    tests = report.tests_passed + report.tests_failed + report.tests_inconclusive
    parts = [
        *_count(report.count(Severity.ERROR), "mistake"),
        *_count(report.count(Severity.WARNING), "warning"),
        *([f"{report.tests_passed} of {tests} tests passed"] if tests else []),
        *([f"{report.tests_inconclusive} inconclusive"] if report.tests_inconclusive else []),
    ]
    return f": {', '.join(parts)}" if parts else ""


def _count(number: int, kind: str) -> Iterator[str]:
    if number:
        yield f"{number} {kind}{'' if number == 1 else 's'}"


def _annotation(one: Diagnostic) -> str:
    key = f"{one.key}: " if one.key else ""
    hint = f"; {one.hint}" if one.hint else ""
    place = {"file": one.file}
    if one.line is not None:
        place |= {"line": str(one.line), "col": str(one.column)}
    properties = ",".join(f"{name}={_property(value)}" for name, value in place.items())
    return f"::{one.severity} {properties}::" + _data(f"{key}found {one.found}, expected {one.expected}{hint}")


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
