"""One alert on its way, as the outbox keeps it; what a single try came to; and the notices about it. Pure."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Literal

from bot.domain.alerts import AlertRequest, Failure, NotDelivered, Outcome


class State(StrEnum):
    """How an alert stands, as persisted. A word that only another release knows makes its entry unreadable."""

    WAITING = "waiting"
    DELIVERED = "delivered"
    GIVEN_UP = "given_up"


class Event(StrEnum):
    """What subscribers are told of an alert. A notice with a word of another release is left to that release."""

    SETTLED = "settled"
    UNREADABLE = "unreadable"
    """This release cannot read the entry."""
    NOT_NOTIFIED = "not_notified"
    """A subscriber could not be told of another event; the notice's detail says which, and why."""


@dataclass(frozen=True, slots=True)
class Route:
    """The way that was chosen at the first try and is kept, since only the same way can be told apart from a repeat.

    The integration key that an event needs is a secret and not kept; it is looked up at each try.
    """

    way: Literal["event", "alert"]
    routing_key: str | None = None


@dataclass(frozen=True, slots=True)
class Entry:
    """One accepted alert. Times are seconds since 1970, by the store's clock.

    `in_doubt_since` is set while some try may have reached ilert without our knowing; it is written before each
    send, so that a crash leaves it set. `trying_since` begins the deadline. `owner` is the worker that holds the
    entry, until `lease_until`; `fence` counts the claims, and a worker whose fence is an old one has lost the entry.
    """

    number: int
    request: AlertRequest
    state: State
    accepted_at: float
    trying_since: float
    tries: int = 0
    next_try_at: float = 0.0
    owner: str | None = None
    lease_until: float | None = None
    fence: int = 0
    route: Route | None = None
    in_doubt_since: float | None = None
    problem: str | None = None
    outcome: Outcome | None = None
    settled_at: float | None = None

    @property
    def key(self) -> str:
        """The idempotency key."""
        return self.request.key


@dataclass(frozen=True, slots=True)
class UnreadableEntry:
    """An entry that this release cannot read, be it damaged or of a later release. It is kept as it is.

    What the table's own columns say is known all the same. `state` is the word that stands there.
    """

    number: int
    key: str
    reference: str
    person_id: str
    state: str
    accepted_at: float
    tries: int
    problem: str


@dataclass(frozen=True, slots=True)
class Settled:
    """A try that ended the matter. `in_doubt_since` stays set where even now nobody knows whether ilert has it."""

    outcome: Outcome
    in_doubt_since: float | None = None


@dataclass(frozen=True, slots=True)
class RetryLater:
    """A try that ended nothing. `wait` is in seconds; `reason` is the one to give if no other try follows."""

    wait: float
    reason: Failure
    problem: str
    in_doubt_since: float | None

    def given_up(self) -> Settled:
        """Give up. Where an earlier try may have arrived, that is the reason to give."""
        reason = self.reason if self.in_doubt_since is None else Failure.OUTCOME_UNKNOWN
        return Settled(NotDelivered(reason, self.problem), self.in_doubt_since)


@dataclass(frozen=True, slots=True)
class QueueStats:
    """How many entries wait to be delivered, and since when the oldest, in seconds since 1970.

    `unreadable` is how many entries this release cannot read; it does not try them.
    """

    waiting: int
    oldest: float | None
    unreadable: int = 0


@dataclass(frozen=True, slots=True)
class Notice:
    """Something that a subscriber is to be told of an alert, claimed like an entry. `mistakes` are the bot's own."""

    number: int
    entry: Entry | UnreadableEntry
    subscriber: str
    event: Event
    detail: str
    created_at: float
    tries: int
    mistakes: int
    fence: int


@dataclass(frozen=True, slots=True)
class NoticeStatus:
    """How a notice stands, for admins: `result` is empty while it is not done."""

    subscriber: str
    event: str
    tries: int
    result: str


def is_claimed(entry: Entry) -> bool:
    """Tell whether a worker has the entry in its hands."""
    return entry.owner is not None


def reference_of(entry: Entry | UnreadableEntry) -> str:
    """Return what people quote."""
    return entry.request.reference if isinstance(entry, Entry) else entry.reference
