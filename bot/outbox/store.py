"""What the rest of the bot may ask of the place where accepted alerts are kept. Nothing here says how it is done.

Several workers, on one host or on many, may share one. Each has a name, the owner, which the store is opened with.
A worker holds an entry by a lease, which it must extend; each claim raises the entry's fence. A write by a worker whose
fence is an old one changes nothing and raises `LeaseLost`: another one has the entry now.

Whatever a method has written survives a crash from the moment it returns; only a claim that nobody holds after it need
not survive a loss of power. Every method raises `StorageUnavailable`.
Times are seconds since 1970 by the store's own clock, never by that of the caller.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from bot.domain.alerts import AlertRequest, Outcome
from bot.outbox.live_store import Cards, LiveAlerts
from bot.outbox.model import (
    Entry,
    Event,
    Notice,
    NoticeStatus,
    PageNow,
    QueueStats,
    RetryLater,
    Route,
    Settled,
    SourceKnowledge,
    State,
    UnreadableEntry,
)

ACCEPT_SECONDS = 1.2
"""How long an acceptance may take where nobody says otherwise."""

FIRST_LEASE = 0.4
"""What part of a lease an alert has that is claimed as it is accepted: more than from one extension to the next."""

LEASE_SECONDS = 120.0
"""How long a claim lasts without being extended: longer than a request to ilert and a look after it may take."""


class AcceptanceUnknown(Exception):
    """The store took too long: the entry may be there or may still come. Asking again with the same key tells."""


class InvalidState(Exception):
    """An entry is not in a state for what an admin asked. The text says why."""


class BeingSent(InvalidState):
    """It is being sent at this moment, and may be in another state in a few seconds."""


class LeaseLost(Exception):
    """Another worker has the entry or the notice now. Nothing was changed; nothing must be sent any more."""


@dataclass(frozen=True, slots=True)
class Accepted:
    """How an accepted alert stands. `new` is false where its key was accepted before: then nothing was changed.

    `claimed` is the entry where it was claimed as well.
    """

    request: AlertRequest
    state: str
    outcome: Outcome | None
    new: bool
    claimed: Entry | None = None


class Inbox(Protocol):
    """Takes what people submit."""

    async def accept(self, request: AlertRequest, *, within: float = ACCEPT_SECONDS, claim: bool = False) -> Accepted:
        """Keep an alert, once per key. With `claim` it is claimed at once if no alert of the same person waits.

        Its lease is only `FIRST_LEASE` of others: where nobody learns of the claim, the alert waits for no longer.

        Raises:
            AcceptanceUnknown: It is not known within so many seconds whether the entry was written.
        """
        ...


class Queue(Protocol):
    """Hands out what is due, and records what came of it."""

    @property
    def lease_seconds(self) -> float:
        """How long a claim lasts without being extended."""
        ...

    def now(self) -> float:
        """Return the store's time, without asking it."""
        ...

    async def recover(self) -> int:
        """Release what was claimed by workers that cannot be alive. Returns how many entries wait.

        What is in doubt is so from now on, and times in the future are brought back: the clock may have been set.
        What an earlier release could not read is looked at anew; what this one cannot read, its subscribers are told.
        """
        ...

    async def probe(self) -> QueueStats:
        """Prove that a write reaches the disk, without changing anything, and count what waits."""
        ...

    async def claim(self, limit: int, held: Collection[str] = ()) -> Sequence[Entry]:
        """Claim due entries, the oldest first: of each person only the oldest one that is not settled.

        An entry that a send was recorded for is in doubt, from the end of the lease that has expired. `held` are the
        keys that this worker is at: those it does not claim again, but what it has claimed without learning of it.
        """
        ...

    async def extend(self, held: Collection[str]) -> None:
        """Extend the leases of what this worker is at."""
        ...

    async def wait_until_due(self, held: Collection[str] = ()) -> float | None:
        """Return in how many seconds the next entry is due that may be claimed; None where nothing waits."""
        ...

    async def sending(self, entry: Entry, route: Route) -> None:
        """Record that a send is about to happen: from now on its outcome is in doubt, also after a crash.

        The lease begins anew, so that nobody else claims the entry while it is sent.

        Raises:
            LeaseLost: It must not happen.
        """
        ...

    async def postpone(self, entry: Entry, later: RetryLater) -> None:
        """Record a try that ended nothing, and release the entry. Raises `LeaseLost`."""
        ...

    async def settle(self, entry: Entry, settled: Settled) -> None:
        """Record the end, for the subscribers too. Nothing is sent any more. Raises `LeaseLost`."""
        ...


