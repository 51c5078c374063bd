"""A pause that news ends early."""

import asyncio

from bot.runtime.wakeup import Wakeup


async def never(_seconds):
    await asyncio.Event().wait()


async def test_news_ends_the_pause():
    wakeup = Wakeup(never)
    waiting = asyncio.create_task(wakeup.wait(60.0))
    await asyncio.sleep(0)
    assert not waiting.done()
    wakeup.set()
    async with asyncio.timeout(5):
        await waiting


async def test_news_from_before_ends_the_next_pause_unless_it_is_cleared():
    wakeup = Wakeup(never)
    wakeup.set()
    async with asyncio.timeout(5):
        await wakeup.wait(60.0)
    wakeup.clear()
    waiting = asyncio.create_task(wakeup.wait(60.0))
    await asyncio.sleep(0)
    assert not waiting.done()
    waiting.cancel()


async def test_without_news_it_ends_with_the_time():
    slept = []

    async def at_once(seconds):
        slept.append(seconds)

    async with asyncio.timeout(5):
        await Wakeup(at_once).wait(60.0)
    assert slept == [60.0]
