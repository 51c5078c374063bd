"""A database on another machine: it goes away, it stands still, it is newer, and nobody waits for it without an end."""

import asyncio
import threading
import time
from contextlib import AsyncExitStack

import pytest

from tests.postgres import Server
from tests.proxy import Proxy

pytest.importorskip("psycopg", reason="psycopg finds no libpq", exc_type=ImportError)

from bot.storage.errors import SchemaTooNew, StorageUnavailable, WriteUnknown
from bot.storage.postgres.connection import MalformedUrl, parameters
from bot.storage.postgres.migrations import Owner
from bot.storage.postgres.server import PostgresServer
from bot.storage.transaction import transaction

TABLE = Owner("test", ("CREATE TABLE note (text TEXT PRIMARY KEY)",))


@pytest.fixture
async def opened():
    async with AsyncExitStack() as stack:

        def opened(url, owners=(TABLE,)):
            server = PostgresServer(url, owners)
            stack.push_async_callback(server.close)
            return server

        yield opened


@pytest.fixture
async def proxy(postgres, tmp_path):
    proxy = Proxy(postgres, tmp_path)
    await proxy.start()
    yield proxy
    await proxy.close()


def write(text):
    return lambda database, _: database.execute("INSERT INTO note VALUES (?)", (text,))


def read(database):
    return sorted(text for (text,) in database.execute("SELECT text FROM note"))


class Refused(Exception):
    pass


async def test_a_change_is_whole_or_not_at_all(postgres, opened):
    server = opened(postgres.new_url())

    def refuse(database, _):
        database.execute("INSERT INTO note VALUES ('half')")
        raise Refused

    with pytest.raises(Refused):
        await server.change(refuse)
    await server.change(write("whole"))
    assert await server.run(read) == ["whole"]


async def test_a_change_is_given_the_databases_time(postgres, opened):
    server = opened(postgres.new_url())
    now = await server.change(lambda _, now: now)
    assert abs(now - time.time()) < 5.0
    assert abs(server.now() - now) < 1.0


async def test_a_database_that_is_not_there_is_said_so_and_used_when_it_is(tmp_path, postgres, opened):
    proxy = Proxy(postgres, tmp_path)
    server = opened(proxy.url(postgres.new_url()))
    with pytest.raises(StorageUnavailable, match="No such file"):
        await server.open()
    await proxy.start()
    await server.change(write("now"))
    await proxy.close()


async def test_a_connection_that_the_database_has_ended_is_replaced_before_it_is_used(postgres, opened):
    server = opened(postgres.new_url())
    await server.open()
    ours = "FROM pg_stat_activity WHERE application_name = 'il-alert-bot'"
    postgres.sql(f"SELECT pg_terminate_backend(pid) {ours}")
    while postgres.sql(f"SELECT 1 {ours}"):  # it ends a moment after it was told to
        pass
    assert await server.run(read) == []


async def test_nobody_waits_for_a_network_that_stands_still_and_nothing_was_changed(postgres, proxy, opened):
    url = postgres.new_url()
    server = opened(proxy.url(url))
    await server.open()
    proxy.stop_before = b"BEGIN"
    with pytest.raises(StorageUnavailable, match="took too long") as lost:
        await server.change(write("one"), within=0.3)
    assert not isinstance(lost.value, WriteUnknown)
    proxy.stop_before = None
    proxy.going.set()
    assert await opened(url).run(read) == []
    await server.change(write("two"))


@pytest.mark.parametrize(("stop", "kept"), [("stop_before", []), ("stop_after", ["one"])])
async def test_whether_a_commit_without_an_answer_was_made_is_unknown(postgres, proxy, opened, stop, kept):
    url = postgres.new_url()
    server = opened(proxy.url(url))
    await server.open()
    setattr(proxy, stop, b"COMMIT")
    with pytest.raises(WriteUnknown):
        await server.change(write("one"), within=0.5)
    assert await opened(url).run(read) == kept


async def test_a_host_that_stands_still_within_a_transaction_holds_up_the_others_for_seconds_only(
    postgres, proxy, opened
):
    url = postgres.new_url()
    frozen, other = opened(proxy.url(url)), opened(url)
    await other.change(write("one"))
    proxy.stop_before = b"COMMIT"
    standing = asyncio.create_task(frozen.change(lambda database, _: database.execute("UPDATE note SET text = 'two'")))
    await proxy.stopped.wait()
    await other.change(lambda database, _: database.execute("UPDATE note SET text = 'three'"))
    assert await other.run(read) == ["three"]
    proxy.stop_before = None
    proxy.going.set()
    with pytest.raises(StorageUnavailable):
        await standing


async def test_a_single_statement_finds_a_connection_though_all_changes_take_long(postgres, opened):
    server = opened(postgres.new_url())
    await server.open()
    slow = [
        asyncio.create_task(server.change(lambda database, _: database.execute("SELECT pg_sleep(1.5)")))
        for _ in range(6)
    ]
    await asyncio.sleep(0.1)
    assert await server.run(read, within=1.0) == []
    assert not any(task.done() for task in slow)
    with pytest.raises(StorageUnavailable, match="busy"):
        await server.change(write("one"), within=0.1)
    await asyncio.gather(*slow)


