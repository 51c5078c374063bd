"""The snapshot's file in the state directory: closed to others, replaced whole, ignored if damaged."""

from collections.abc import Callable
from pathlib import Path

from bot.directory import snapshot
from bot.directory.snapshot import SnapshotUnreadable
from bot.domain.account import Directory
from bot.runtime.replace_file import replace_file_in_parts

NAME = "directory.snapshot"


def write(state_dir: Path, directory: Directory) -> None:
    """Replace the snapshot in one step, so that a crash leaves the old one or the new one.

    Raises:
        OSError: The state directory cannot be written.
    """
    replace_file_in_parts(state_dir / NAME, snapshot.dumped_parts(directory))


def read(state_dir: Path, on_ignored: Callable[[str], None] = lambda _: None) -> Directory | None:
    """Read the snapshot; None where there is none that can be read. `on_ignored` is told why one cannot."""
    try:
        return snapshot.load((state_dir / NAME).read_bytes())
    except FileNotFoundError:
        return None
    except (SnapshotUnreadable, OSError) as error:
        on_ignored(str(error))
        return None
