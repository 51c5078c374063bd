"""Measures how late the event loop is: nothing else shows that something holds it up."""

import asyncio
from collections.abc import Callable

EVERY_SECONDS = 1.0


async def watch(note: Callable[[float], None], *, every: float = EVERY_SECONDS) -> None:
    """Tell for ever, once a second, by how many seconds the loop was late."""
    loop = asyncio.get_running_loop()
    while True:
        due = loop.time() + every
        await asyncio.sleep(every)
        note(max(0.0, loop.time() - due))
