"""Versions of the database."""

import sqlite3

import pytest

from bot.outbox.database import open_database
from bot.outbox.schema import MIGRATIONS, SchemaTooNew, migrate
from bot.outbox.sqlite import SqliteStore
from tests.outbox.requests import request


def version(database):
    return database.execute("PRAGMA user_version").fetchone()[0]


async def test_a_database_of_an_older_version_goes_on_with_its_rows(path, store):
    await store.accept(request(1), 5.0)
    await store.close()
    newer = (*MIGRATIONS, "ALTER TABLE alert ADD COLUMN colour TEXT; UPDATE alert SET colour = 'red'")
    database = open_database(path, newer)
    assert version(database) == len(newer)
    assert tuple(database.execute("SELECT reference, colour FROM alert").fetchone()) == ("0000-0001", "red")
    database.close()
    with pytest.raises(SchemaTooNew, match="knows only 1: install the version that wrote it"):
        await SqliteStore(path).open()


def test_a_migration_that_fails_changes_nothing(path):
    open_database(path).close()
    with pytest.raises(sqlite3.OperationalError):
        open_database(path, (*MIGRATIONS, "CREATE TABLE more (x); CREATE TABLE alert (x)"))
    database = open_database(path)
    assert version(database) == 1
    assert database.execute("SELECT 1 FROM sqlite_schema WHERE name = 'more'").fetchone() is None
    database.close()


def test_migrating_twice_changes_nothing(path):
    database = open_database(path)
    migrate(database)
    assert version(database) == len(MIGRATIONS)
    database.close()
