"""What hosts show each other through a database that they share."""

import asyncio

import pytest

from bot.outbox.opening import open_outbox
from bot.service.board import SAID_SECONDS, FirstOfHosts
from bot.service.hosts import Hosts
from tests.outbox.requests import ROUTE, Clock, request


class Limits:
    """What ilert has shown one host of its limits."""

    def __init__(self):
        self.own, self.learned = {}, {}

    def pauses(self):
        return self.own

    def pause_as_others(self, pauses):
        self.learned = pauses


async def never(_seconds):
    raise AssertionError("nobody sleeps here")


class Host:
    def __init__(self, outbox, name, policy="v1"):
        self.outbox, self.limits = outbox, Limits()
        self.policy = policy
        self.hosts = Hosts(outbox, name, lambda: self.policy, self.lead, self.limits, sleep=never)

    async def lead(self):
        return await self.outbox.lead(9.0)


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
async def both(postgres, clock):
    url = postgres.new_url()
    hosts = [Host(open_outbox(url, owner=f"{name}#1", clock=clock), name) for name in ("alpha", "beta")]
    yield hosts
    for host in hosts:
        await host.outbox.close()


@pytest.fixture
def alpha(both):
    return both[0]


@pytest.fixture
def beta(both):
    return both[1]


async def test_each_sees_who_is_there_who_leads_and_how_much_each_has_in_hand(alpha, beta):
    await alpha.outbox.accept(request(1), within=9.0)
    await beta.outbox.accept(request(2, "U2"), within=9.0)
    (entry,) = await beta.outbox.claim(1)
    await beta.outbox.sending(entry, ROUTE)
    await alpha.hosts.look()
    await beta.hosts.look()
    assert [(one.name, one.leads, one.leases) for one in beta.hosts.seen] == [("alpha", True, 0), ("beta", False, 1)]
    assert (alpha.hosts.leads, beta.hosts.leads, beta.hosts.leases) == (True, False, 1)


async def test_different_policies_are_noticed_and_so_is_their_end(alpha, beta):
    beta.policy = "v2"
    for host in (alpha, beta, alpha):
        await host.hosts.look()
    assert alpha.hosts.policies_differ
    beta.policy = "v1"
    for host in (beta, alpha):
        await host.hosts.look()
    assert not alpha.hosts.policies_differ


async def test_what_ilert_has_one_host_wait_the_others_wait_too(alpha, beta, clock):
    alpha.limits.own = {"key": 20.0}
    for host in (alpha, beta, alpha):
        await host.hosts.look()
    assert beta.limits.learned == {"key": pytest.approx(20.0)}
    # What came from others is not told on: a pause would never end.
    assert alpha.limits.learned == {}
    alpha.limits.own = {}
    clock.now += 15.0
    await beta.hosts.look()
    assert beta.limits.learned == {"key": pytest.approx(5.0)}
    clock.now += 6.0
    await beta.hosts.look()
    assert beta.limits.learned == {}


async def test_news_for_the_others_is_shown_at_once(alpha, beta):
    rests = asyncio.Event()

    async def for_ever(_seconds):
        rests.set()
        await asyncio.Event().wait()

    hosts = Hosts(alpha.outbox, "alpha", lambda: "v1", alpha.lead, alpha.limits, sleep=for_ever)
    running = asyncio.create_task(hosts.run())
    await rests.wait()
    alpha.limits.own = {"key": 5.0}
    rests.clear()
    hosts.wake()
    await rests.wait()
    await beta.hosts.look()
    assert beta.limits.learned == {"key": pytest.approx(5.0)}
    running.cancel()


async def test_what_all_hosts_would_tell_the_admins_one_tells_and_again_when_it_is_news_again(alpha, beta, clock):
    ours, theirs = FirstOfHosts(alpha.outbox, "alpha"), FirstOfHosts(beta.outbox, "beta")
    assert await ours.says("the policy file has changed")
    assert not await theirs.says("the policy file has changed")
    assert await theirs.says("the policy file has changed again")
    # It could not be posted, and is tried again.
    assert await ours.says("the policy file has changed")
    clock.now += SAID_SECONDS
    assert await theirs.says("the policy file has changed")


async def test_without_the_database_each_host_tells_the_admins_itself():
    away = open_outbox("postgresql://bot@/db?host=/nowhere", owner="alpha#1")
    assert await FirstOfHosts(away, "alpha").says("the policy file has changed")
    await away.close()
