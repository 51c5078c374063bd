"""Two hundred people at once over three hosts, of which one dies every five seconds."""

import asyncio
import os
import random

import pytest

from bot.sandbox.server import Sandbox
from tests.bench.world import crowded
from tests.e2e.actions import NETWORK, NO_ROUTING_KEY
from tests.e2e.hosts import Hosts
from tests.hosts.people import arrived, submit

PEOPLE = int(os.environ.get("HOSTS_PEOPLE", "200"))
EACH = 2
KILL_SECONDS = 5.0

# How many dialogs are open at the same moment.
AT_ONCE = 25

pytestmark = pytest.mark.timeout(600)


@pytest.fixture
async def sandbox():
    async with Sandbox.start(world=crowded(people=PEOPLE), port=0) as running:
        running.ilert.limits.on = running.slack.limits.on = False
        yield running


async def test_a_burst_while_a_host_dies_every_few_seconds(sandbox, policy_file, tmp_path, database):
    hosts = Hosts(sandbox, policy_file, tmp_path, database.new_url())
    await hosts.start()
    rng, kills = random.Random(18), 0

    async def kill_some():
        nonlocal kills
        while True:
            victim = rng.choice([daemon for daemon in hosts.daemons if daemon.is_running])
            await hosts.kill(victim)
            kills += 1
            await hosts.restart(victim)
            await asyncio.sleep(KILL_SECONDS)

    room = asyncio.Semaphore(AT_ONCE)

    async def raise_some(number):
        who, accepted = f"crowd{number}", []
        for count in range(EACH):
            async with room:
                summary = f"{who} alert {count}."
                if await submit(sandbox, who, summary, NO_ROUTING_KEY if number % 2 else NETWORK):
                    accepted.append(summary)
        return accepted

    killing = asyncio.create_task(kill_some())
    lists = await asyncio.gather(*(raise_some(number) for number in range(PEOPLE)))
    killing.cancel()
    await asyncio.gather(killing, return_exceptions=True)
    for daemon in hosts.daemons:
        if not daemon.is_running:
            await hosts.restart(daemon)
    accepted = {f"crowd{number}": summaries for number, summaries in enumerate(lists)}
    assert sum(len(summaries) for summaries in accepted.values()) == EACH * PEOPLE
    assert kills >= 1
    await arrived(sandbox, accepted, 180.0)
    assert "Traceback" not in "".join(daemon.text for daemon in hosts.daemons)
    await hosts.stop()
