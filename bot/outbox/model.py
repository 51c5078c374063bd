"""One alert on its way, as the outbox keeps it; what a single try came to; and the notices about it. Pure."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Literal

from bot.domain.alerts import AlertRequest, Failure, Grouped, NotDelivered, NotSeen, Outcome, Raised, Sent, Sighting
from bot.outbox.actions import AlertAction


class State(StrEnum):
    """How an alert stands, as persisted. A word that only another release knows makes its entry unreadable."""

    WAITING = "waiting"
    SENT = "sent"
    """ilert took the event, and its alert is looked for."""
    RAISED = "raised"
    GROUPED = "grouped"
    NOT_SEEN = "not_seen"
    GIVEN_UP = "given_up"
    DELIVERED = "delivered"
    """Written by earlier releases, which did not look for the alert."""


class Event(StrEnum):
    """What subscribers are told of an alert. A notice with a word of another release is left to that release."""

    RAISED = "raised"
    """The alert was seen in ilert."""
    GROUPED = "grouped"
    NOT_SEEN = "not_seen"
    SETTLED = "settled"
    """It was given up; of an earlier release's alert: delivered or given up."""
    NO_EVENTS = "no_events"
    """Its alert source was found to take no events: from now on its alerts are raised as manual ones."""
    RAISED_TWICE = "raised_twice"
    """The event's alert has appeared after all, beside the manual alert that stands in for it."""
    CHANGED = "changed"
    """ilert shows another state of it. Who is told reads the newest one: changes that come together are told once."""
    ACCEPTED = "accepted"
    ESCALATED = "escalated"
    """Nobody has accepted it in time, and ilert calls the next level."""
    RESOLVED = "resolved"
    UNANSWERED = "unanswered"
    """Nobody has accepted it for as long as the policy says; told once."""
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
    `sent_at` is when ilert took the event. `paged_by` is who had the same target paged by a manual alert, by Slack id.
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
    sent_at: float | None = None
    paged_by: str | None = None

    @property
    def key(self) -> str:
        """The idempotency key."""
        return self.request.key


class Ended(StrEnum):
    """Why an alert is no longer followed, as persisted. A word of another release reads as `TOO_OLD`."""

    NO = ""
    """It is followed."""
    RESOLVED = "resolved"
    TOO_OLD = "too_old"
    """It is still open, after so long that nobody waits for news of it here."""
    GONE = "gone"
    """ilert shows it no more, at least not to the bot's API key."""

    @classmethod
    def _missing_(cls, _value: object) -> "Ended":
        return cls.TOO_OLD


@dataclass(frozen=True, slots=True)
class LiveAlert:
    """An alert that was seen in ilert, and how it stood there when something about it last changed.

    Times are seconds since 1970, by the store's clock. `alert_id` is the number with which it was first seen; after a
    merge, `seen` is of the alert that it was merged into. `version` counts the changes. `actions` are what people did
    with it here, the first one first.
    """

    entry: Entry
    alert_id: int
    seen: Sighting
    raised_at: float
    changed_at: float
    version: int = 1
    ended: Ended = Ended.NO
    actions: tuple[AlertAction, ...] = ()

    @property
    def merged(self) -> bool:
        """Whether it is part of another alert now."""
        return self.seen.alert_id != self.alert_id


@dataclass(frozen=True, slots=True)
class Reported:
    """One of somebody's own alerts; `live` is how it was last seen in ilert, None if it never was."""

    entry: Entry
    live: LiveAlert | None = None


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
    """A try after which nothing more is sent. `in_doubt_since` stays set where nobody knows whether ilert has it."""

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
class SourceKnowledge:
    """What was seen of an alert source: whether it makes alerts of our events, and since when that is known."""

    source_id: int
    takes_events: bool
    since: float


@dataclass(frozen=True, slots=True)
class PagedNow:
    """The same target is being paged by a manual alert."""


@dataclass(frozen=True, slots=True)
class AlreadyPaged:
    """Somebody did that before: their Slack id. `outcome` is what came of it, None while it is on its way."""

    by: str
    outcome: Outcome | None


@dataclass(frozen=True, slots=True)
class AlreadyRaised:
    """The alert has appeared meanwhile."""

    raised: Raised


@dataclass(frozen=True, slots=True)
class CannotPageNow:
    """Nobody can be paged in the state that the alert is in: its word, empty where there is no such alert."""

    state: str


PageNow = PagedNow | AlreadyPaged | AlreadyRaised | CannotPageNow
"""What became of a press of Page now."""


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
    """Something that a subscriber is to be told of an alert, claimed like an entry. `mistakes` are the bot's own.

    `live` is how the alert stands in ilert by now; None where it was not seen there.
    """

    number: int
    entry: Entry | UnreadableEntry
    subscriber: str
    event: Event
    detail: str
    created_at: float
    tries: int
    mistakes: int
    fence: int
    live: LiveAlert | None = None


@dataclass(frozen=True, slots=True)
class NoticeStatus:
    """How a notice stands, for admins: `result` is empty while it is not done."""

    subscriber: str
    event: str
    tries: int
    result: str


def event_of(outcome: Outcome) -> Event | None:
    """Name the event that an outcome is to subscribers; None where there is nothing to tell yet."""
    match outcome:
        case Sent():
            return None
        case Raised():
            return Event.RAISED
        case Grouped():
            return Event.GROUPED
        case NotSeen():
            return Event.NOT_SEEN
        case NotDelivered():
            return Event.SETTLED


def tells(event: Event, entry: Entry) -> bool:
    """Tell whether an event is about the outcome that stands now; else another event tells of that."""
    if entry.outcome is None:
        return False
    return event is (Event.SETTLED if entry.state is State.DELIVERED else event_of(entry.outcome))


def is_claimed(entry: Entry) -> bool:
    """Tell whether a worker has the entry in its hands."""
    return entry.owner is not None


def reference_of(entry: Entry | UnreadableEntry) -> str:
    """Return what people quote."""
    return entry.request.reference if isinstance(entry, Entry) else entry.reference
