"""Wherever a host dies, or stands still for longer than its leases: each alert is in ilert once, and is told once.

Three hosts, and one alert for each point of its way. The host that gets there first is killed, or stopped until another
has what it held; then it goes on where it was. The same person's next alert must not overtake.
"""

import asyncio
import os
import signal

import pytest

from tests.e2e.actions import NETWORK, NO_ROUTING_KEY
from tests.e2e.crashing import POINTS
from tests.hosts.people import PEOPLE, arrived, in_ilert, submit, told
from tests.hosts.trio import LEASE_SECONDS, Trio, forge_for

pytestmark = pytest.mark.timeout(600)

STEP = int(os.environ.get("HOSTS_STEP", "1"))
"""Each test takes every so-manyth point, and each of the four begins at another one."""

CALLING = "during the call"

# The row is written by one statement, and a manual alert is in ilert's answer: nobody looks for it.
_EITHER_WAY = [point for point in POINTS if point != "while the row is written"]
_BY_HAND = [point for point in _EITHER_WAY if "sighting" not in point]


class Case:
    """One alert for each point: the point's number is in its summary, and so it is in that of the one after it."""

    def __init__(self, sandbox, trio, choice, words):
        self.sandbox, self.trio, self.choice, self.words = sandbox, trio, choice, words
        self.accepted = {who: [] for who in PEOPLE}

    def who(self, point):
        return PEOPLE[list(self.words).index(point) % len(PEOPLE)]

    async def raise_two(self, point):
        """Raise an alert, and another one when the first is accepted."""
        who, word = self.who(point), self.words[point]
        for summary in (f"{word} {point}", f"after {word}"):
            assert await submit(self.sandbox, who, summary, self.choice)
            self.accepted[who].append(summary)

    async def befall(self, point):
        """Let it happen. Returns the host to which it did."""
        if point == CALLING:
            endpoint = "POST /events" if self.choice == NETWORK else "POST /alerts"
            self.sandbox.faults.script(endpoint, ["hang"])
            return await self.trio.calling(self.words[point])
        return await self.trio.at(point)

    def both_are_there(self, point):
        there = in_ilert(self.sandbox)
        return {f"{self.words[point]} {point}", f"after {self.words[point]}"} <= set(there)


@pytest.fixture
async def make(sandbox, policy_file, tmp_path, database):
    # Whose host has gone need not wait for as long as at Slack.
    sandbox.slack.socket.ack_seconds = 1.5
    trios = []
    async with forge_for(sandbox, policy_file, tmp_path, database.new_url()) as forge:

        async def make(number, choice, points):
            # A word may be the end of no other.
            words = {point: f"[{count:02}]" for count, point in enumerate(points)}
            armed = {point: word for point, word in words.items() if point != CALLING}
            trio = Trio(sandbox, forge, tmp_path, armed, number)
            trios.append(trio)
            await trio.start(*trio.hosts)
            return Case(sandbox, trio, choice, words)

        yield make
        for trio in trios:
            await trio.end()


async def all_is_well(sandbox, case):
    """See that everything is in ilert once and in order, that it is known to be, and that people were told once."""
    await case.trio.forge.all_told(60.0)
    await arrived(sandbox, case.accepted)
    entries = await case.trio.forge.entries()
    assert {entry.state for entry in entries} == {"raised"}
    # A telling that took longer than its lease, which is of seconds here, may have reached the person all the same.
    broken_off = {line["ref"] for host in case.trio.hosts for line in host.lines("notification_broken_off")}
    again = {entry.request.summary for entry in entries if entry.request.reference in broken_off}
    assert [host.log for host in case.trio.hosts if "Traceback" in host.log.read_text()] == []
    for who, summaries in case.accepted.items():
        for summary in summaries:
            receipts, messages, shown = told(sandbox, who, summary)
            assert receipts + messages + shown >= 1, summary
            assert max(receipts, messages) <= 1 + (summary in again), (summary, receipts, messages)


def ways(first):
    chosen = [(NETWORK, _EITHER_WAY[first % STEP :: STEP]), (NO_ROUTING_KEY, _BY_HAND[(first + 1) % STEP :: STEP])]
    return pytest.mark.parametrize(("choice", "points"), chosen, ids=["event", "manual"])


@ways(3)
async def test_a_host_that_is_killed_at_any_point_loses_nothing_and_nothing_is_sent_twice(
    sandbox, make, choice, points
):
    case = await make(signal.SIGKILL, choice, points)
    for point in points:
        raising = asyncio.create_task(case.raise_two(point))
        victim = await case.befall(point)
        await victim.ended()
        await raising
        # The others do it, not the one that comes back.
        await sandbox.until(lambda point=point: case.both_are_there(point), timeout=30)
        await case.trio.start(victim)
        # The next kill is not to hit somebody who tells of these.
        await case.trio.forge.all_told(60.0)
    await all_is_well(sandbox, case)


@ways(1)
async def test_a_host_that_stands_still_at_any_point_goes_on_without_doing_anything_twice(
    sandbox, make, choice, points
):
    case = await make(signal.SIGSTOP, choice, points)
    for point in points:
        raising = asyncio.create_task(case.raise_two(point))
        victim = await case.befall(point)
        await asyncio.sleep(1.5 * LEASE_SECONDS)
        await raising
        await sandbox.until(lambda point=point: case.both_are_there(point), timeout=30)
        victim.send(signal.SIGCONT)
    await all_is_well(sandbox, case)
