"""One alert on its way, as the outbox remembers it, and what a single try at it came to."""

from dataclasses import dataclass
from typing import Literal

from bot.domain.alerts import AlertRequest, Failure, NotDelivered, Outcome

State = Literal["waiting", "delivered", "given_up"]


@dataclass(frozen=True, slots=True)
class Route:
    """The way that was chosen at the first try and is kept, since only the same way can be told apart from a repeat.

    The integration key that an event needs is a secret and not remembered; it is looked up at each try.
    """

    way: Literal["event", "alert"]
    routing_key: str | None = None


@dataclass(frozen=True, slots=True)
class Row:
    """One accepted alert. Times are seconds since 1970.

    `unknown_since` is set while some try may have reached ilert without our knowing; it is written before each
    send, so that a crash leaves it set. `trying_since` begins the deadline. `claimed` means that the worker has
    the row in its hands. `told` means that the reporter has heard the outcome.
    """

    number: int
    request: AlertRequest
    state: State
    accepted_at: float
    trying_since: float
    tries: int = 0
    next_try_at: float = 0.0
    claimed: bool = False
    route: Route | None = None
    unknown_since: float | None = None
    problem: str | None = None
    outcome: Outcome | None = None
    settled_at: float | None = None
    told: bool = False

    @property
    def key(self) -> str:
        """The idempotency key."""
        return self.request.key


@dataclass(frozen=True, slots=True)
class Settled:
    """A try that ended the matter. `unknown_since` stays set where even now nobody knows whether ilert has it."""

    outcome: Outcome
    unknown_since: float | None = None


@dataclass(frozen=True, slots=True)
class Again:
    """A try that ended nothing. `wait` is in seconds; `reason` is what to say if no other try follows."""

    wait: float
    reason: Failure
    problem: str
    unknown_since: float | None

    def given_up(self) -> Settled:
        """Make an end of it. Where an earlier try may have arrived, that is what must be said."""
        reason = self.reason if self.unknown_since is None else Failure.FATE_UNKNOWN
        return Settled(NotDelivered(reason, self.problem), self.unknown_since)


@dataclass(frozen=True, slots=True)
class Stock:
    """What waits to be delivered: how many rows, and when the oldest was accepted, in seconds since 1970."""

    waiting: int
    oldest: float | None


@dataclass(frozen=True, slots=True)
class Damage:
    """What was done about a damaged store: `set_aside` is where the damaged one is now."""

    problem: str
    set_aside: str
    kept: int
    lost: int | None
    """How many rows could not be read; None where not even their number could."""
