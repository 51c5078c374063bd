"""Who is on call for an escalation policy, level by level. Pure."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Duty:
    """Somebody's time on call at one level of a policy. Without a start or an end it has none."""

    policy_id: int
    level: int
    user_id: int
    name: str
    email: str = ""
    phone: str = ""
    """For people with an ilert account alone."""
    start: datetime | None = None
    end: datetime | None = None

    def covers(self, now: datetime) -> bool:
        """Tell whether it is now."""
        return (self.start is None or self.start <= now) and (self.end is None or now < self.end)


@dataclass(frozen=True, slots=True)
class Level:
    """One level of a policy. Nobody in `now` means that an alert goes on to the next level at once."""

    number: int
    now: tuple[Duty, ...]
    following: tuple[Duty, ...]
    """Those whose time begins next, all at the same moment."""


def levels(duties: Collection[Duty], number: int, now: datetime) -> Sequence[Level]:
    """List a policy's levels, of which there are `number` or as many as somebody is on call at."""
    highest = max([number, *(duty.level for duty in duties)])
    return [_level(one, [duty for duty in duties if duty.level == one], now) for one in range(1, highest + 1)]


def nobody(shown: Collection[Level]) -> bool:
    """Tell whether an alert would page nobody: ilert passes over empty levels (ilert docs, escalation policies)."""
    return not any(level.now for level in shown)


def _level(number: int, duties: Sequence[Duty], now: datetime) -> Level:
    current = sorted((duty for duty in duties if duty.covers(now)), key=_order)
    # Somebody may have several duties at a level, as a user and by a schedule: the one that lasts longest counts.
    people = {duty.user_id: duty for duty in current}
    later = [duty for duty in duties if duty.start is not None and duty.start > now]
    first = min((duty.start for duty in later if duty.start is not None), default=None)
    following = {duty.user_id: duty for duty in later if duty.start == first}
    return Level(number, _by_name(people.values()), _by_name(following.values()))


def _order(duty: Duty) -> tuple[bool, float]:
    return duty.end is None, duty.end.timestamp() if duty.end is not None else 0.0


def _by_name(duties: Collection[Duty]) -> tuple[Duty, ...]:
    return tuple(sorted(duties, key=lambda duty: duty.name.casefold()))
