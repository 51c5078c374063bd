"""The snapshot's file in the state directory: closed to others, replaced whole, ignored if damaged."""

import os
import tempfile
from pathlib import Path

from structlog.stdlib import get_logger

from bot.directory import snapshot
from bot.directory.snapshot import SnapshotUnreadable
from bot.domain.account import Directory

log = get_logger(__name__)

NAME = "directory.snapshot"


def write(state_dir: Path, directory: Directory) -> None:
    """Replace the snapshot in one step, so that a crash leaves the old one or the new one.

    Raises:
        OSError: The state directory cannot be written.
    """
    # mkstemp makes the file readable by its owner alone.
    descriptor, temporary = tempfile.mkstemp(prefix=f".{NAME}.", dir=state_dir)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(snapshot.dump(directory))
            file.flush()
            os.fsync(file.fileno())
        Path(temporary).replace(state_dir / NAME)
    except OSError:
        Path(temporary).unlink(missing_ok=True)
        raise


def read(state_dir: Path) -> Directory | None:
    """Read the snapshot; None where there is none that can be read."""
    try:
        return snapshot.load((state_dir / NAME).read_bytes())
    except FileNotFoundError:
        return None
    except (SnapshotUnreadable, OSError) as error:
        log.warning("directory_snapshot_ignored", problem=str(error))
        return None
