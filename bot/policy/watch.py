"""Tells when the policy file may have changed, however it was saved.

A file that is replaced by renaming is another file, and watching the old one would hear nothing more. So its
directory is watched, and every directory in which a link on the way to it stands.
"""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import aclosing
from pathlib import Path

from watchfiles import awatch

from bot.policy.diagnostics import PolicyError
from bot.policy.file import content_version, read_file

# What no notification tells (a directory moved away, a network file system) is noticed this late.
_LOOK_AGAIN_MS = 500

# However long a burst of writes lasts, it is looked at so often.
_LONGEST_BURST_MS = 400

# As many links as Linux follows (path_resolution(7)).
_LINKS_FOLLOWED = 40

_Directory = tuple[Path, int]
"""A directory and its inode: another directory may come to stand at the same path."""


async def changes(path: Path, *, since: str = "", debounce_ms: int = 100) -> AsyncGenerator[None, None]:
    """Yield after each change of the file's content, of its readability or of its existence.

    Args:
        path: The file. Neither it nor its directory needs to exist.
        since: The version that the caller has read; if the file is another one by now, that is a change.
            By default, changes count from the first step of the iteration.
        debounce_ms: How long nothing must happen, in milliseconds, before a burst of writes counts as over.
    """
    seen = since or await asyncio.to_thread(_state, path)
    async with aclosing(_occasions(path, debounce_ms)) as occasions:
        async for _ in occasions:
            state = await asyncio.to_thread(_state, path)
            if state != seen:
                seen = state
                yield


async def _occasions(path: Path, debounce_ms: int) -> AsyncGenerator[None, None]:
    """Yield whenever it is worth to look at the file: something happened near it, or some time went by."""
    while True:
        try:
            directories = await asyncio.to_thread(watched_directories, path)
            events = awatch(
                *(directory for directory, _ in directories),
                watch_filter=None,
                debounce=max(_LONGEST_BURST_MS, debounce_ms),
                step=debounce_ms,
                rust_timeout=_LOOK_AGAIN_MS,
                yield_on_timeout=True,
                recursive=False,
                ignore_permission_denied=True,
            )
            async with aclosing(events):
                async for _ in events:
                    yield
                    if await asyncio.to_thread(watched_directories, path) != directories:
                        break
        except OSError:
            # A directory just went away, or is closed to us, or the system has no watches left: time has to do.
            await asyncio.sleep(_LOOK_AGAIN_MS / 1000)
            yield


def _state(path: Path) -> str:
    """Return the version of the file, or why it cannot be read: whichever differs is worth a look."""
    try:
        return content_version(read_file(path))
    except PolicyError as error:
        return str(error)


def watched_directories(path: Path) -> frozenset[_Directory]:
    """List the directories in which something may happen that changes what the path leads to.

    They are the one in which the file stands and those of all links on the way; or, where the way ends early,
    the last directory there is.

    Raises:
        OSError: A directory on the way cannot be looked at.
    """
    found: set[Path] = set()
    here, todo, links = Path("/"), list(path.absolute().parts[1:]), 0
    while todo:
        step = here / todo.pop(0)
        target = _link_target(step)
        if target is not None and links < _LINKS_FOLLOWED:
            links += 1
            found.add(here)
            here = Path("/") if target.is_absolute() else here
            todo = [part for part in target.parts if part != "/"] + todo
        elif step.name == "..":
            here = here.parent
        elif todo and step.is_dir():
            here = step
        else:
            found.add(here)
            todo = []
    return frozenset((directory, directory.stat().st_ino) for directory in found)


def _link_target(path: Path) -> Path | None:
    """Return where a link leads; None for what is no link."""
    try:
        return path.readlink()
    except OSError:
        return None
