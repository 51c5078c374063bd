"""Which revision the one that is checked out is compared with where nobody names one."""

import subprocess
from pathlib import Path

MAIN = ("origin/HEAD", "origin/main", "main")
"""The branch that all others leave and come back to, by the names that it may have in a clone."""


def base(repository: Path) -> str:
    """Return where this branch left the main one; of the main one itself its last release, else the commit before.

    Empty where there is nothing before this one.
    """
    head = _git(repository, "rev-parse", "HEAD")
    for branch in MAIN:
        if (left := _git(repository, "merge-base", "HEAD", branch)) not in ("", head):
            return left
    release = _git(repository, "describe", "--tags", "--abbrev=0", "HEAD^")
    return release or _git(repository, "rev-parse", "--verify", "HEAD^")


def _git(repository: Path, *arguments: str) -> str:
    """Return what git prints; empty where it fails, as it does for what is not there."""
    done = subprocess.run(["git", *arguments], cwd=repository, capture_output=True, text=True, check=False)
    return done.stdout.strip() if done.returncode == 0 else ""
