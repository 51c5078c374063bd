"""The snapshot's file in the state directory: closed to others, replaced whole, ignored if damaged."""

from pathlib import Path

from structlog.stdlib import get_logger

from bot.directory import snapshot
from bot.directory.snapshot import SnapshotUnreadable
from bot.domain.account import Directory
from bot.runtime.replace_file import replace_file

log = get_logger(__name__)

NAME = "directory.snapshot"


def write(state_dir: Path, directory: Directory) -> None:
    """Replace the snapshot in one step, so that a crash leaves the old one or the new one.

    Raises:
        OSError: The state directory cannot be written.
    """
    replace_file(state_dir / NAME, snapshot.dump(directory))


def read(state_dir: Path) -> Directory | None:
    """Read the snapshot; None where there is none that can be read."""
    try:
        return snapshot.load((state_dir / NAME).read_bytes())
    except FileNotFoundError:
        return None
    except (SnapshotUnreadable, OSError) as error:
        log.warning("directory_snapshot_ignored", problem=str(error))
        return None
