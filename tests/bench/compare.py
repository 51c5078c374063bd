"""`make bench-compare REV=…`: measure an older revision beside this one, and say what has become slower.

    .venv/bin/python -m tests.bench.compare REV [--quick]

Exits with 1 where a figure is worse by more than chance.
"""

import argparse
import asyncio
import dataclasses
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.bench.__main__ import interleaved, verdict
from tests.bench.change import Compared, compare
from tests.bench.process import HERE, bot
from tests.bench.report import number
from tests.bench.stage import FULL, QUICK

LOCK = "requirements.lock"
NOW = "now"
# With a single repetition chance cannot be told from change.
QUICK_REPETITIONS = 3


def _git(*arguments: str) -> None:
    subprocess.run(["git", *arguments], cwd=HERE, check=True, stdout=subprocess.DEVNULL)


@contextmanager
def checked_out(revision: str) -> Iterator[Path]:
    """Check a revision out beside this one, until the context ends."""
    with tempfile.TemporaryDirectory(prefix="bench-") as name:
        folder = Path(name) / "tree"
        _git("worktree", "add", "--detach", "--force", str(folder), revision)
        try:
            yield folder
        finally:
            _git("worktree", "remove", "--force", str(folder))


def interpreter(folder: Path) -> str:
    """Return a Python with the libraries of a source tree: this one, where both have the same."""
    if (folder / LOCK).read_bytes() == (HERE / LOCK).read_bytes():
        return sys.executable
    subprocess.run(["make", ".venv/runtime", f"PYTHON={sys.executable}"], cwd=folder, check=True)
    return str(folder / ".venv" / "bin" / "python")


def report(compared: list[Compared], revision: str) -> str:
    """Write the table."""
    lines = [f"{'figure':90} {revision[:12]:>12} {NOW:>12} {'change':>8}"]
    for one in compared:
        title = f"{one.row.title}, {one.row.unit}" if one.row.unit else one.row.title
        before, now = (number(value, one.row.digits) for value in (one.before, one.now))
        change = f"{(one.now / one.before - 1):+.0%}" if one.before else ""
        verdict = "" if one.change == "same" else f"  {one.change}"
        lines.append(f"{title:90} {before:>12} {now:>12} {change:>8}{verdict}")
    return "\n".join(lines)


def main() -> int:
    """Measure both and report."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.compare", description=__doc__.split("\n", 1)[0])
    parser.add_argument("revision", help="a commit, branch or tag of git")
    parser.add_argument("--quick", action="store_true", help="shorter loads, three repetitions")
    options = parser.parse_args()
    plan = dataclasses.replace(QUICK, repetitions=QUICK_REPETITIONS) if options.quick else FULL
    with checked_out(options.revision) as folder:
        programs = (bot(options.revision, folder, interpreter(folder)), bot(NOW))
        runs, noise = asyncio.run(interleaved(programs, plan, whole=programs))
    compared = compare(runs, options.revision, NOW)
    worse = [one.row.title for one in compared if one.change == "slower"]
    print(report(compared, options.revision))
    print(f"\n{verdict(noise)}")
    print("Worse beyond chance: " + "; ".join(worse) if worse else "Nothing is worse beyond chance.")
    return 1 if worse else 0


if __name__ == "__main__":
    sys.exit(main())
