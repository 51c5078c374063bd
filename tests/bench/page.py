"""Fills the measured part of `docs/performance.md`. Pure, but for the machine that it describes."""

import os
import platform
from pathlib import Path

END = "<!-- end of what was measured -->"


def begin(target: str) -> str:
    """Return the line above the part that a target of make has measured."""
    return f"<!-- measured by make {target} -->"


def filled(page: str, part: str, target: str = "bench") -> str:
    """Put a new measured part into the page.

    Raises:
        ValueError: The page has no place for it.
    """
    before, first, rest = page.partition(begin(target))
    _, last, after = rest.partition(END)
    if not first or not last:
        raise ValueError(f"expected the lines {begin(target)} and {END}")
    return f"{before}{first}\n{part.strip()}\n{END}{after}"


def machine() -> str:
    """Describe this machine in a line."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    return (
        f"{os.cpu_count()} cores ({_processor()}), {memory:.0f} GiB, {platform.system()} "
        f"{platform.release()}, Python {platform.python_version()}"
    )


def _processor() -> str:
    for line in Path("/proc/cpuinfo").read_text().splitlines():
        if line.startswith("model name"):
            return line.partition(":")[2].strip()
    return platform.machine()
