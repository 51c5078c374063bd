import asyncio
import contextlib
import time

from bot.service import loop_lag


async def test_what_holds_the_loop_up_is_told():
    noted = asyncio.Queue()
    watching = asyncio.create_task(loop_lag.watch(noted.put_nowait, every=0.01))
    assert await noted.get() >= 0
    time.sleep(0.1)  # noqa: ASYNC251 - this is what shall be found out
    assert await noted.get() >= 0.05
    watching.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await watching
