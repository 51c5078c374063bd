"""Somebody who asks for help again and again, and so sees every moment in which the bot does not answer."""

import asyncio
import time
from dataclasses import dataclass, field

EVERY_SECONDS = 0.2
NO_CONNECTION, UNANSWERED = "dispatch_failed", "operation_timeout"


@dataclass
class Seen:
    """What was seen of one trouble. Times are `time.monotonic()`."""

    name: str
    asked: list[tuple[float, str | None]] = field(default_factory=list)
    """When each command was sent, and the error that Slack showed, None where the bot answered."""
    ended_at: float = 0.0
    """When the trouble was over."""
    whole_at: float = 0.0
    """When all connections stood again."""

    def count(self, error):
        return sum(one == error for _, one in self.asked)

    @property
    def longest_gap(self):
        """The longest time from the first command that failed to the next that was answered."""
        longest, since = 0.0, None
        for at, error in self.asked:
            if error is None:
                longest, since = max(longest, at - (since or at)), None
            elif since is None:
                since = at
        return longest

    @property
    def healed_after(self):
        """How long after the trouble's end the last command failed for want of a connection; 0 if none did.

        What is sent on a connection that is dead and not yet found out counts as well.
        """
        failed = [at for at, error in self.asked if error is not None]
        return max(0.0, failed[-1] - self.ended_at) if failed else 0.0

    def __str__(self):
        return (
            f"{self.name:20} {len(self.asked):5} commands, {self.count(NO_CONNECTION):3} without a connection, "
            f"{self.count(UNANSWERED):3} unanswered; longest gap {self.longest_gap:5.1f} s, "
            f"healed after {self.healed_after:4.1f} s, all connections after {self.whole_at - self.ended_at:4.1f} s"
        )


class Probe:
    """Asks several times a second, whatever became of what it asked before."""

    def __init__(self, sandbox, who="stella", channel="#ops"):
        self._person = sandbox.person(who)
        self._channel = channel
        self._asking = set()
        self._loop = None

    def start(self, seen):
        self._loop = asyncio.create_task(self._run(seen))

    async def stop(self):
        """Ask no more, and wait for what was asked."""
        self._loop.cancel()
        await asyncio.gather(self._loop, *self._asking, return_exceptions=True)

    async def _run(self, seen):
        while True:
            task = asyncio.create_task(self._ask(seen))
            self._asking.add(task)
            task.add_done_callback(self._asking.discard)
            await asyncio.sleep(EVERY_SECONDS)

    async def _ask(self, seen):
        entry = [time.monotonic(), "not answered yet"]
        result = await self._person.command(self._channel, "/il-alert", "help")
        entry[1] = result.error
        seen.asked.append(tuple(entry))
        seen.asked.sort()
