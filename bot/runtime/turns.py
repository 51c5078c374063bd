"""Lets others have their turn in the event loop between the parts of longer work."""

import asyncio
from collections.abc import Callable, Iterable
from typing import TypeVar

T = TypeVar("T")


async def in_turns(items: Iterable[T], act: Callable[[T], object]) -> None:
    """Do something with each, so that somebody who waits in a dialog gets a turn in between.

    Where this is cancelled the rest is done at once: nothing is left out.
    """
    left = iter(items)
    try:
        for item in left:
            act(item)
            await asyncio.sleep(0)
    finally:
        for item in left:
            act(item)
