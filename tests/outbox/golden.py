"""Outboxes as earlier releases wrote them, as files of SQL statements."""

import sqlite3
from contextlib import closing
from pathlib import Path

FOLDER = Path(__file__).parent / "releases"


def restore(name, path):
    """Make a database out of what an earlier release wrote."""
    with closing(sqlite3.connect(path, isolation_level=None)) as database:
        database.executescript((FOLDER / name).read_text())
