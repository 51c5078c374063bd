"""Reports when the policy file has changed, however it was saved, by reading it several times a second.

Notifications of the kernel would need a descriptor that a busy machine may not have left, a watch on every directory
in which a link on the way to the file stands, and a poll all the same, for network file systems. Reading the file
needs none of that, and costs about as much as asking for its time stamps.
"""

import asyncio
from collections.abc import AsyncGenerator
from pathlib import Path

from bot.policy.diagnostics import PolicyError
from bot.policy.file import content_version, read_file
from bot.runtime.clock import Sleep

POLL_SECONDS = 0.25
_SETTLE_SECONDS = 0.1

_MOST_UNSETTLED = 2
"""A change counts once two looks in a row agree, so that nobody reads half of a save; while saves go on without a
pause, it counts at this many looks that disagree."""


NOT_READ = "not read"
"""The version of a caller who has read no file, or one that is not in force: whatever stands there is a change."""


async def changes(path: Path, *, since: str = "", sleep: Sleep = asyncio.sleep) -> AsyncGenerator[None, None]:
    """Yield after each change of the file's content, of its readability or of its existence.

    Args:
        path: The file. Neither it nor its directory needs to exist.
        since: The version that the caller has read; if the file is another one by now, that is a change.
            By default, changes count from the first step of the iteration.
        sleep: Waits between two looks.
    """
    reported = before = since or await asyncio.to_thread(_state, path)
    unsettled = 0
    while True:
        state = await asyncio.to_thread(_state, path)
        unsettled = 0 if state == reported else unsettled + 1
        if unsettled and (state == before or unsettled >= _MOST_UNSETTLED):
            reported, unsettled = state, 0
            yield
        pause, before = POLL_SECONDS if state == before else _SETTLE_SECONDS, state
        await sleep(pause)


def _state(path: Path) -> str:
    """Return the version of the file, or why it cannot be read: whichever differs is worth a reload."""
    try:
        return content_version(read_file(path))
    except PolicyError as error:
        return str(error)
