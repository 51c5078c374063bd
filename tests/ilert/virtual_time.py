"""Time that passes only when everybody waits, however many wait at once."""

import asyncio
import heapq
import itertools

# More turns of the event loop than any chain of callbacks between two waits needs.
_TURNS = 50


class VirtualTime:
    """A clock and a sleep. `run` moves on to the next moment that somebody waits for, until its work is done."""

    def __init__(self, now=0.0):
        self.now = now
        self._sleepers = []
        self._numbers = itertools.count()

    def __call__(self):
        return self.now

    async def sleep(self, seconds):
        future = asyncio.get_running_loop().create_future()
        heapq.heappush(self._sleepers, (self.now + seconds, next(self._numbers), future))
        await future

    async def run(self, work):
        task = asyncio.ensure_future(work)
        while not await self._settled(task):
            at, _, future = heapq.heappop(self._sleepers)
            if not future.done():
                self.now = max(self.now, at)
                future.set_result(None)
        return task.result()

    async def _settled(self, task):
        for _ in range(_TURNS):
            if task.done():
                return True
            await asyncio.sleep(0)
        return False
