"""How soon to look for an event's alert, learned from how long others took to appear. Pure: times are seconds.

ilert does not say how long it takes to list an alert. A look too soon costs a call more, one too late keeps somebody
waiting. So each alert that is there at the first look makes the next one a little earlier, and each that is not makes
it later, by so much more that few looks are in vain.
"""

USUAL_SECONDS = 0.3
"""When to look as long as nothing was learned."""

SOONEST_SECONDS, LATEST_SECONDS = 0.1, 2.0

_EARLIER, _LATER = 0.9973, 1.06
"""By which factors: some 22 alerts that are there make up for one that is not."""

_MUCH_EARLIER, _MUCH_LATER = 0.95, 1.5
"""The same while the time is still far from what is right."""

_MANY = 40
"""After as many in a row that are there, it is far from what is right."""


class FirstLook:
    """The age, in seconds since ilert took the event, at which to look first."""

    def __init__(self) -> None:
        self.age = USUAL_SECONDS
        self._in_a_row = _MANY
        self._missed_before = False

    def learn(self, seen_at: float, missed_at: float | None) -> None:
        """Learn at which age an alert was seen, and at which, if any, it was last looked for in vain."""
        if missed_at is None:
            self._in_a_row, self._missed_before = self._in_a_row + 1, False
            sooner = seen_at * (_MUCH_EARLIER if self._in_a_row > _MANY else _EARLIER)
            self.age = max(min(self.age, sooner), SOONEST_SECONDS)
        elif missed_at * _LATER > self.age:
            self.age = min(self.age * (_MUCH_LATER if self._missed_before else _LATER), LATEST_SECONDS)
            self._in_a_row, self._missed_before = _MANY if self._missed_before else 0, True
