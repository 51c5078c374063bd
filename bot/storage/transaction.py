"""One change to the database, whole or not at all."""

from collections.abc import Iterator
from contextlib import contextmanager

from bot.storage.connection import Database


@contextmanager
def transaction(database: Database) -> Iterator[None]:
    """Do all or nothing. When it ends without an error, the disk has it.

    Within another transaction it is a part of that one, which must not go on after an error.
    """
    within_another = database.in_transaction
    if within_another:
        yield
        return
    database.execute(database.BEGIN)
    try:
        yield
        database.execute("COMMIT")
    finally:
        if database.in_transaction:
            database.execute("ROLLBACK")
