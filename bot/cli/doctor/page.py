"""What doctor found, written for people, for programs, or to be shared. Pure."""

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from bot.cli.doctor.findings import CheckResult, Section, Status, count

Paint = Callable[[Status | None, str], str]
"""Colours a text by its status; None stands for a heading."""

_MARKS = {Status.GOOD: "good   ", Status.WARNING: "warning", Status.BROKEN: "BROKEN ", Status.INFO: "       "}


def shareable(sections: Sequence[Section]) -> list[Section]:
    """Leave out all that names a person, a place or a thing: what a check did not clear for sharing is not shown."""
    return [
        replace(
            section,
            results=tuple(CheckResult(one.status, one.subject, one.shared) for one in section.results),
            summary=section.shared,
        )
        for section in sections
    ]


def as_text(sections: Sequence[Section], paint: Paint, *, full: bool) -> str:
    """Write a page that ends with the verdict: a section that is fine in one line, unless `full` is wanted."""
    blocks = ["\n".join(_section(section, paint, full=full)) for section in sections]
    return ("\n\n" if full else "\n").join(blocks) + f"\n\n{_verdict(sections, paint)}"


def as_json(sections: Sequence[Section]) -> str:
    """Write everything for programs."""
    return json.dumps(
        {
            "good": not count(sections, Status.BROKEN),
            "broken": count(sections, Status.BROKEN),
            "warnings": count(sections, Status.WARNING),
            "sections": [
                {
                    "heading": section.heading,
                    "results": [
                        {"status": one.status, "subject": one.subject, "result": one.result, "fix": one.fix}
                        for one in section.results
                    ],
                }
                for section in sections
            ],
        },
        indent=2,
        ensure_ascii=False,
    )


def _section(section: Section, paint: Paint, *, full: bool) -> Iterator[str]:
    if section.fine and not full:
        yield f"{paint(Status.GOOD, _MARKS[Status.GOOD])}  {paint(None, section.heading)}: {section.summary}"
        return
    yield paint(None, section.heading)
    for one in section.results:
        if not full and one.status in (Status.GOOD, Status.INFO) and section.summary:
            continue
        yield f"  {paint(one.status, _MARKS[one.status])}  {one.subject}" + (f": {one.result}" if one.result else "")
        if one.fix:
            yield f"{' ' * 13}{one.fix}"


def _verdict(sections: Sequence[Section], paint: Paint) -> str:
    broken, warnings = count(sections, Status.BROKEN), count(sections, Status.WARNING)
    parts = []
    if broken:
        parts.append(f"{broken} thing{' is' if broken == 1 else 's are'} broken")
    if warnings:
        parts.append(f"{warnings} warning{'' if warnings == 1 else 's'}")
    worst = Status.BROKEN if broken else Status.WARNING if warnings else Status.GOOD
    return paint(worst, (", ".join(parts) or "Everything is in order") + ".")
