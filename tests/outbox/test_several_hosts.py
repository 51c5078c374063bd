"""What a database that several hosts share promises beyond what every outbox does."""

import asyncio
import threading
from collections import Counter

import pytest

from bot.outbox import knowledge_table
from bot.outbox.model import Event
from bot.outbox.opening import open_outbox
from bot.outbox.store import AcceptanceUnknown
from bot.storage.errors import StorageUnavailable
from tests.outbox.requests import DONE, REFUSED, ROUTE, request
from tests.proxy import Proxy

HOSTS = ("alpha#1", "beta#1", "gamma#1")


@pytest.fixture
def url(postgres):
    return postgres.new_url()


@pytest.fixture
def hosts(opened):
    return [opened(host) for host in HOSTS]


@pytest.fixture
async def proxied(postgres, tmp_path, url):
    """A proxy, and an outbox behind it with the database's own clock."""
    proxy = Proxy(postgres, tmp_path)
    await proxy.start()
    outbox = open_outbox(proxy.url(url), owner="far#1")
    await outbox.open()
    yield proxy, outbox
    proxy.going.set()
    await outbox.close()
    await proxy.close()


async def test_a_submission_and_its_repeat_at_two_hosts_are_one_alert(hosts):
    for number in range(10):
        accepted = await asyncio.gather(*(host.accept(request(number, f"U{number}"), within=9.0) for host in hosts))
        assert Counter(one.new for one in accepted) == {True: 1, False: 2}
    assert len(await hosts[0].list()) == 10


async def test_hosts_that_claim_at_the_same_moment_never_hold_the_same_or_two_of_one_person(hosts):
    for number in range(30):
        await hosts[0].accept(request(number, f"U{number % 10}"), within=9.0)
    for _ in range(3):
        claims = await asyncio.gather(*(host.claim(4) for host in hosts for _ in range(2)))
        entries = [entry for claimed in claims for entry in claimed]
        assert max(Counter(entry.request.person.id for entry in entries).values()) == 1
        held = {entry.key: entry.owner for entry in await hosts[0].list() if entry.owner}
        assert held == {entry.key: entry.owner for entry in entries}
        by_owner = dict(zip(HOSTS, hosts, strict=True))
        await asyncio.gather(*(by_owner[entry.owner].settle(entry, DONE) for entry in entries))


async def test_each_notice_is_told_by_one_host(hosts):
    for number in range(6):
        await hosts[0].accept(request(number, f"U{number}"), within=9.0)
    for entry in await hosts[0].claim(10):
        await hosts[0].settle(entry, DONE)
    claims = await asyncio.gather(*(host.claim_notices({"reporter": Event}, 10) for host in hosts))
    numbers = [notice.entry.number for claimed in claims for notice in claimed]
    assert sorted(numbers) == sorted(set(numbers))
    assert len(numbers) == 6


async def test_what_an_admin_puts_back_waits_for_the_persons_alert_that_is_on_its_way(hosts, clock):
    one, two, _ = hosts
    for number in (1, 2):
        await one.accept(request(number, "U0SAM"))
    (first,) = await one.claim(1)
    await one.settle(first, REFUSED)
    (second,) = await one.claim(1)
    await two.retry(first.key)
    assert await two.claim(10) == []
    # The host with the second one dies.
    clock.now += 120.0
    (again,) = await two.claim(10)
    assert again.key == second.key
    await two.settle(again, DONE)
    assert [entry.key for entry in await two.claim(10)] == [first.key]


async def test_a_new_run_of_a_host_releases_what_its_last_one_held_and_nobody_elses(opened, clock):
    alpha, beta = opened("alpha#1"), opened("beta#1")
    for number, outbox in ((1, alpha), (2, beta)):
        await outbox.accept(request(number, f"U{number}"))
        (entry,) = await outbox.claim(1)
        await outbox.sending(entry, ROUTE)
    clock.now += 7.0
    restarted = opened("alpha#2")
    await restarted.recover()
    (entry,) = await restarted.claim(10)
    assert (entry.key, entry.in_doubt_since) == (request(1).key, clock.now)
    (other,) = [one for one in await beta.list() if one.owner == "beta#1"]
    await beta.settle(other, DONE)


async def test_what_a_host_of_another_release_could_not_read_is_taken_by_one_that_can(hosts, postgres, url):
    await hosts[0].accept(request(1))
    postgres.sql("UPDATE alert SET unreadable = TRUE", url.rpartition("%3D")[2])
    assert (await hosts[0].probe()).unreadable == 1
    assert [entry.key for entry in await hosts[0].claim(10)] == [request(1).key]


async def test_the_databases_clock_counts_and_not_the_hosts(url):
    outbox = open_outbox(url, owner="alpha#1")
    await outbox.accept(request(1), within=9.0)
    (entry,) = await outbox.claim(1)
    await outbox.close()
    assert abs(entry.lease_until - outbox.now() - 75.0) < 5.0


async def test_what_a_database_that_is_away_does_not_take_is_not_kept(postgres):
    outbox = open_outbox("postgresql://bot@/postgres?host=/nowhere", owner="alpha#1")
    with pytest.raises(StorageUnavailable):
        await outbox.accept(request(1))
    await outbox.close()


@pytest.mark.parametrize(("stop", "new"), [("stop_before", True), ("stop_after", False)])
async def test_whether_an_alert_without_an_answer_is_kept_is_unknown_and_asking_again_tells(proxied, opened, stop, new):
    proxy, outbox = proxied
    setattr(proxy, stop, b"INSERT INTO alert")
    with pytest.raises(AcceptanceUnknown):
        await outbox.accept(request(1), within=0.5)
    assert (await opened("beta#1").accept(request(1), within=9.0)).new is new


async def test_of_alerts_of_one_person_accepted_at_two_hosts_at_the_same_moment_one_is_claimed(hosts):
    accepted = await asyncio.gather(
        *(hosts[number % len(hosts)].accept(request(number, "U0SAM"), claim=True) for number in range(1, 9))
    )
    assert all(one.new for one in accepted)
    assert sum(one.claimed is not None for one in accepted) == 1


async def test_what_is_known_of_an_alert_source_makes_no_host_wait_for_another(hosts):
    began, may_end = threading.Event(), threading.Event()

    def learn(database, now):
        return knowledge_table.learn(database, 10, now, takes_events=True)

    def learn_slowly(database, now):
        learn(database, now)
        began.set()
        return may_end.wait(10.0)

    assert await hosts[0].work(learn)
    slow = asyncio.create_task(hosts[0].work(learn_slowly))
    await asyncio.to_thread(began.wait)
    assert not await asyncio.wait_for(hosts[1].work(learn), 3.0)
    may_end.set()
    assert await slow
