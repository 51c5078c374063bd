"""What systemd's journal wants of a log line (man systemd.exec(5), JOURNAL_STREAM; sd-daemon(3), priorities)."""

import os
import sys
from collections.abc import Mapping

_PRIORITIES = {"critical": 2, "error": 3, "warning": 4, "info": 6, "debug": 7}
_ORDINARY = 6


def writes_to_journal(environ: Mapping[str, str] = os.environ) -> bool:
    """Tell whether standard error is connected to the journal, by device and inode."""
    try:
        status = os.fstat(sys.stderr.fileno())
    except (OSError, ValueError):
        return False
    return environ.get("JOURNAL_STREAM") == f"{status.st_dev}:{status.st_ino}"


def entry(level: str, line: str) -> str:
    """Make one entry of a line: with its priority, and without breaks, at which the journal would begin another."""
    return f"<{_PRIORITIES.get(level, _ORDINARY)}>" + line.replace("\r", "\\r").replace("\n", "\\n")
