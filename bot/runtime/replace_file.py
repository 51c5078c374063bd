"""Writes files so that whoever reads one, after a crash too, finds the old content or the new one, and all of it."""

import os
import tempfile
from collections.abc import Iterable, Mapping
from pathlib import Path


def replace_file(path: Path, content: bytes) -> None:
    """Replace one file, or make it; raises as `replace_files` does."""
    _replace({path: (content,)})


def replace_file_in_parts(path: Path, parts: Iterable[bytes]) -> None:
    """Replace one file, or make it, with what need not be in memory as a whole; raises as `replace_files` does."""
    _replace({path: parts})


def replace_files(contents: Mapping[Path, bytes]) -> None:
    """Replace files, or make them, each readable by its owner alone.

    Raises:
        OSError: They cannot be written. None was replaced, unless the disk failed between two of them.
    """
    _replace({path: (content,) for path, content in contents.items()})


def _replace(contents: Mapping[Path, Iterable[bytes]]) -> None:
    written: dict[Path, Path] = {}
    try:
        for path, parts in contents.items():
            # mkstemp makes the file readable by its owner alone.
            descriptor, temporary = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
            written[Path(temporary)] = path
            with os.fdopen(descriptor, "wb") as file:
                file.writelines(parts)
                file.flush()
                os.fsync(file.fileno())
        for new, old in written.items():
            new.replace(old)
    finally:
        for new in written:
            new.unlink(missing_ok=True)
