"""People who keep raising alerts, whatever happens around them."""

import asyncio
import contextlib
import random

from tests.e2e.actions import NETWORK, NO_ROUTING_KEY, PLATFORM

NAMES = ("sam", "alice", "robert", "ursula")


# All together stay below what ilert takes, 50 events a minute: what waits for its turn would be no sign of trouble.
_SUBMITTED = 0.1
_PAUSES = (0.1, 0.4)


class People:
    """Each works for themselves until told to pause. `accepted` are the alerts that the bot has taken."""

    def __init__(self, sandbox):
        self._sandbox = sandbox
        self._tasks = []
        self._numbers = iter(range(10**9))
        self.tried = 0
        self.accepted = set()
        self._submitted, self._pauses = _SUBMITTED, _PAUSES

    async def raise_many(self, alerts):
        """Let everybody raise alert after alert until there are so many more."""
        enough = len(self.accepted) + alerts
        self._submitted, self._pauses = 1.0, (0.0, 0.0)
        self.start()
        await self._sandbox.until(lambda: len(self.accepted) >= enough, timeout=None)
        await self.pause()
        self._submitted, self._pauses = _SUBMITTED, _PAUSES

    def start(self):
        self._tasks = [asyncio.create_task(self._work(name)) for name in NAMES]

    async def pause(self):
        """Let everybody come to an end with what they are at."""
        for task in self._tasks:
            task.cancel()
        for result in await asyncio.gather(*self._tasks, return_exceptions=True):
            if not isinstance(result, asyncio.CancelledError):
                raise result

    async def _work(self, name):
        person = self._sandbox.person(name)
        while True:
            while person.view is not None:
                await person.close_view()
            self.tried += 1
            # A dialog that does not come is what an outage looks like; people try again.
            with contextlib.suppress(TimeoutError):
                if (await person.command("#demo", "/il-alert", f"soak {next(self._numbers)}")).ok:
                    await person.opened_view(seconds=2.0)
                    if random.random() < self._submitted:
                        await self._submit(person)
            await asyncio.sleep(random.uniform(*self._pauses))

    async def _submit(self, person):
        summary = person.view.values["summary"]
        await person.choose("choice", random.choice([NETWORK, PLATFORM, NO_ROUTING_KEY]))
        if (await person.submit()).result == "updated":
            self.accepted.add(summary)
