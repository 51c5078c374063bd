"""Why an outbox cannot be used."""

import sqlite3

import pytest

from bot.cli.outbox_access import reason
from bot.storage.errors import StorageUnavailable


def raised_by(database, statement):
    with pytest.raises(sqlite3.Error) as raised:
        database.execute(statement)
    error = StorageUnavailable(f"outbox.sqlite3: {raised.value}")
    error.__cause__ = raised.value
    return error


@pytest.fixture
def read_only(tmp_path):
    path = tmp_path / "outbox.sqlite3"
    sqlite3.connect(path).close()
    database = sqlite3.connect(f"file:{path}?mode=ro", uri=True)
    yield database
    database.close()


def test_who_may_only_read_the_file_is_told_who_can_use_it_while_no_daemon_runs(read_only):
    assert reason(raised_by(read_only, "CREATE TABLE x (y)")) == (
        "outbox.sqlite3: attempt to write a readonly database; while the bot is stopped, "
        "expected root or the daemon's user"
    )


def test_another_failure_is_no_matter_of_permissions(read_only):
    assert reason(raised_by(read_only, "SELECT * FROM missing")) == "outbox.sqlite3: no such table: missing"
