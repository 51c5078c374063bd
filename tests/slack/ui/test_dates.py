"""Moments as people read them."""

from datetime import UTC, datetime

import pytest

from bot.slack.ui.dates import date

FRIDAY = datetime(2026, 8, 14, 13, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("time_zone", "fallback"),
    [
        ("Europe/Berlin", "2026-08-14 15:00"),
        ("America/New_York", "2026-08-14 09:00"),
        ("", "2026-08-14 13:00"),
        ("Mars/Olympus", "2026-08-14 13:00"),
        ("../../etc/passwd", "2026-08-14 13:00"),
    ],
)
def test_slack_writes_the_moment_and_the_fallback_is_in_the_readers_zone(time_zone, fallback):
    assert date(FRIDAY, time_zone) == f"<!date^1786712400^{{date_long_pretty}}, {{time}}|{fallback}>"
