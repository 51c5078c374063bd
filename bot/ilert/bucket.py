"""What ilert has shown of one of its rate limits, and when the next call may go out. Pure: times come in as seconds.

ilert counts calls in fixed windows of a minute, says neither where a window begins nor how many calls it takes, and
answers 429 without `Retry-After` (ilert-cli, "Rate limits"). So nothing is assumed: calls go out at once until a 429.
Then the bucket is closed for 5 seconds; one call tries, and on another 429 it is closed for 10, then for 20 seconds
each (ilert-cli waits so). The call that gets through opens the next window: as many calls as the last window was
seen to take follow at once, and whatever goes beyond that, one by one first, then faster with each that gets
through. A minute without a 429 ends it all.
"""

import math
from collections import deque
from dataclasses import dataclass
from enum import IntEnum

WINDOW_SECONDS = 60.0
PAUSES_SECONDS = (5.0, 10.0, 20.0)

BACKGROUND_CALLS = 100
"""Calls a minute, others included, up to which readings in the background go out. It is our own choice, and well below
what ilert usually takes (120 for an API key), so that an alert finds room."""

_BACKGROUND_SHARE = 0.8
"""Which part of a limit that was seen readings in the background leave to others only when it is free."""


class Priority(IntEnum):
    """Who waits for a call. Nobody waits for one of lower priority."""

    BACKGROUND = 0
    """Nobody: what is read now and then."""
    INTERACTIVE = 1
    """Somebody in front of a dialog."""
    ALERT = 2
    """Those who are to be paged."""


@dataclass(frozen=True, slots=True)
class Call:
    """A call that went out."""

    priority: Priority
    sent_at: float


class Bucket:
    """One of ilert's limits: of the API key, or of one integration key."""

    def __init__(self) -> None:
        self._in_flight: list[Call] = []
        self._sent: deque[float] = deque()
        self._taken: deque[float] = deque()
        """When those calls went out that got through."""
        self._limit: int | None = None
        self._limited_since: float | None = None
        """Since when ilert has answered 429; None while a window is open."""
        self._closed_until = -math.inf
        self._shown_until = -math.inf
        """Until when it is closed by an answer to one of our own calls."""
        self._pauses = 0
        self._opened_at = -math.inf
        self._forget_at = -math.inf
        self._used = 0
        self._ahead = 1
        """How many calls beyond the known limit may be without an answer."""

    def wait(self, now: float, priority: Priority) -> float:
        """Return the seconds until a call may go out: 0 for at once, infinite where an answer must come before."""
        self._forget(now)
        return max(self._limit_wait(now, priority), self._background_wait(now, priority))

    def send(self, now: float, priority: Priority) -> Call:
        """Count a call that goes out now."""
        self._prune(now)
        sent = Call(priority, now)
        self._in_flight.append(sent)
        self._sent.append(now)
        self._used += 1
        return sent

    def taken(self, call: Call, now: float) -> None:
        """Learn that ilert took a call, whatever it said to it."""
        self._in_flight.remove(call)
        if self._limited_since is not None and call.sent_at >= self._closed_until:
            self._open(call)
        elif self._limit is not None and self._used > self._limit:
            self._ahead += 1
        self._taken.append(call.sent_at)
        self._prune(now)

    def limited(self, call: Call, now: float, retry_after: float | None) -> None:
        """Learn that ilert answered 429."""
        self._in_flight.remove(call)
        first = self._limited_since is None
        if first:
            self._limited_since = max(now - WINDOW_SECONDS, self._opened_at)
            self._pauses = 0
        # The others of a burst that went out together say nothing new.
        if first or call.sent_at >= self._closed_until:
            self._closed_until = now + PAUSES_SECONDS[min(self._pauses, len(PAUSES_SECONDS) - 1)]
            self._pauses += 1
        self._closed_until = max(self._closed_until, now + min(retry_after or 0.0, WINDOW_SECONDS))
        self._shown_until = self._closed_until
        self._forget_at = now + WINDOW_SECONDS

    def limited_elsewhere(self, now: float, seconds: float) -> None:
        """Learn that ilert answered 429 to somebody else with the same key, who waits for so many seconds."""
        if self._limited_since is None:
            self._limited_since = max(now - WINDOW_SECONDS, self._opened_at)
            self._pauses = 0
        self._closed_until = max(self._closed_until, now + min(seconds, WINDOW_SECONDS))
        self._forget_at = max(self._forget_at, now + WINDOW_SECONDS)

    def unanswered(self, call: Call) -> None:
        """Learn that a call has ended without an answer of ilert."""
        self._in_flight.remove(call)

    def closed_for(self, now: float) -> float:
        """Return for how many seconds every call waits, 0 where none has to."""
        return max(self._closed_until - now, 0.0)

    def shown_for(self, now: float) -> float:
        """Return for how many seconds every call waits because of what one of our own was answered."""
        return max(self._shown_until - now, 0.0)

    def limit(self, now: float) -> int | None:
        """Return how many calls the last window took, None where ilert has shown no limit lately."""
        self._forget(now)
        return self._limit if self._limited_since is None else self._taken_since(self._limited_since)

    def _open(self, first: Call) -> None:
        self._limit = max(self._taken_since(self._limited_since or -math.inf), 1)
        self._limited_since = None
        self._opened_at = first.sent_at
        self._forget_at = first.sent_at + WINDOW_SECONDS
        self._used, self._ahead = 1, 1

    def _limit_wait(self, now: float, priority: Priority) -> float:
        if (closed := self.closed_for(now)) > 0:
            return closed
        trying = self._limited_since is not None
        if not trying and (self._limit is None or self._used < self._limit):
            return 0.0
        in_flight = sum(call.priority >= priority for call in self._in_flight)
        return 0.0 if in_flight < (1 if trying else self._ahead) else math.inf

    def _background_wait(self, now: float, priority: Priority) -> float:
        """Keep readings in the background within their own budget of any minute."""
        if priority is not Priority.BACKGROUND:
            return 0.0
        self._prune(now)
        budget = BACKGROUND_CALLS
        if self._limit is not None:
            budget = min(budget, max(int(self._limit * _BACKGROUND_SHARE), 1))
        if len(self._sent) < budget:
            return 0.0
        return max(self._sent[-budget] + WINDOW_SECONDS - now, 0.0)

    def _forget(self, now: float) -> None:
        """Know nothing any more a minute after the last 429, or after the window that followed it began."""
        if now >= self._forget_at and now >= self._closed_until:
            self._limit = self._limited_since = None

    def _taken_since(self, since: float) -> int:
        return sum(sent_at >= since for sent_at in self._taken)

    def _prune(self, now: float) -> None:
        for times in (self._sent, self._taken):
            while times and times[0] <= now - 2 * WINDOW_SECONDS:
                times.popleft()
