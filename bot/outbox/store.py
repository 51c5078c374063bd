"""What the rest of the bot knows of the place where accepted alerts are kept. Nothing here says how it is done."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from bot.domain.alerts import AlertRequest
from bot.outbox.model import Again, Route, Row, Settled, State, Stock

ACCEPT_SECONDS = 1.2
"""How long an acceptance may take where nobody says otherwise."""


class StoreUnavailable(Exception):
    """The store cannot be read or written now. Nothing was changed."""


class PerhapsKept(Exception):
    """The store took too long: the row may be there or may still come. Asking again with the same key tells."""


class NotPossible(Exception):
    """A row is not in a state for what an admin asked. The text says why."""


@dataclass(frozen=True, slots=True)
class Kept:
    """The row of an accepted alert. `new` is false where its key was accepted before: then nothing was changed."""

    row: Row
    new: bool


class Store(Protocol):
    """Rows that survive a crash from the moment a method returns.

    Every method raises `StoreUnavailable`. `now` is in seconds since 1970.
    """

    async def accept(self, request: AlertRequest, now: float, *, within: float = ACCEPT_SECONDS) -> Kept:
        """Keep an alert, once per key.

        Raises:
            PerhapsKept: It is not known within so many seconds whether the row was written.
        """
        ...

    async def recover(self, now: float) -> int:
        """Begin a new life: what a former one had claimed waits again. Returns how many rows wait.

        Unknown fates count from now on, and times in the future are brought back: the clock may have been set.
        """
        ...

    async def probe(self) -> Stock:
        """Prove that a write reaches the disk, without changing anything, and count what waits."""
        ...

    async def claim(self, now: float, limit: int) -> Sequence[Row]:
        """Take due rows in hand, the oldest first: of each person only the oldest one that is not settled."""
        ...

    async def next_due(self) -> float | None:
        """Return when the next row is due that may be claimed."""
        ...

    async def sending(self, key: str, route: Route, now: float) -> None:
        """Write down that a send is about to happen: from now on its fate is unknown, also after a crash."""
        ...

    async def postpone(self, key: str, again: Again, now: float) -> None:
        """Write down a try that ended nothing, and let go of the row."""
        ...

    async def settle(self, key: str, settled: Settled, now: float) -> None:
        """Write down the end. Nothing is sent any more."""
        ...

    async def untold(self) -> Sequence[Row]:
        """List the settled rows whose reporters have not heard the outcome."""
        ...

    async def told(self, key: str) -> None:
        """Write down that the reporter has heard the outcome."""
        ...

    async def find(self, name: str) -> Row | None:
        """Find a row by its key, or the newest by its reference."""
        ...

    async def list(self, state: State | None = None) -> Sequence[Row]:
        """List rows, the oldest first."""
        ...

    async def retry(self, key: str, now: float) -> None:
        """Try a row at once, also one that was given up.

        Raises:
            NotPossible: It is delivered, or being sent at this moment.
        """
        ...

    async def drop(self, key: str, settled: Settled, now: float) -> None:
        """Give a waiting row up.

        Raises:
            NotPossible: It does not wait, or is being sent at this moment.
        """
        ...

    async def prune(self, before: float) -> int:
        """Forget what was settled before a time and told. Returns how many rows."""
        ...
