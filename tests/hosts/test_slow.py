"""A database far away: dialogs do not wait for it, Submit is answered in time, and what people read is true."""

import asyncio

import pytest

from bot.slack.features.alert.views import SUMMARY
from tests.e2e.actions import NETWORK, NO_ROUTING_KEY
from tests.e2e.hosts import Hosts
from tests.hosts.people import PEOPLE, in_ilert
from tests.proxy import Proxy

pytestmark = pytest.mark.timeout(400)

NOT_KEPT = "Nothing was sent"
PERHAPS_KEPT = "could not confirm"


@pytest.fixture
async def proxy(database, tmp_path):
    (tmp_path / "proxy").mkdir()
    proxy = Proxy(database, tmp_path / "proxy")
    await proxy.start()
    yield proxy
    proxy.delay = 0.0
    await proxy.close()


@pytest.fixture
async def hosts(sandbox, policy_file, tmp_path, database, proxy):
    hosts = Hosts(sandbox, policy_file, tmp_path, proxy.url(database.new_url()))
    yield hosts
    proxy.delay = 0.0
    await hosts.stop()


async def press(sandbox, who, summary, choice):
    """Press Submit once. Returns what the person reads: that it is kept, that it is not, or that nobody knows."""
    person = sandbox.person(who)
    while person.view is not None:
        await person.close_view()
    await person.command("#demo", "/il-alert", summary)
    await person.opened_view()
    await person.choose("choice", choice)
    pressed = await person.submit()
    if pressed.result == "updated":
        return "kept"
    text = pressed.errors.get(SUMMARY, "")
    return "unknown" if PERHAPS_KEPT in text else "not kept" if NOT_KEPT in text else pressed.result


@pytest.mark.parametrize(("delay", "number"), [(0.1, 4), (2.0, 2)])
async def test_nobody_waits_for_a_slow_database_and_everybody_reads_what_is_so(sandbox, hosts, proxy, delay, number):
    await hosts.start()
    proxy.delay = delay
    read = {}

    async def raise_some(who):
        for count in range(number):
            for choice in (NETWORK, NO_ROUTING_KEY):
                summary = f"{who} {choice} {count}."
                read[summary] = await press(sandbox, who, summary, choice)

    await asyncio.gather(*(raise_some(who) for who in PEOPLE))
    assert set(read.values()) <= {"kept", "unknown", "not kept"}
    if delay < 1.0:
        assert set(read.values()) == {"kept"}
    assert [one for one in sandbox.slack.violations if "late" in one] == []
    kept = {summary for summary, what in read.items() if what == "kept"}
    await sandbox.until(lambda: kept <= set(in_ilert(sandbox)), timeout=180)
    proxy.delay = 0.0
    entries = {entry.request.summary for entry in await hosts.entries()}
    await sandbox.until(lambda: entries <= set(in_ilert(sandbox)), timeout=120)
    there = in_ilert(sandbox)
    assert len(there) == len(set(there))
    assert {summary for summary, what in read.items() if what == "not kept"} & set(there) == set()
    # Who was not told in time sees it in the dialog, which is still open.
    for who in PEOPLE:
        last = f"{who} {NO_ROUTING_KEY} {number - 1}."
        if last in there:
            await sandbox.until(lambda who=who: "is being alerted" in sandbox.person(who).view.text, timeout=60)
