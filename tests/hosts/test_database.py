"""What may befall the database: it is killed, fails over, fills its disk, is cut off from one host, and gets newer."""

import asyncio
import shutil
from pathlib import Path

import pytest

import bot
from bot.outbox.opening import open_outbox
from bot.outbox.postgres import facts
from bot.outbox.postgres.schema import OUTBOX
from tests.e2e.actions import NETWORK, NO_ROUTING_KEY, result_of
from tests.e2e.daemon import Daemon
from tests.e2e.hosts import Hosts
from tests.hosts.people import PEOPLE, arrived, in_ilert, submit
from tests.hosts.trio import Trio, forge_for
from tests.postgres import Standby
from tests.proxy import Proxy

pytestmark = pytest.mark.timeout(240)

FULL = """
CREATE FUNCTION fail() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
    RAISE EXCEPTION 'could not extend file: No space left on device' USING ERRCODE = 'disk_full';
END $$;
CREATE TRIGGER full_disk BEFORE INSERT OR UPDATE ON alert FOR EACH STATEMENT EXECUTE FUNCTION fail();
"""


@pytest.fixture
async def hosts(sandbox, policy_file, tmp_path, database):
    hosts = Hosts(sandbox, policy_file, tmp_path, database.new_url())
    yield hosts
    await hosts.stop()


@pytest.fixture
def standby(database):
    standby = Standby(database)
    yield standby
    standby.remove()


class Burst:
    """Everybody raises alerts one after the other, all at the same time, until it is `ended`."""

    def __init__(self, sandbox, name, choices=(NETWORK, NO_ROUTING_KEY)):
        self.sandbox, self.name, self.choices = sandbox, name, choices
        self.accepted = {who: [] for who in PEOPLE}
        self._over = asyncio.Event()
        self._people = [asyncio.create_task(self._raise(who)) for who in PEOPLE]

    async def _raise(self, who):
        count = 0
        while not self._over.is_set():
            summary = f"{self.name} {who} {count}."
            if await submit(self.sandbox, who, summary, self.choices[count % len(self.choices)]):
                self.accepted[who].append(summary)
            count += 1

    async def reached(self, number):
        """Wait until so many more alerts are in ilert."""
        before = len(in_ilert(self.sandbox))
        await self.sandbox.until(lambda: len(in_ilert(self.sandbox)) >= before + number, timeout=30)

    async def ended(self):
        self._over.set()
        await asyncio.gather(*self._people)
        return self.accepted


async def read_facts(url):
    outbox = open_outbox(url)
    try:
        return await outbox.work(facts.read)
    finally:
        await outbox.close()


async def test_a_database_that_is_killed_and_comes_back_loses_nothing(sandbox, hosts, database):
    await hosts.start()
    burst = Burst(sandbox, "killed")
    await burst.reached(4)
    database.stop(at_once=True)
    await asyncio.sleep(2.0)
    database.start()
    await burst.reached(4)
    # What was in the database waits for it, and what was raised meanwhile does not.
    await arrived(sandbox, await burst.ended(), in_order=False)
    assert {entry.request.summary for entry in await hosts.entries()} <= set(in_ilert(sandbox))


async def test_a_synchronous_standby_that_is_promoted_has_all_that_was_accepted(sandbox, hosts, database, standby):
    database.set("synchronous_standby_names", "*")
    hosts.url = hosts.url.replace(str(database.folder), f"{database.folder},{standby.folder}")
    assert (await read_facts(hosts.url)).synchronous
    await hosts.start()
    burst = Burst(sandbox, "synchronous")
    await burst.reached(4)
    database.stop(at_once=True)
    standby.promote()
    await burst.reached(4)
    await arrived(sandbox, await burst.ended(), in_order=False)
    assert {entry.request.summary for entry in await hosts.entries()} <= set(in_ilert(sandbox))


async def test_an_asynchronous_standby_may_have_lost_what_it_was_not_sent_which_the_database_warns_of(
    sandbox, hosts, database, standby
):
    hosts.url = hosts.url.replace(str(database.folder), f"{database.folder},{standby.folder}")
    known = await read_facts(hosts.url)
    assert (known.standbys, known.synchronous) == (1, False)
    await hosts.start()
    sandbox.faults.ilert = "down"
    standby.set("primary_conninfo", "")
    assert await submit(sandbox, "sam", "lost", NO_ROUTING_KEY)
    database.stop(at_once=True)
    standby.promote()
    sandbox.faults.ilert = "up"
    burst = Burst(sandbox, "asynchronous")
    await burst.reached(8)
    await arrived(sandbox, await burst.ended(), in_order=False)