class Sightings(Protocol):
    """Hands out the events that ilert took, and records what was seen of their alerts."""

    def now(self) -> float:
        """Return the store's time, without asking it."""
        ...

    async def lead(self, lease: float = LEASE_SECONDS) -> bool:
        """Become, or stay for so many seconds, the one worker that looks. Returns whether this one is it."""
        ...

    async def followed(self, since: float) -> Sequence[Entry]:
        """List what is looked for: the events of which nothing is known, and those since a time whose alert may come.

        Those are the events that were not seen, or that a manual alert stands in for.
        """
        ...

    async def conclude(self, entry: Entry, outcome: Outcome) -> bool:
        """Record what became of an event, for the subscribers too. Returns false where it was another thing by then."""
        ...

    async def stand_in(self, entry: Entry) -> bool:
        """Raise a manual alert in place of an event that showed nothing, whose source is not known to take events.

        The source is remembered as taking none; if that is news, the subscribers are told. Returns as `conclude` does.
        """
        ...

    async def source(self, source_id: int) -> SourceKnowledge | None:
        """Return what was seen of an alert source."""
        ...

    async def page_now(self, key: str, person_id: str) -> PageNow:
        """Raise a manual alert in place of an event that was not seen, once, whoever asks for it."""
        ...


Interests = Mapping[str, Collection[Event]]
"""Of which events each subscriber is told, by its name."""


class Notices(Protocol):
    """What subscribers are to be told, each of them once, whatever crashes in between."""

    @property
    def lease_seconds(self) -> float:
        """How long a claim lasts without being extended."""
        ...

    async def claim_notices(self, subscribers: Interests, limit: int) -> Sequence[Notice]:
        """Claim due notices to these subscribers, the oldest first. Who is not named yet gets those of later events."""
        ...

    async def finish_notice(self, notice: Notice, result: str) -> None:
        """Record that a notice is done with. Raises `LeaseLost`."""
        ...

    async def postpone_notice(self, notice: Notice, wait: float, *, mistake: bool = False) -> None:
        """Release a notice, to be claimed again after so many seconds. Raises `LeaseLost`."""
        ...

    async def abandon_notice(self, notice: Notice, problem: str) -> None:
        """Record that a subscriber cannot be told, and let all subscribers know. Raises `LeaseLost`."""
        ...


class Inspector(Protocol):
    """For admins, and to clean up."""

    async def find(self, name: str) -> Entry | UnreadableEntry | None:
        """Find an entry by its key, or the newest by its reference."""
        ...

    async def list(self, state: State | None = None) -> Sequence[Entry | UnreadableEntry]:
        """List entries, the oldest first; with a state, only the readable ones in it."""
        ...

    async def last_drill(self) -> Entry | None:
        """Find the newest drill that was raised."""
        ...

    async def notices(self, key: str) -> Sequence[NoticeStatus]:
        """List the notices about an entry, the oldest first."""
        ...

    async def unnotified(self) -> Collection[str]:
        """Return the keys of entries about which somebody is still to be told something."""
        ...

    async def sources(self) -> Sequence[SourceKnowledge]:
        """List what was seen of alert sources."""
        ...

    async def retry(self, key: str) -> None:
        """Try an entry at once, also one that was given up.

        Raises:
            InvalidState: ilert has taken it, it is being sent at this moment, or unreadable.
        """
        ...

    async def drop(self, key: str, settled: Settled) -> None:
        """Give a waiting entry up, also one that a worker has claimed and not begun to send: its claim is lost.

        Raises:
            BeingSent: It is being sent at this moment.
            InvalidState: It does not wait, or is unreadable.
        """
        ...

    async def prune(self, days: float) -> int:
        """Delete what was settled so many days ago, with its notices. Returns how many entries.

        An entry with a notice that is not done is kept for a week longer.
        """
        ...


class Outbox(Inbox, Queue, Sightings, LiveAlerts, Cards, Notices, Inspector, Protocol):
    """All of it."""

    async def open(self) -> None:
        """Open the store now, to learn at once what is wrong with it.

        Raises:
            SchemaTooNew: A newer version of this program wrote it.
        """
        ...

    async def close(self) -> None:
        """Finish what was begun, and close the store. A second time does nothing."""
        ...
