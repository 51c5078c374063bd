"""Support hours, and the priority that they make of an alert."""

from datetime import UTC, date, datetime, time

import pytest

from bot.directory.support_hours import read_support_hours
from bot.domain.support_hours import SupportHours, is_low

NINE_TO_FIVE = SupportHours("Europe/Berlin", dict.fromkeys(range(5), (time(9), time(17))))
FRIDAY_NOON, FRIDAY_EVENING = datetime(2026, 8, 14, 10, tzinfo=UTC), datetime(2026, 8, 14, 15, tzinfo=UTC)
SATURDAY = datetime(2026, 8, 15, 10, tzinfo=UTC)
WRITTEN = {
    "id": 1,
    "timezone": "Europe/Berlin",
    "supportDays": {"MONDAY": {"start": "09:00", "end": "17:00"}, "SUNDAY": None},
    "exceptions": [{"name": "x", "start": "2026-08-14", "end": "2026-08-14", "supportStatus": "OUTSIDE"}],
}


@pytest.mark.parametrize(
    ("now", "during"),
    [(FRIDAY_NOON, True), (FRIDAY_EVENING, False), (SATURDAY, False)],
    ids=["noon", "evening", "weekend"],
)
def test_a_moment_is_judged_in_their_time_zone(now, during):
    assert NINE_TO_FIVE.during(now) is during


def test_an_exception_counts_whatever_the_weekday():
    closed = SupportHours("Europe/Berlin", NINE_TO_FIVE.days, ((date(2026, 8, 14), date(2026, 8, 14), False),))
    assert closed.during(FRIDAY_NOON) is False


def test_an_unknown_time_zone_claims_nothing():
    nowhere = SupportHours("Mars/Olympus", NINE_TO_FIVE.days)
    assert nowhere.during(FRIDAY_NOON) is None
    assert not is_low("HIGH_DURING_SUPPORT_HOURS", nowhere, SATURDAY)


@pytest.mark.parametrize(
    ("rule", "noon", "weekend"),
    [
        ("HIGH", False, False),
        ("LOW", True, True),
        ("HIGH_DURING_SUPPORT_HOURS", False, True),
        ("LOW_DURING_SUPPORT_HOURS", True, False),
        ("SOMETHING_NEW", False, False),
        ("", False, False),
    ],
)
def test_what_the_priority_rule_makes_of_them(rule, noon, weekend):
    assert (is_low(rule, NINE_TO_FIVE, FRIDAY_NOON), is_low(rule, NINE_TO_FIVE, SATURDAY)) == (noon, weekend)


def test_without_hours_that_can_be_read_no_rule_that_needs_them_claims_anything():
    assert not is_low("HIGH_DURING_SUPPORT_HOURS", None, SATURDAY)


def test_they_are_read_as_ilert_writes_them():
    read = read_support_hours(WRITTEN)
    assert read.days == {0: (time(9), time(17))}
    assert read.exceptions == ((date(2026, 8, 14), date(2026, 8, 14), False),)


@pytest.mark.parametrize(
    "change",
    [
        {"timezone": None, "supportDays": None},
        {"supportDays": {"SOMEDAY": {"start": "09:00", "end": "17:00"}}},
        {"supportDays": {"MONDAY": {"start": "9 o'clock", "end": "17:00"}}},
        {"supportDays": {"MONDAY": "all day"}},
        {"exceptions": [{"start": "tomorrow"}]},
        {"exceptions": ["x"]},
    ],
)
def test_what_cannot_be_read_whole_is_not_known(change):
    assert read_support_hours({**WRITTEN, **change}) is None


@pytest.mark.parametrize("nothing", [None, {}])
def test_a_source_may_have_none(nothing):
    assert read_support_hours(nothing) is None
