"""Writes into an outbox as another release would."""

import sqlite3
from contextlib import closing


def change(url, statement, *values):
    """Change one row."""
    with closing(_connect(url)) as database:
        assert database.execute(_in_dialect(url, statement), values).rowcount == 1


def column(url, name, number=1):
    with closing(_connect(url)) as database:
        query = _in_dialect(url, f"SELECT {name} FROM alert WHERE number = ?")  # noqa: S608
        return database.execute(query, (number,)).fetchone()[0]


def _connect(url):
    if url.startswith("sqlite://"):
        return sqlite3.connect(url.removeprefix("sqlite://"), isolation_level=None)
    import psycopg  # noqa: PLC0415 - not everywhere is one

    return psycopg.connect(url, autocommit=True)


def _in_dialect(url, statement):
    return statement if url.startswith("sqlite://") else statement.replace("?", "%s")
