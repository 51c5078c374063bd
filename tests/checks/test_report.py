"""What a check has found, as people and programs read it."""

import json

import pytest

from bot.checks.report import Report, as_github, as_json, as_text
from bot.policy.diagnostics import Diagnostic, Severity


def diagnostic(**more):
    return Diagnostic(**{"file": "a.toml", "line": 1, "column": 5, "key": "k", "found": "x", "expected": "y"} | more)


def plain(_severity, text):
    return text


@pytest.mark.parametrize(
    ("report", "last_line"),
    [
        (Report("a.toml"), "a.toml is good"),
        (Report("a.toml", tests_passed=2), "a.toml is good: 2 of 2 tests passed"),
        (Report("a.toml", tests_passed=1, tests_inconclusive=1), "a.toml is good: 1 of 2 tests passed, 1 inconclusive"),
        (Report("a.toml", (diagnostic(severity=Severity.WARNING),)), "a.toml is good: 1 warning"),
        (Report("a.toml", (diagnostic(),) * 2, tests_failed=1), "a.toml has mistakes: 2 mistakes, 0 of 1 tests passed"),
    ],
)
def test_what_it_amounts_to(report, last_line):
    assert as_text(report, plain).splitlines()[-1] == last_line


def test_severities_have_their_colours():
    text = as_text(
        Report("a.toml", (diagnostic(), diagnostic(severity=Severity.NOTICE))),
        lambda severity, text: f"<{severity}>{text}</>",
    )
    assert "<error>a.toml:1:5: k: found x, expected y</>\n" in text
    assert "<notice>notice: a.toml:1:5: k: found x, expected y</>\n" in text
    assert text.endswith("<error>a.toml has mistakes</>: 1 mistake")


def test_nobody_reads_thousands_of_diagnostics_but_a_program_gets_all():
    report = Report("a.toml", (diagnostic(),) * 1234)
    assert "... and 1134 more\na.toml has mistakes: 1234 mistakes" in as_text(report, plain)
    assert as_github(report).endswith("... and 1134 more")
    assert len(json.loads(as_json(report))["diagnostics"]) == 1234


def test_annotations_cannot_be_broken_by_what_stands_in_a_file():
    evil = diagnostic(file="a,b:c%.toml", found="one\ntwo::error::%", hint="three", key="")
    assert as_github(Report("a.toml", (evil,))) == (
        "::error file=a%2Cb%3Ac%25.toml,line=1,col=5::found one%0Atwo::error::%25, expected y; three"
    )


def test_a_problem_without_a_place():
    assert (
        as_github(Report("a.toml", (diagnostic(line=None, column=None, key=""),)))
        == "::error file=a.toml::found x, expected y"
    )
