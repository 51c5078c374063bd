"""Each owner's tables have a version; older ones are brought forward, newer ones refused."""

import dataclasses
import sqlite3
from contextlib import closing

import pytest

from bot.storage.database import open_database
from bot.storage.errors import SchemaTooNew
from bot.storage.migrations import LAYOUT, Owner, migrate, versions
from tests.storage.toys import GAMES, TOYS, add, names

NEWER = dataclasses.replace(
    TOYS, migrations=(*TOYS.migrations, "ALTER TABLE toy ADD COLUMN hue TEXT; UPDATE toy SET hue = 'red'")
)


def test_an_older_version_goes_on_with_its_rows(path):
    with closing(open_database(path, (TOYS,))) as database:
        add(database, "bear")
    with closing(open_database(path, (NEWER,))) as database:
        assert tuple(database.execute("SELECT name, hue FROM toy").fetchone()) == ("bear", "red")
        assert versions(database) == {"toys": 2}


def test_a_newer_version_is_refused_and_named(path):
    open_database(path, (NEWER,)).close()
    with pytest.raises(SchemaTooNew, match=r"the toys has schema version 2, .* knows only 1: install the version"):
        open_database(path, (TOYS,))


def test_a_newer_arrangement_is_refused(path):
    with closing(open_database(path, (TOYS,))) as database:
        database.execute(f"PRAGMA user_version = {LAYOUT + 1}")
    with pytest.raises(SchemaTooNew, match=r"the database has layout 3, .* knows only 2"):
        open_database(path, (TOYS,))


def test_owners_come_and_go_without_each_other(path):
    with closing(open_database(path, (TOYS,))) as database:
        add(database, "bear")
    with closing(open_database(path, (NEWER, GAMES))) as database:
        assert versions(database) == {"toys": 2, "games": 1}
        assert names(database) == ["bear"]
    # A release without the games does not mind their table.
    open_database(path, (NEWER,)).close()


def test_a_migration_that_fails_changes_nothing_of_any_owner(path):
    open_database(path, (TOYS,)).close()
    broken = Owner("games", ("CREATE TABLE game (x); CREATE TABLE toy (x)",))
    with pytest.raises(sqlite3.OperationalError):
        open_database(path, (NEWER, broken))
    with closing(open_database(path, (TOYS,))) as database:
        assert versions(database) == {"toys": 1}
        assert database.execute("SELECT 1 FROM sqlite_schema WHERE name = 'game'").fetchone() is None


def test_migrating_twice_changes_nothing(path):
    with closing(open_database(path, (TOYS,))) as database:
        migrate(database, (TOYS,))
        assert versions(database) == {"toys": 1}
