"""How many entries a worker may have in hand: those that it tries, and those that it is claiming at this moment."""

from collections.abc import Collection, Iterator
from contextlib import contextmanager


class Room:
    """Room for so many entries; `tried` are those that are being tried, as they are at any moment."""

    def __init__(self, size: int, tried: Collection[str]) -> None:
        self._size = size
        self._tried = tried
        self._kept = 0

    @property
    def left(self) -> int:
        """For how many more there is room."""
        return self._size - len(self._tried) - self._kept

    @contextmanager
    def kept(self, entries: int) -> Iterator[None]:
        """Keep room for entries that are being claimed, until they are tried."""
        self._kept += entries
        try:
            yield
        finally:
            self._kept -= entries
