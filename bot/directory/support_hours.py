"""Support hours as ilert writes them (ilert OpenAPI, `SupportHour`), read as far as they can be. Pure."""

from collections.abc import Iterator, Mapping
from datetime import date, time
from typing import Any

from bot.domain.support_hours import SupportHours

_DAYS = ("MONDAY", "TUESDAY", "WEDNESDAY", "THURSDAY", "FRIDAY", "SATURDAY", "SUNDAY")


def read_support_hours(written: Mapping[str, Any] | None) -> SupportHours | None:
    """Read support hours; None where there are none, or where they cannot be read whole."""
    if not written:
        return None
    try:
        days = {_DAYS.index(name): _span(day) for name, day in written["supportDays"].items() if day}
        return SupportHours(str(written["timezone"]), days, tuple(_exceptions(written.get("exceptions") or [])))
    except (KeyError, ValueError, TypeError, AttributeError):
        # Half of them would say "outside" where nobody knows.
        return None


def _span(day: Mapping[str, str]) -> tuple[time, time]:
    return time.fromisoformat(day["start"]), time.fromisoformat(day["end"])


def _exceptions(written: list[Mapping[str, str]]) -> Iterator[tuple[date, date, bool]]:
    for one in written:
        first, last = (date.fromisoformat(one[name][:10]) for name in ("start", "end"))
        yield first, last, one["supportStatus"] == "DURING"
