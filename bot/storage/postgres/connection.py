"""One connection to PostgreSQL, as those who have tables use it. It is used by one thread at a time."""

import os
import select
import socket
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from threading import Lock
from typing import Any

import psycopg
from psycopg.conninfo import conninfo_to_dict
from psycopg.pq import TransactionStatus

from bot.storage.connection import Value

CONNECT_SECONDS = 3
"""How long one host of the URL may take to answer."""

STATEMENT_SECONDS = 8
"""How long a statement may take, waits for others' rows included."""

IDLE_SECONDS = 4
"""After so long without a word within a transaction the database ends it: a host that stands still holds up nobody."""

# What a URL may set otherwise. Without a word from the other side a connection ends within half a minute.
_DEFAULTS: Mapping[str, str | int] = {
    "application_name": "il-alert-bot",
    "connect_timeout": CONNECT_SECONDS,
    "target_session_attrs": "read-write",
    "keepalives_idle": 10,
    "keepalives_interval": 5,
    "keepalives_count": 3,
    "tcp_user_timeout": 15_000,
}

_BEGIN = (
    f"BEGIN; SET LOCAL statement_timeout = '{STATEMENT_SECONDS}s'; "
    f"SET LOCAL idle_in_transaction_session_timeout = '{IDLE_SECONDS}s'"
)
_TIME = "extract(epoch FROM clock_timestamp())::float8"


class MalformedUrl(ValueError):
    """A URL that libpq does not understand. It is not repeated: it may hold a password."""


class Row:
    """A row, by position or by the names of its columns."""

    __slots__ = ("_columns", "_values")

    def __init__(self, values: Sequence[Any], columns: Mapping[str, int]) -> None:
        self._values = values
        self._columns = columns

    def __getitem__(self, key: str | int) -> Any:
        return self._values[self._columns[key] if isinstance(key, str) else key]

    def __iter__(self) -> Iterator[Any]:
        return iter(self._values)


def _rows(cursor: psycopg.Cursor[Any]) -> Callable[[Sequence[Any]], Row]:
    columns = {column.name: position for position, column in enumerate(cursor.description or ())}
    return lambda values: Row(values, columns)


def parameters(url: str) -> dict[str, Any]:
    """Return what to connect with: the URL, and defaults for what it leaves open.

    Raises:
        MalformedUrl: libpq does not understand it.
    """
    try:
        asked = conninfo_to_dict(url)
    except psycopg.Error:
        raise MalformedUrl("libpq does not understand the URL of the database") from None
    return {**_DEFAULTS, **asked, "client_encoding": "UTF8"}


class PostgresDatabase:
    """A `Database`. Opening it raises `psycopg.Error`, and so does each use."""

    BEGIN = _BEGIN
    NOW = f"coalesce(?::float8, {_TIME})"
    LOCK = " FOR UPDATE"
    SKIP_LOCKED = " FOR UPDATE SKIP LOCKED"

    def __init__(self, parameters: Mapping[str, Any]) -> None:
        # Nothing is prepared: a PgBouncer may give each transaction another connection.
        self._connection: psycopg.Connection[Row] = psycopg.connect(
            **parameters, autocommit=True, prepare_threshold=None, row_factory=_rows
        )
        self._lock = Lock()

    @property
    def in_transaction(self) -> bool:
        """Whether a transaction is open."""
        return self._connection.info.transaction_status is not TransactionStatus.IDLE

    def execute(self, statement: str, values: Sequence[Value] = (), /) -> psycopg.Cursor[Row]:
        """Do a statement whose marks are `?`."""
        if not values:
            return self._connection.execute(statement.encode())
        return self._connection.execute(statement.replace("?", "%s").encode(), [_clean(value) for value in values])

    def begin(self) -> tuple[float, float]:
        """Begin a transaction. Returns the database's time in seconds since 1970, and ours by `time.monotonic`."""
        asked_at = time.monotonic()
        cursor = self.execute(f"{_BEGIN}; SELECT {_TIME}")
        answered_at = time.monotonic()
        while cursor.nextset():
            pass
        (now,) = cursor.fetchall()[0]
        return float(now), (asked_at + answered_at) / 2

    def is_stale(self) -> bool:
        """Tell whether the database has ended the connection since it was last used, or says anything unasked."""
        poll = select.poll()
        poll.register(self._connection.fileno(), select.POLLIN)
        return bool(poll.poll(0))

    def cut(self) -> None:
        """Break the connection, from another thread: whoever waits for an answer is told that none comes."""
        with self._lock:
            if not self._connection.closed:
                with socket.socket(fileno=os.dup(self._connection.fileno())) as shared:
                    shared.shutdown(socket.SHUT_RDWR)

    def close(self) -> None:
        """Close the connection."""
        with self._lock:
            self._connection.close()


class OneStatement:
    """A `Database` for a change that is one statement, which is a transaction of its own."""

    BEGIN, NOW = PostgresDatabase.BEGIN, PostgresDatabase.NOW
    LOCK, SKIP_LOCKED = PostgresDatabase.LOCK, PostgresDatabase.SKIP_LOCKED
    in_transaction = True

    def __init__(self, database: PostgresDatabase) -> None:
        self._database = database
        self._done = False

    def execute(self, statement: str, values: Sequence[Value] = (), /) -> psycopg.Cursor[Row]:
        """Do the statement."""
        if self._done:
            raise RuntimeError("a second statement, which could fail while the first is kept")
        self._done = True
        return self._database.execute(statement, values)


def _clean(value: Value) -> Value:
    """PostgreSQL keeps every character but one."""
    return value.replace("\0", "\N{REPLACEMENT CHARACTER}") if isinstance(value, str) else value
