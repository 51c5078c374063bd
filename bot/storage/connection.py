"""What those who have tables need of an open database, whichever kind it is.

Marks are `?`. Where SQLite and PostgreSQL differ in how several may work on the same rows, the connection brings the
words: SQLite lets one transaction write at a time, and needs none.
"""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

Value = str | float | None

Time = float | None
"""Seconds since 1970; None where it is the database's own at that moment. It stands where `Database.NOW` does."""


@dataclass(frozen=True, slots=True)
class Condition:
    """Of rows: a text with marks, and what they stand for."""

    text: str
    values: tuple[Value, ...] = ()


def marks(values: Collection[Value]) -> str:
    """Return the marks for a list of values."""
    return ", ".join("?" * len(values))


class Record(Protocol):
    """A row, by the names of its columns."""

    def __getitem__(self, column: str, /) -> Any:
        """Return a column's value."""
        ...


class Result(Protocol):
    """What came of a statement. A row can be unpacked, and indexed by the names of its columns."""

    @property
    def rowcount(self) -> int:
        """How many rows were changed."""
        ...

    def fetchone(self) -> Any:
        """Return the next row, None where there is none."""
        ...

    def fetchall(self) -> list[Any]:
        """Return the rows that are left."""
        ...

    def __iter__(self) -> Iterator[Any]: ...


class Database(Protocol):
    """An open connection, used by one thread at a time."""

    BEGIN: str
    """Begins a transaction."""
    NOW: str
    """The mark for a `Time`."""
    LOCK: str
    """Ends a SELECT whose rows nobody else may change until the transaction ends."""
    SKIP_LOCKED: str
    """The same, leaving out rows that somebody else is changing."""

    @property
    def in_transaction(self) -> bool:
        """Whether a transaction is open."""
        ...

    def execute(self, statement: str, values: Sequence[Value] = (), /) -> Result:
        """Do a statement."""
        ...