async def test_two_who_want_the_same_are_both_served(postgres, opened):
    url = postgres.new_url()
    servers = [opened(url), opened(url)]

    def once(database, _):
        if database.execute("SELECT 1 FROM note").fetchone() is None:
            database.execute("SELECT pg_sleep(0.05)")
            database.execute("INSERT INTO note VALUES ('one')")

    await asyncio.gather(*(server.change(once) for server in servers))
    assert await servers[0].run(read) == ["one"]


async def test_hosts_that_start_together_make_the_tables_once(postgres, opened):
    url = postgres.new_url()
    await asyncio.gather(*(opened(url).open() for _ in range(4)))


MORE = "ALTER TABLE note ADD COLUMN more TEXT"


async def test_a_newer_schema_that_only_added_is_used_by_the_release_before(postgres, opened):
    url = postgres.new_url()
    old, new = opened(url), opened(url, (Owner("test", (*TABLE.migrations, MORE)),))
    await old.change(write("old"))
    await new.open()
    await old.change(write("older"))
    assert await opened(url).run(read) == ["old", "older"]


async def test_a_newer_schema_that_says_so_is_refused(postgres, opened):
    url = postgres.new_url()
    await opened(url, (Owner("test", (*TABLE.migrations, MORE), oldest=2),)).open()
    with pytest.raises(SchemaTooNew, match="install the version of the other hosts"):
        await opened(url).open()


def test_a_url_that_nobody_understands_is_not_repeated():
    with pytest.raises(MalformedUrl) as refused:
        parameters("postgresql://bot:secret@host/db?no_such=setting")
    assert "secret" not in str(refused.value)


def test_what_a_url_says_comes_before_the_defaults():
    asked = parameters("postgresql://one,two/db?connect_timeout=9&target_session_attrs=any")
    assert (asked["connect_timeout"], asked["target_session_attrs"], asked["host"]) == ("9", "any", "one,two")
    assert parameters("postgresql://one/db")["target_session_attrs"] == "read-write"


async def test_a_killed_database_is_away_and_back_with_what_it_had_said_is_kept(opened):
    postgres = Server(fsync="on")
    try:
        server = opened(postgres.new_url())
        await server.change(write("kept"))
        postgres.stop(at_once=True)
        with pytest.raises(StorageUnavailable):
            await server.change(write("lost"))
        postgres.start()
        assert await server.run(read) == ["kept"]
    finally:
        postgres.remove()


async def test_values_come_back_as_they_were_but_for_a_character_that_postgresql_does_not_take(postgres, opened):
    server = opened(postgres.new_url())
    values = ("Störung $1 'é' \\ 🚨\0", "", 7, -(2**40), 0.1, 1764306171.123456, True, False, None)
    kinds = ("text", "text", "integer", "bigint", "float8", "float8", "boolean", "boolean", "text")
    query = "SELECT " + ", ".join(f"?::{kind}" for kind in kinds)
    (row,) = await server.run(lambda database: database.execute(query, values).fetchall())
    assert [*row] == ["Störung $1 'é' \\ 🚨\N{REPLACEMENT CHARACTER}", *values[1:]]
    assert [type(value) for value in row] == [type(value) for value in values]


async def test_columns_that_a_release_beside_us_adds_are_seen(postgres, opened):
    server = opened(postgres.new_url())
    await server.change(write("one"))

    def last_column(database):
        return [record["more"] for record in database.execute("SELECT * FROM note")]

    with pytest.raises(KeyError):
        await server.run(last_column)
    await server.run(lambda database: database.execute("ALTER TABLE note ADD COLUMN more TEXT DEFAULT 'new'"))
    assert await server.run(last_column) == ["new"]


async def test_a_change_of_one_statement_finds_the_databases_time_and_begins_no_transaction(postgres, proxy, opened):
    server = opened(proxy.url(postgres.new_url()))
    await server.open()
    proxy.stop_before = b"BEGIN"

    def time_there(database, now):
        with transaction(database):
            return database.execute(f"SELECT {database.NOW}", (now,)).fetchone()[0]

    assert abs(await server.change_at_once(time_there, within=2.0) - time.time()) < 5.0


async def test_a_change_of_one_statement_can_have_no_second_one(postgres, opened):
    server = opened(postgres.new_url())

    def write_two(database, now):
        write("one")(database, now)
        write("two")(database, now)

    with pytest.raises(RuntimeError, match="second statement"):
        await server.change_at_once(write_two)


async def test_whether_a_change_of_one_statement_without_an_answer_was_made_is_unknown(postgres, proxy, opened):
    url = postgres.new_url()
    server = opened(proxy.url(url))
    await server.open()
    proxy.stop_after = b"INSERT"
    with pytest.raises(WriteUnknown):
        await server.change_at_once(write("one"), within=0.5)
    assert await opened(url).run(read) == ["one"]


async def test_what_nobody_waits_for_leaves_room_for_what_somebody_waits_for(postgres, opened):
    server = opened(postgres.new_url())
    await server.open()
    begun, going_on = [threading.Semaphore(0) for _ in range(2)]

    def stand_still(_database, _now):
        begun.release()
        going_on.acquire()

    slow = [asyncio.create_task(server.change(stand_still, behind=True)) for _ in range(3)]
    await asyncio.to_thread(lambda: [begun.acquire() for _ in range(2)])
    await server.change(write("one"), within=2.0)
    with pytest.raises(StorageUnavailable, match="busy"):
        await server.read(lambda database, _: read(database), within=0.05, behind=True)
    going_on.release(3)
    await asyncio.gather(*slow)
