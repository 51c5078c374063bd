"""When to look for an event's alert in ilert, and how far back. Pure: times are seconds since ilert took the event."""

from bot.delivery.first_look import USUAL_SECONDS

WINDOW_SECONDS = 30.0
"""Within this time an event's alert usually appears; after it, its reporter is told that none did."""

DEADLINE_SECONDS = 3600.0
"""For how long an alert is looked for."""

_AGAIN_AFTER = 1.3
"""What an alert took longer than usual, it often did by little."""
_QUICK = (1.0, 2.0, 4.0, 8.0, 15.0)
_SLOW_SECONDS = 30.0
_SLOWEST_SECONDS = 120.0
_TRY_SECONDS = 5.0
_YOUNG_SECONDS = 600.0

# ilert lists alerts by its own clock, which may differ from ours. A busy source has many alerts, so that the first
# looks go by clocks that are kept right, and the one before a verdict by any.
_QUICK_MARGIN = 2.0
_MARGIN = 120.0
_WIDE_MARGIN = 3600.0
_QUICK_UNTIL = 4.0


def next_look(age: float, window: float = WINDOW_SECONDS, first: float = USUAL_SECONDS) -> float:
    """Return at which age to look again after a look at this one; the first is due at `first`."""
    again = first * _AGAIN_AFTER
    for due in (*(at for at in (first, again, *(at for at in _QUICK if at > again)) if at < window), window):
        if age < due:
            return due
    return age + (_SLOW_SECONDS if age < _YOUNG_SECONDS else _SLOWEST_SECONDS)


def next_try(age: float, window: float = WINDOW_SECONDS, first: float = USUAL_SECONDS) -> float:
    """Return at which age to look again while nothing could be concluded: somebody waits for that."""
    return min(next_look(age, window, first), age + _TRY_SECONDS)


def margin(age: float, window: float = WINDOW_SECONDS) -> float:
    """Return how many seconds before it was sent an alert may seem to be reported."""
    if age >= window:
        return _WIDE_MARGIN
    return _QUICK_MARGIN if age < _QUICK_UNTIL else _MARGIN
