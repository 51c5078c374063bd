"""Reads the table of broken policy files."""

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class BrokenFile:
    title: str
    text: str
    problems: tuple[str, ...]


def broken_files() -> list[BrokenFile]:
    table = Path(__file__).with_name("broken_files.txt").read_text(encoding="utf-8")
    return [_broken_file(entry) for entry in table.split("\n=== ")[1:]]


def _broken_file(entry: str) -> BrokenFile:
    title, _, rest = entry.partition("\n")
    text, *problems = ("\n" + rest).split("\n--> ")
    # A backslash at the end of a file stands for a missing end of its last line.
    text = text.removeprefix("\n").removesuffix("\\") + ("" if text.endswith("\\") or not text else "\n")
    return BrokenFile(title, text, tuple(problem.strip() for problem in problems))
