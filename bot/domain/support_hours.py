"""When an alert source's support hours are, and the priority that they make of an alert. Pure.

ilert does not withhold alerts outside of them: it lowers their priority, and of a LOW alert only the first level is
called (ilert, `alertPriorityRule`).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError


@dataclass(frozen=True, slots=True)
class SupportHours:
    """One span a day at most, in a time zone. Weekdays count from Monday, 0."""

    time_zone: str
    days: Mapping[int, tuple[time, time]] = field(default_factory=dict)
    exceptions: tuple[tuple[date, date, bool], ...] = ()
    """From the first day to the last, whether it is a time of support whatever the weekday."""

    def during(self, now: datetime) -> bool | None:
        """Tell whether a moment lies within them; None where this machine does not know the time zone."""
        try:
            there = now.astimezone(ZoneInfo(self.time_zone))
        except (ZoneInfoNotFoundError, ValueError, OSError):
            return None
        for first, last, during in self.exceptions:
            if first <= there.date() <= last:
                return during
        start, end = self.days.get(there.weekday(), (time.max, time.min))
        return start <= there.time() < end


def is_low(rule: str, hours: SupportHours | None, now: datetime) -> bool:
    """Tell whether an alert for which nobody chooses a priority is known to be a LOW one now."""
    during = hours.during(now) if hours is not None else None
    match rule:
        case "LOW":
            return True
        case "HIGH_DURING_SUPPORT_HOURS":
            return during is False
        case "LOW_DURING_SUPPORT_HOURS":
            return during is True
        case _:
            return False
