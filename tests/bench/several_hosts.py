"""Measures the bot on one, two and three hosts over one PostgreSQL, all of it on the programs' core of this machine."""

import asyncio
import os
import tempfile
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager, closing
from pathlib import Path

from bot.sandbox.server import Sandbox
from tests.bench.crowd import Crowd
from tests.bench.figures import Figures, waits
from tests.bench.measure import BUSY
from tests.bench.process import BOT, HERE, PROGRAMS_CORE, Running, running
from tests.bench.stage import PEOPLE, REGULARS, START_SECONDS, Plan
from tests.bench.world import crowded, policy_for
from tests.e2e.settings import settings_for
from tests.postgres import MISSING, Server, programs

NUMBERS = (1, 2, 3)

LEFT_OUT = f"{MISSING}: the rows about hosts that share a database are left out."

_TICKS = os.sysconf("SC_CLK_TCK")


async def several_hosts(plan: Plan) -> Figures:
    """Measure each number of hosts; nothing where PostgreSQL's programs are missing."""
    figures: Figures = {}
    if programs() is None:
        return figures
    with closing(_Database()) as database:
        for number in NUMBERS:
            async with _stage(number, database) as (crowd, hosts):
                if number == 1:
                    figures |= await _steady(crowd, hosts, database, plan)
                figures[f"shared_rate_{number}"] = await crowd.as_fast_as_it_goes(BUSY, plan.seconds)
                await asyncio.sleep(plan.quiet_seconds)
    return figures


class _Database(Server):
    """A database as it is installed: what it says is kept is on the disk."""

    def __init__(self) -> None:
        super().__init__(fsync="on")
        # Before anybody is connected: those who are served inherit it.
        os.sched_setaffinity(self.process.pid, {PROGRAMS_CORE})

    def cpu_seconds(self) -> float:
        """Return the time that the processes of those who are connected have spent on a core."""
        children = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text().split()
        times = [Path(f"/proc/{child}/stat").read_text().rpartition(")")[2].split()[11:13] for child in children]
        return sum(int(time) for pair in times for time in pair) / _TICKS

    def close(self) -> None:
        """End it, and remove what it kept."""
        self.remove()


@asynccontextmanager
async def _stage(number: int, database: _Database) -> AsyncIterator[tuple[Crowd, Sequence[Running]]]:
    """Start so many hosts before a simulated Slack and ilert, and let the regulars come for the first time."""
    async with AsyncExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(dir=HERE / "build" / "bench")))
        sandbox = await stack.enter_async_context(Sandbox.start(world=crowded(people=PEOPLE)))
        sandbox.slack.limits.on = sandbox.ilert.limits.on = False
        (folder / "config.toml").write_text(policy_for(HERE))
        url = database.new_url()
        hosts = [await stack.enter_async_context(_host(sandbox, folder, url, str(name))) for name in range(number)]
        connections = sandbox.slack.socket.connections
        await sandbox.until(lambda: len({one.host for one in connections}) == number, timeout=START_SECONDS)
        crowd = Crowd(sandbox)
        await asyncio.gather(*(crowd.raise_alert(person) for person in range(REGULARS)))
        yield crowd, hosts


def _host(sandbox: Sandbox, folder: Path, url: str, name: str) -> AbstractAsyncContextManager[Running]:
    state = folder / name
    state.mkdir()
    settings = {
        **settings_for(sandbox, folder / "config.toml", state),
        "SLACK_API_URL": sandbox.slack_api_url_of(name),
        "IL_ALERT_DATABASE_URL": url,
    }
    return running(BOT, settings, state)


async def _steady(crowd: Crowd, hosts: Sequence[Running], database: _Database, plan: Plan) -> Figures:
    """Measure what people wait for, and what an alert costs, at the rate at which the bot alone is measured too."""
    await asyncio.sleep(plan.settle_seconds)
    ours, theirs = sum(host.cpu_seconds() for host in hosts), database.cpu_seconds()
    began = time.monotonic()
    raised = await crowd.at_rate(range(REGULARS), plan.each_second, plan.seconds)
    await asyncio.sleep(max(began + plan.seconds + plan.settle_seconds - time.monotonic(), 0.0))
    return {
        **waits("shared_submit", [one.submitted for one in raised]),
        **waits("shared_alert", [one.alerted for one in raised]),
        "shared_cpu_ms": 1000 * (sum(host.cpu_seconds() for host in hosts) - ours) / len(raised),
        "shared_database_cpu_ms": 1000 * (database.cpu_seconds() - theirs) / len(raised),
    }
