"""Values on their way to PostgreSQL and back: texts, numbers and truth values, each written as a text."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import count
from typing import Any

from psycopg.pq.abc import PGresult

from bot.storage.connection import Value

# PostgreSQL's catalogue `pg_type`. The type of a text is left to what stands around its mark.
_TYPES: Mapping[type, int] = {bool: 16, int: 20, float: 701}

_READ: Mapping[int, Callable[[bytes], Any]] = {
    16: b"t".__eq__,
    20: int,
    21: int,
    23: int,
    700: float,
    701: float,
}


@lru_cache(maxsize=500)
def numbered(statement: str) -> bytes:
    """Write a statement whose marks are `?` as PostgreSQL does: `$1`, `$2` and so on."""
    first, *others = statement.split("?")
    numbers = count(1)
    return "".join([first, *(f"${next(numbers)}{other}" for other in others)]).encode()


def type_of(value: Value) -> int:
    """Return the number of the type that a value is sent as; 0 where PostgreSQL shall find out."""
    return _TYPES.get(type(value), 0)


def dump(value: Value) -> bytes | None:
    """Write a value. PostgreSQL keeps every character but one."""
    if isinstance(value, str):
        return value.replace("\0", "\N{REPLACEMENT CHARACTER}").encode()
    return None if value is None else repr(value).encode()


class Shape:
    """What the rows of a statement are like: where each column stands, and how it is read."""

    def __init__(self, result: PGresult) -> None:
        self.width = result.nfields
        self.columns = {(result.fname(at) or b"").decode(): at for at in range(self.width)}
        self.read = [_READ.get(result.ftype(at), bytes.decode) for at in range(self.width)]


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


class Result:
    """What came of a statement."""

    def __init__(self, result: PGresult, shape: Shape) -> None:
        self._done = result
        self._rows = iter([_row(result, at, shape) for at in range(result.ntuples)])

    @property
    def rowcount(self) -> int:
        """How many rows were changed or found."""
        return self._done.command_tuples or 0

    def fetchone(self) -> Any:
        """Return the next row, None where there is none."""
        return next(self._rows, None)

    def fetchall(self) -> list[Any]:
        """Return the rows that are left."""
        return list(self._rows)

    def __iter__(self) -> Iterator[Any]:
        return self._rows


def _row(result: PGresult, number: int, shape: Shape) -> Row:
    cells = [result.get_value(number, at) for at in range(shape.width)]
    values = [None if cell is None else read(cell) for cell, read in zip(cells, shape.read, strict=True)]
    return Row(values, shape.columns)
