"""Support hours, and the priority that they make of an alert (ilert docs, support hours)."""

from dataclasses import dataclass
from datetime import datetime, time
from typing import Any, Literal
from zoneinfo import ZoneInfo

PriorityRule = Literal["HIGH", "LOW", "HIGH_DURING_SUPPORT_HOURS", "LOW_DURING_SUPPORT_HOURS"]

_DAYS = ("MONDAY", "TUESDAY", "WEDNESDAY", "THURSDAY", "FRIDAY", "SATURDAY", "SUNDAY")
_WORKDAYS = _DAYS[:5]


@dataclass(frozen=True, slots=True)
class SupportHours:
    """Nine to five from Monday to Friday, unless an exception for today says otherwise."""

    id: int
    name: str
    timezone: str = "Europe/Berlin"
    start: time = time(9)
    end: time = time(17)
    today: Literal["DURING", "OUTSIDE"] | None = None

    def during(self, now: float) -> bool:
        """Tell whether a moment lies within them."""
        if self.today is not None:
            return self.today == "DURING"
        moment = datetime.fromtimestamp(now, ZoneInfo(self.timezone))
        return _DAYS[moment.weekday()] in _WORKDAYS and self.start <= moment.time() < self.end

    def json(self, now: float) -> dict[str, Any]:
        """Write them as the list of alert sources holds them."""
        hours = {"start": self.start.isoformat("minutes"), "end": self.end.isoformat("minutes")}
        day = datetime.fromtimestamp(now, ZoneInfo(self.timezone)).date().isoformat()
        exception = {"name": "Today", "start": day, "end": day, "supportStatus": self.today}
        return {
            "id": self.id,
            "name": self.name,
            "teams": [],
            "timezone": self.timezone,
            "supportDays": dict.fromkeys(_WORKDAYS, hours),
            "exceptions": [] if self.today is None else [exception],
        }


def priority(rule: PriorityRule, hours: SupportHours | None, now: float) -> str:
    """Say which priority an alert gets for which nobody chose one."""
    if rule in ("HIGH", "LOW"):
        return rule
    during = hours is None or hours.during(now)
    return "HIGH" if during == (rule == "HIGH_DURING_SUPPORT_HOURS") else "LOW"