async def test_with_a_full_disk_channels_page_by_this_host_and_the_others_are_told_that_nothing_is_kept(
    sandbox, hosts, database
):
    (host,) = await hosts.start(1)
    schema = hosts.url.rpartition("%3D")[2]
    database.sql(FULL, schema)
    sam, alice = sandbox.person("sam"), sandbox.person("alice")
    assert await submit(sandbox, "sam", "by event")
    assert "is being alerted" in await result_of(sandbox, sam)
    await alice.command("#demo", "/il-alert", "by hand")
    await alice.opened_view()
    await alice.choose("choice", NO_ROUTING_KEY)
    refused = await alice.submit()
    assert refused.result == "errors"
    assert "Nothing was sent" in " ".join(refused.errors.values())
    status, _ = await host.get("/readyz")
    assert status == 200
    database.sql("DROP TRIGGER full_disk ON alert", schema)
    assert (await alice.submit()).result == "updated"
    await host.logged("alerts_handed_over", seconds=30)
    await arrived(sandbox, {"sam": ["by event"], "alice": ["by hand"]})
    await sandbox.until(lambda: "is being alerted" in alice.view.text, timeout=15)
    assert {entry.request.summary for entry in await hosts.entries()} == {"by event", "by hand"}


async def test_a_host_that_is_cut_off_goes_on_alone_and_the_others_take_over_what_it_held(
    sandbox, policy_file, tmp_path, database
):
    url = database.new_url()
    (tmp_path / "proxy").mkdir()
    proxy = Proxy(database, tmp_path / "proxy")
    await proxy.start()
    async with forge_for(sandbox, policy_file, tmp_path, url) as forge:
        trio = Trio(sandbox, forge, tmp_path, first_reaches=proxy.url(url))
        await trio.start(*trio.hosts)
        burst = Burst(sandbox, "cut off")
        await burst.reached(4)
        proxy.going.clear()
        await burst.reached(8)
        proxy.going.set()
        await burst.reached(4)
        accepted = await burst.ended()
        await arrived(sandbox, accepted, in_order=False)
        await forge.all_told(60.0)
        kept = {entry.request.summary: entry.state for entry in await forge.entries()}
        assert {summary for summaries in accepted.values() for summary in summaries} <= kept.keys()
        assert set(kept.values()) == {"raised"}
        assert [host.log for host in trio.hosts if "Traceback" in host.log.read_text()] == []
        await trio.end()
    await proxy.close()


THIS = Path(bot.__file__).parent

MORE = "ALTER TABLE alert ADD COLUMN newer TEXT; CREATE TABLE newer (number BIGINT PRIMARY KEY)"


@pytest.fixture
def next_release(tmp_path):
    """This release and one migration more, as a program of its own."""
    shutil.copytree(THIS, tmp_path / "next" / "bot")
    schema = tmp_path / "next" / "bot" / "outbox" / "postgres" / "schema.py"
    with schema.open("a") as file:
        file.write(f"OUTBOX = Owner(OUTBOX.name, (*OUTBOX.migrations, {MORE!r}), OUTBOX.oldest)\n")

    class NextDaemon(Daemon):
        from_shell = True

    return {"kind": NextDaemon, "PYTHONPATH": str(tmp_path / "next"), "PYTHONSAFEPATH": "1"}


async def test_hosts_of_this_release_and_of_the_next_one_work_side_by_side(sandbox, hosts, database, next_release):
    schema = hosts.url.rpartition("%3D")[2]
    (old,) = await hosts.start(1)
    burst = Burst(sandbox, "upgrade")
    await burst.reached(4)
    await hosts.start(1, **next_release)
    await burst.reached(4)
    (version,) = database.sql("SELECT version FROM schema_version WHERE owner = 'outbox'", schema).split()
    assert int(version) == len(OUTBOX.migrations) + 1
    # The older one is still of use, also after a start of its own, and it raises what the newer one has accepted.
    old = await hosts.restart(await _stopped(old))
    await burst.reached(8)
    await arrived(sandbox, await burst.ended())
    accepted_by = set(database.sql("SELECT DISTINCT accepted_by FROM alert", schema).split())
    assert len(accepted_by) == 2
    assert "Traceback" not in old.text + hosts.daemons[1].text


async def _stopped(daemon):
    await daemon.stop()
    return daemon
