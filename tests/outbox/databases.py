"""Where the machine's outbox is kept: in a file of one process, or in a database that every worker's host has open."""

import tempfile
from pathlib import Path

from bot.outbox import queue_table
from bot.outbox.postgres import host_table
from bot.outbox.schema import OUTBOX
from bot.storage.database import open_database
from bot.storage.transaction import transaction


class InSqlite:
    is_shared = False

    def __init__(self):
        self.folder = tempfile.TemporaryDirectory()

    def open(self):
        database = open_database(Path(self.folder.name) / "outbox.sqlite3", (OUTBOX,))
        database.execute("PRAGMA synchronous = OFF")  # only the process is killed here, not the machine
        return database

    def accept(self, database, asked, now, owner, lease):
        return queue_table.accept(database, asked, now, owner if lease else None, lease or 0.0)

    def recover(self, database, owner, now):
        return queue_table.recover(database, now)

    def remove(self):
        self.folder.cleanup()


class InPostgres:
    is_shared = True

    def __init__(self, server):
        self.url = server.new_url()

    def open(self):
        # Not at the top: the machine runs over a file where there is no driver.
        from bot.outbox.postgres.schema import OUTBOX as SHARED  # noqa: PLC0415
        from bot.storage.postgres.connection import PostgresDatabase, parameters  # noqa: PLC0415
        from bot.storage.postgres.migrations import migrate  # noqa: PLC0415

        database = PostgresDatabase(parameters(self.url))
        migrate(database, (SHARED,))
        return database

    def accept(self, database, asked, now, owner, lease):
        return host_table.accept(database, asked, owner, now, lease)

    def recover(self, database, owner, now):
        with transaction(database):
            return host_table.recover(database, owner, now)

    def remove(self):
        pass
