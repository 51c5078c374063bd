"""Several hosts over one database: any may die, and so may the database; each alert is in ilert once."""

import time
from collections import Counter
from datetime import datetime

import pytest

from tests.e2e.actions import NO_ROUTING_KEY, alerts, press, result_of, submitted, words
from tests.e2e.hosts import Hosts
from tests.proxy import Proxy

ACCOUNT = ("/users", "/teams", "/alert-sources", "/escalation-policies")
SOURCE = 2247477
PEOPLE = ("sam", "alice", "robert", "ursula")

pytestmark = pytest.mark.timeout(120)


@pytest.fixture
async def proxy(postgres, tmp_path):
    proxy = Proxy(postgres, tmp_path)
    await proxy.start()
    yield proxy
    proxy.going.set()
    await proxy.close()


@pytest.fixture
async def hosts(sandbox, policy_file, tmp_path, postgres, proxy):
    """The first host reaches the database through the proxy, all others directly."""
    url = postgres.new_url()
    hosts = Hosts(sandbox, policy_file, tmp_path, url, reached_by={0: proxy.url(url)})
    yield hosts
    await hosts.stop()


def summaries(sandbox):
    return Counter(alert.summary for alert in alerts(sandbox))


def has(daemon, code):
    async def look():
        _, answer = await daemon.get("/readyz")
        return any(one["code"] == code for one in answer["reasons"])

    return look


def lists_hosts(daemon, leading):
    """Look whether a host knows of all others, and which of them lead."""

    async def look():
        _, answer = await daemon.get("/readyz")
        return sorted(one["leads"] for one in answer["database"]["hosts"]) == leading

    return look


async def until(look, seconds=20.0):
    end = time.monotonic() + seconds
    while not await look():
        assert time.monotonic() < end


async def all_raise(sandbox, first):
    """Let everybody raise an alert, and wait until all of them read that somebody is being alerted."""
    people = [await submitted(sandbox, who, f"alert {number}") for number, who in enumerate(PEOPLE, first)]
    for person in people:
        await sandbox.until(lambda person=person: "is being alerted" in words(person.view), timeout=30)


def assert_calls_as_of_one_host(sandbox):
    """ilert's budget is one for all hosts: one reads the account, and the others ask for each key once at most."""
    asked = Counter(call.path for call in sandbox.ilert.calls if call.method == "GET" and "members" not in call.query)
    assert {what: asked[what] for what in ACCOUNT} == dict.fromkeys(ACCOUNT, 1)
    assert asked[f"/alert-sources/{SOURCE}"] <= 2


async def test_three_hosts_raise_each_alert_once_and_go_on_when_one_dies(sandbox, hosts):
    await hosts.start()
    await all_raise(sandbox, first=0)
    leader = await hosts.leader()
    await until(lists_hosts(leader, [False, False, True]))
    assert_calls_as_of_one_host(sandbox)
    # A claim that it held would keep that person's next alert waiting until its lease is over.
    await hosts.kill(leader)
    killed_at = time.time()
    await all_raise(sandbox, first=4)
    await sandbox.until(lambda: len(alerts(sandbox)) == 8, timeout=20)
    successor = await hosts.leader()
    assert successor is not leader
    took_over_at = datetime.fromisoformat(successor.events("leader_changed")[-1]["timestamp"]).timestamp()
    assert took_over_at - killed_at <= 15.0
    assert_calls_as_of_one_host(sandbox)
    assert set(summaries(sandbox).values()) == {1}
    assert [entry.state for entry in await hosts.entries()] == ["raised"] * 8


async def test_without_the_database_channels_page_and_it_gets_all_of_it_when_it_is_back(sandbox, hosts, proxy):
    (host,) = await hosts.start(1)
    proxy.going.clear()
    await until(has(host, "database_away"))
    person = await submitted(sandbox, "sam", "the database is away")
    assert "is being alerted" in await result_of(sandbox, person)
    # Its policy cannot be named in an event, and another host might raise it by hand as well.
    _, refused = await press(sandbox, "alice", "by hand", NO_ROUTING_KEY)
    assert refused.result == "errors"
    status, _ = await host.get("/readyz")
    assert status == 200
    proxy.going.set()
    await host.logged("alerts_handed_over", seconds=30)
    (entry,) = [one for one in await hosts.entries() if one.request.summary == "the database is away"]
    assert entry.state == "raised"
    assert set(summaries(sandbox).values()) == {1}


async def test_a_host_starts_without_the_database(sandbox, hosts, proxy):
    await proxy.close()
    (host,) = await hosts.start(1)
    person = await submitted(sandbox, "sam", "nobody home")
    assert "is being alerted" in await result_of(sandbox, person)
    await proxy.start()
    await host.logged("alerts_handed_over", seconds=30)
    assert [entry.state for entry in await hosts.entries()] == ["raised"]
    assert hosts.url not in host.text
