"""Hosts whose clocks are an hour apart: what they agree on goes by the database's clock, and by no other."""

import asyncio
from datetime import UTC, datetime

import pytest

from tests.e2e.actions import NETWORK, NO_ROUTING_KEY
from tests.e2e.daemon import Daemon
from tests.e2e.hosts import Hosts
from tests.hosts.people import PEOPLE, arrived, submit

HOUR = 3600.0

pytestmark = pytest.mark.timeout(120)


class OffDaemon(Daemon):
    module = "tests.hosts.off_clock"
    from_shell = True


@pytest.fixture
async def hosts(sandbox, policy_file, tmp_path, database):
    hosts = Hosts(sandbox, policy_file, tmp_path, database.new_url())
    yield hosts
    await hosts.stop()


async def test_hosts_whose_clocks_are_hours_apart_raise_each_alert_once_and_take_the_lead_from_each_other(
    sandbox, hosts
):
    for off in (HOUR, -HOUR):
        await hosts.start(1, kind=OffDaemon, CLOCK_OFF_SECONDS=str(off))
    await hosts.start(1)
    assert [(await daemon.get("/readyz"))[0] for daemon in hosts.daemons] == [200] * 3
    accepted = {who: [] for who in PEOPLE}

    async def raise_some(who, name):
        for choice in (NETWORK, NO_ROUTING_KEY):
            accepted[who].append(f"{name} {who} {choice}")
            assert await submit(sandbox, who, accepted[who][-1], choice)

    await asyncio.gather(*(raise_some(who, "first") for who in PEOPLE))
    await arrived(sandbox, accepted)
    leader = await hosts.leader()
    await hosts.kill(leader)
    await asyncio.gather(*(raise_some(who, "second") for who in PEOPLE))
    # What the dead one held waits for its lease, which is the database's.
    await arrived(sandbox, accepted, 90.0)
    entries = await hosts.entries()
    assert max(abs(entry.accepted_at - datetime.now(UTC).timestamp()) for entry in entries) < HOUR / 2
