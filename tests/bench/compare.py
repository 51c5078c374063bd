"""`make bench-compare REV=…`: measure an older revision beside this one, and say what has become slower.

    .venv/bin/python -m tests.bench.compare [REV] [--quick]

Without a revision it is compared with what `base` finds. Exits with 1 where a figure is worse by more than chance.
"""

import argparse
import asyncio
import math
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from hatch_build import compile_catalogues
from tests.bench.__main__ import interleaved, verdict
from tests.bench.base import base
from tests.bench.change import Compared, compare, slower_by_chance
from tests.bench.process import HERE, bot
from tests.bench.report import number
from tests.bench.stage import FULL, GLANCE

LOCK = "requirements.lock"
NOW = "now"
QUICK_SECONDS = 210.0


def _git(*arguments: str) -> None:
    subprocess.run(["git", *arguments], cwd=HERE, check=True, stdout=subprocess.DEVNULL)


@contextmanager
def checked_out(revision: str) -> Iterator[Path]:
    """Check a revision out beside this one, until the context ends."""
    with tempfile.TemporaryDirectory(prefix="bench-") as name:
        folder = Path(name) / "tree"
        _git("worktree", "add", "--quiet", "--detach", "--force", str(folder), revision)
        try:
            # Compiled ones are not in the repository.
            compile_catalogues(folder)
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
    parser.add_argument("revision", nargs="?", help="a commit, branch or tag of git; else where this branch began")
    parser.add_argument("--quick", action="store_true", help="shorter loads of the small account, in four minutes")
    options = parser.parse_args()
    revision = options.revision or base(HERE)
    if not revision:
        print("There is no revision before this one to compare it with.")
        return 0
    plan, seconds = (GLANCE, QUICK_SECONDS) if options.quick else (FULL, math.inf)
    with checked_out(revision) as folder:
        programs = (bot(revision, folder, interpreter(folder)), bot(NOW))
        runs, noise = asyncio.run(interleaved(programs, plan, whole=programs, seconds=seconds))
    compared = compare(runs, revision, NOW)
    worse = [one.row.title for one in compared if one.change == "slower"]
    print(report(compared, revision))
    by_chance = slower_by_chance(len(compared), len(runs[NOW]))
    print(
        f"\n{verdict(noise)} Measured {len(runs[NOW])} times: about {by_chance:.0f} figures are worse by chance alone."
    )
    print("Worse beyond chance: " + "; ".join(worse) if worse else "Nothing is worse beyond chance.")
    return 1 if worse else 0


if __name__ == "__main__":
    sys.exit(main())
