"""How the bot copes with an account of 10,000 users and 2,000 alert sources. Prints one table.

The sandbox runs in a process of its own and keeps ilert's rate limits, so the first reading takes a minute.
"""

import asyncio
import gc
import re
import statistics
import sys
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import aiohttp
from pydantic import SecretStr

from bot.directory.refresher import DirectoryRefresher
from bot.domain.account import Directory
from bot.domain.decision import AccountOffer
from bot.domain.permissions import accessible_resources
from bot.ilert.client import IlertClient
from bot.ilert.sansio import Answer, Request
from bot.ilert.transport import AiohttpTransport
from bot.slack.features.alert.choices import matching, source_choices
from tests.english import ENGLISH

REPETITIONS = 200
TICK_SECONDS = 0.001


class CountingTransport:
    """Notes when each call was made."""

    def __init__(self, transport: AiohttpTransport) -> None:
        self._transport = transport
        self.called_at: list[float] = []

    async def send(self, request: Request) -> Answer:
        self.called_at.append(time.monotonic())
        return await self._transport.send(request)

    def most_in_a_minute(self) -> int:
        return max(sum(start <= one < start + 60 for one in self.called_at) for start in self.called_at)


@asynccontextmanager
async def sandbox() -> AsyncIterator[tuple[str, str]]:
    """Run the large sandbox; yields ilert's address and API key."""
    command = [sys.executable, "-m", "bot.cli.main", "sandbox", "--large", "--port", "0"]
    process = await asyncio.create_subprocess_exec(*command, stdout=asyncio.subprocess.PIPE)
    settings = {}
    while "ILERT_API_TOKEN" not in settings:
        line = (await process.stdout.readline()).decode()
        if match := re.search(r"export (\w+)=(\S+)", line):
            settings[match[1]] = match[2]
    try:
        yield settings["ILERT_ENDPOINT"], settings["ILERT_API_TOKEN"]
    finally:
        process.terminate()
        await process.wait()


async def longest_standstill(stop: asyncio.Event) -> float:
    """Return the longest time, in seconds, for which the event loop did nothing else."""
    longest, last = 0.0, time.perf_counter()
    while not stop.is_set():
        await asyncio.sleep(TICK_SECONDS)
        now = time.perf_counter()
        longest, last = max(longest, now - last - TICK_SECONDS), now
    return longest


def memory_mb() -> float:
    """Return this process's resident memory."""
    gc.collect()
    match = re.search(r"VmRSS:\s+(\d+) kB", Path("/proc/self/status").read_text())
    return int(match[1]) / 1024


def milliseconds(work: Callable[[], object]) -> str:
    """Time something many times: median and 99th percentile."""
    times = []
    for _ in range(REPETITIONS):
        started = time.perf_counter()
        work()
        times.append((time.perf_counter() - started) * 1000)
    return f"{statistics.median(times):6.2f} ms   p99 {statistics.quantiles(times, n=100)[98]:6.2f} ms"


def report(directory: Directory) -> None:
    """Time what happens while somebody waits."""
    user = next(user for user in directory.users.values() if user.name.startswith("Person3 "))
    offer = AccountOffer(user, accessible_resources(user, directory), "ask")

    def suggestion() -> object:
        fresh = AccountOffer(user, accessible_resources(user, directory), "ask")
        return matching(source_choices(ENGLISH, fresh), "warehouse queue")

    def deciding() -> object:
        return accessible_resources(user, directory)

    print(
        f"may alert                        "
        f"{len(offer.resources.alert_sources)} of {len(directory.alert_sources)} sources"
    )
    print(f"deciding what one person sees    {milliseconds(deciding)}   (reach: 5 ms)")
    print(f"answering a block_suggestion     {milliseconds(suggestion)}   (reach: 5 ms)")


async def main() -> None:
    """Read the account, then time what dialogs do with it."""
    async with sandbox() as (endpoint, key), aiohttp.ClientSession() as session:
        transport = CountingTransport(AiohttpTransport(session, endpoint, SecretStr(key)))
        keeper = DirectoryRefresher(IlertClient(transport), max_age=1e9)
        before, stop = memory_mb(), asyncio.Event()
        gc.freeze()  # as the daemon does when it is up
        watching = asyncio.create_task(longest_standstill(stop))
        started = time.monotonic()
        await keeper.refresh()
        seconds = time.monotonic() - started
        stop.set()
        standstill = await watching
        directory = keeper.current
        print(f"account                          {len(directory.users)} users, {len(directory.teams)} teams")
        print(f"a full refresh                   {len(transport.called_at)} calls in {seconds:.0f} s   (reach: 250)")
        print(f"most calls in one minute         {transport.most_in_a_minute()}   (reach: 100)")
        print(f"longest standstill meanwhile     {standstill * 1000:.0f} ms   (reach: 50)")
        print(f"growth of memory                 {memory_mb() - before:.0f} MB   (reach: 100)")
        report(directory)


if __name__ == "__main__":
    asyncio.run(main())
