"""What a check has found, written for people, for programs, or for GitHub's annotations. Pure."""

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from bot.policy.diagnostics import Diagnostic

_SHOWN = 100
"""More than anybody reads at once; the rest is counted."""


class Severity(StrEnum):
    """How bad it is. The words are GitHub's."""

    ERROR = "error"
    WARNING = "warning"
    NOTICE = "notice"


@dataclass(frozen=True, slots=True)
class Remark:
    """Something that a check has to say about a place in the file."""

    level: Severity
    problem: Diagnostic


@dataclass(frozen=True, slots=True)
class Report:
    """The outcome of a check. `basis` says in sentences what was known to it."""

    file: str
    remarks: tuple[Remark, ...] = ()
    tests_passed: int = 0
    tests_failed: int = 0
    tests_inconclusive: int = 0
    basis: tuple[str, ...] = ()

    @property
    def good(self) -> bool:
        """Whether nothing is wrong. Warnings and what could not be proven are no mistakes."""
        return not self.count(Severity.ERROR)

    def count(self, level: Severity) -> int:
        """Count the remarks of a level."""
        return sum(remark.level is level for remark in self.remarks)


Paint = Callable[[Severity | None, str], str]
"""Colours a text by its level; None stands for "all is well"."""


def as_text(report: Report, paint: Paint) -> str:
    """Write a report for people: each remark with its line and a caret, then what it amounts to."""
    lines = [_remark_text(remark, paint) for remark in report.remarks[:_SHOWN]]
    lines += _rest(len(report.remarks))
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
                "held": report.tests_passed,
                "failed": report.tests_failed,
                "unproven": report.tests_inconclusive,
            },
            "basis": report.basis,
            "remarks": [
                {
                    "level": remark.level,
                    "line": remark.problem.line,
                    "column": remark.problem.column,
                    "key": remark.problem.key,
                    "found": remark.problem.found,
                    "expected": remark.problem.expected,
                    "hint": remark.problem.hint,
                    "text": str(remark.problem),
                }
                for remark in report.remarks
            ],
        },
        indent=2,
        ensure_ascii=False,
    )


def as_github(report: Report) -> str:
    """Write a report as workflow commands, which GitHub shows beside the lines (GitHub docs, workflow commands)."""
    lines = [_annotation(remark) for remark in report.remarks[:_SHOWN]]
    return "\n".join([*lines, *_rest(len(report.remarks))])


def _remark_text(remark: Remark, paint: Paint) -> str:
    level = "" if remark.level is Severity.ERROR else f"{remark.level}: "
    head, *below = remark.problem.with_source().split("\n")
    return "\n".join([paint(remark.level, level + head), *below])


def _rest(remarks: int) -> Sequence[str]:
    return [f"... and {remarks - _SHOWN} more"] if remarks > _SHOWN else []


def _counts(report: Report) -> str:
    tests = report.tests_passed + report.tests_failed + report.tests_inconclusive
    parts = [
        *_count(report.count(Severity.ERROR), "mistake"),
        *_count(report.count(Severity.WARNING), "warning"),
        *([f"{report.tests_passed} of {tests} tests hold"] if tests else []),
        *([f"{report.tests_inconclusive} not proven"] if report.tests_inconclusive else []),
    ]
    return f": {', '.join(parts)}" if parts else ""


def _count(number: int, kind: str) -> Iterator[str]:
    if number:
        yield f"{number} {kind}{'' if number == 1 else 's'}"


def _annotation(remark: Remark) -> str:
    problem = remark.problem
    key = f"{problem.key}: " if problem.key else ""
    hint = f"; {problem.hint}" if problem.hint else ""
    place = {"file": problem.file}
    if problem.line is not None:
        place |= {"line": str(problem.line), "col": str(problem.column)}
    properties = ",".join(f"{name}={_property(value)}" for name, value in place.items())
    return f"::{remark.level} {properties}::" + _data(f"{key}found {problem.found}, expected {problem.expected}{hint}")


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
