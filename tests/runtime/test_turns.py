"""Longer work in several turns of the event loop."""

import asyncio
import contextlib

from bot.runtime.turns import in_turns


async def test_others_get_their_turn_after_each():
    done = []
    working = asyncio.create_task(in_turns(range(3), done.append))
    for number in range(1, 4):
        await asyncio.sleep(0)
        assert len(done) == number
    await working
    assert done == [0, 1, 2]


async def test_whoever_cancels_it_leaves_nothing_undone():
    done = []
    working = asyncio.create_task(in_turns(range(5), done.append))
    await asyncio.sleep(0)
    working.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await working
    assert (working.cancelled(), done) == (True, [0, 1, 2, 3, 4])
