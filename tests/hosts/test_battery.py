"""Three hosts over one database, and what may befall any of them: each alert that was accepted is in ilert once."""

import asyncio
import os
import random
import signal
from collections import Counter

import pytest

from bot.sandbox.server import Sandbox
from bot.sandbox.worlds import small_world
from tests.e2e.actions import NETWORK, alerts
from tests.e2e.hosts import Hosts
from tests.e2e.settings import write_policy
from tests.postgres import Server

ROUNDS = int(os.environ.get("HOSTS_ROUNDS", "4"))
PEOPLE = ("sam", "alice", "robert", "ursula")
LEASE_AND_MORE = 80.0

pytestmark = pytest.mark.timeout(900)


@pytest.fixture
async def sandbox():
    async with Sandbox.start(world=small_world(), port=0) as running:
        running.ilert.limits.on = running.slack.limits.on = False
        yield running


@pytest.fixture
def database():
    server = Server(fsync="on")
    yield server
    server.remove()


@pytest.fixture
async def hosts(sandbox, tmp_path, database):
    hosts = Hosts(sandbox, write_policy(tmp_path), tmp_path, database.new_url())
    await hosts.start()
    yield hosts
    for daemon in hosts.daemons:
        if daemon.is_running:
            daemon.send(signal.SIGCONT)
    await hosts.stop()


async def submit(sandbox, who, summary):
    """Raise an alert as people do: again where nothing was answered or it was not kept. Returns its summary."""
    person = sandbox.person(who)
    for _ in range(10):
        try:
            while person.view is not None:
                await person.close_view()
            await person.command("#demo", "/il-alert", summary)
            await person.opened_view()
            await person.choose("choice", NETWORK)
            for _ in range(5):
                if (await person.submit()).result == "updated":
                    return summary
        except (TimeoutError, RuntimeError, AssertionError):
            continue
    return None


async def burst(sandbox, name, number=ROUNDS):
    """Let everybody raise alerts one after the other, all at the same time. Returns what was accepted, by person."""

    async def raise_some(who):
        return [await submit(sandbox, who, f"{name} {who} {count}") for count in range(number)]

    lists = await asyncio.gather(*(raise_some(who) for who in PEOPLE))
    return dict(zip(PEOPLE, lists, strict=True))


async def arrived(sandbox, accepted, seconds=LEASE_AND_MORE + 60.0, *, in_order=True):
    """Wait until all of it is in ilert, and look that it is there once and in each person's order."""
    expected = {summary for summaries in accepted.values() for summary in summaries} - {None}
    assert len(expected) >= len(PEOPLE)
    await sandbox.until(lambda: expected <= {alert.summary for alert in alerts(sandbox)}, timeout=seconds)
    there = [alert.summary for alert in alerts(sandbox)]
    assert max(Counter(there).values()) == 1
    for summaries in accepted.values() if in_order else ():
        assert [summary for summary in there if summary in summaries] == [one for one in summaries if one is not None]


async def test_a_burst_while_a_host_dies_every_few_seconds(sandbox, hosts):
    rng = random.Random(18)
    done = asyncio.Event()

    async def kill_some():
        while not done.is_set():
            victim = rng.choice([daemon for daemon in hosts.daemons if daemon.is_running])
            await hosts.kill(victim)
            await hosts.restart(victim)
            await asyncio.sleep(3.0)

    killing = asyncio.create_task(kill_some())
    accepted = await burst(sandbox, "dying")
    done.set()
    await killing
    await arrived(sandbox, accepted)


@pytest.mark.parametrize("leader", [True, False])
async def test_a_host_that_is_frozen_for_longer_than_its_lease_sends_nothing_twice(sandbox, hosts, leader):
    leading = await hosts.leader()
    victim = leading if leader else next(one for one in hosts.daemons if one is not leading)
    sandbox.faults.ilert_latency_ms = 3000
    raising = asyncio.create_task(burst(sandbox, "frozen", 1))
    await sandbox.until(lambda: any(call.method == "POST" for call in sandbox.ilert.calls), timeout=20)
    victim.send(signal.SIGSTOP)
    sandbox.faults.ilert_latency_ms = 0
    await asyncio.sleep(LEASE_AND_MORE)
    victim.send(signal.SIGCONT)
    await arrived(sandbox, await raising)


async def test_a_database_that_is_killed_and_comes_back_loses_nothing(sandbox, hosts, database):
    raising = asyncio.create_task(burst(sandbox, "killed"))
    await sandbox.until(lambda: alerts(sandbox), timeout=20)
    database.stop(at_once=True)
    await asyncio.sleep(3.0)
    database.start()
    # What was in the database waits for it, and what was raised meanwhile does not.
    await arrived(sandbox, await raising, in_order=False)
    entries = {entry.request.summary for entry in await hosts.entries()}
    assert {alert.summary for alert in alerts(sandbox)} >= entries
