"""How often to look how alerts stand that were seen in ilert, and how many calls that may take. Pure.

Times are in seconds. The schedule and the budget are our own choice: what ilert takes from an API key is shared with
alerts and dialogs, which go first.
"""

from collections import deque

FOLLOWED_SECONDS = 86_400.0
"""How long an alert that nobody resolves is followed."""

CALLS_A_MINUTE = 10
"""At most so many calls to ilert in any minute, however many alerts there are."""

INTERVALS = ((600.0, 10.0), (3600.0, 30.0), (FOLLOWED_SECONDS, 120.0))
"""From one look to the next, by the age of the youngest alert: until that age, so many seconds."""

_MINUTE_SECONDS = 60.0


def interval(age: float) -> float:
    """Return the seconds from one look to the next at an alert that was raised so long ago."""
    return next((seconds for until, seconds in INTERVALS if age < until), INTERVALS[-1][1])


class CallBudget:
    """Counts the calls of the last minute."""

    def __init__(self, calls: int = CALLS_A_MINUTE) -> None:
        self._calls = calls
        self._made: deque[float] = deque()

    def spend(self, now: float) -> None:
        """Count a call that is made."""
        self._made.append(now)

    def wait(self, calls: int, now: float) -> float:
        """Return the seconds until so many calls may be made; more than a minute's are let through one minute apart."""
        while self._made and self._made[0] <= now - _MINUTE_SECONDS:
            self._made.popleft()
        over = len(self._made) + min(calls, self._calls) - self._calls
        return self._made[over - 1] + _MINUTE_SECONDS - now if over > 0 else 0.0
