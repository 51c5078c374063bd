"""Moments as people read them: in their own time zone, written by Slack. Pure."""

from datetime import UTC, datetime, tzinfo
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from bot.slack.ui.mrkdwn import escape


def zone(name: str) -> tzinfo:
    """Return the time zone of an IANA name such as `Europe/Berlin`; UTC where this machine does not know it."""
    try:
        return ZoneInfo(name) if name else UTC
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return UTC


def date(moment: datetime, time_zone: str) -> str:
    """Write a moment as mrkdwn: Slack shows it in the reader's zone and language (Slack docs, date formatting).

    What stands for it where Slack does not is in the zone that is given.
    """
    fallback = moment.astimezone(zone(time_zone)).strftime("%Y-%m-%d %H:%M")
    return f"<!date^{int(moment.timestamp())}^{{date_long_pretty}}, {{time}}|{fallback}>"


def past_date(moment: datetime, otherwise: str) -> str:
    """Write as mrkdwn when something was, never as "today", so that a preposition may precede it; see `date`."""
    return f"<!date^{int(moment.timestamp())}^{{date_short}}, {{time}}|{escape(otherwise)}>"


def short_date(moment: datetime, otherwise: str) -> str:
    """Write as mrkdwn when something was or will be, as short as can be, for parentheses; see `date`."""
    return f"<!date^{int(moment.timestamp())}^{{date_short_pretty}} {{time}}|{escape(otherwise)}>"
