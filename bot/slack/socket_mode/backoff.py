"""What a failed or ended connection to Slack means: the problem in plain words, and when to try again."""

import random
from dataclasses import dataclass

from bot.slack.api.errors import (
    ConnectionFailed,
    ConnectionRejected,
    MissingScope,
    SlackFailure,
    SlackRateLimited,
    SlackRefused,
    TokenRejected,
)

PLANNED = frozenset(("warning", "refresh_requested"))
"""Reasons of a `disconnect` that announce an ordinary refresh (Slack docs, Using Socket Mode)."""
REFUSALS = frozenset(("link_disabled", "too_many_websockets"))
"""Reasons after which a connection is of no use any more."""

# Pagers wait for this: after an outage, whoever presses Enter should not have to wait long.
_LONGEST_PAUSE_SECONDS = 15.0
# Where Slack has said no, asking again soon helps nobody.
_REFUSED_PAUSES_SECONDS = (10.0, 120.0)
_HOPELESS_PAUSES_SECONDS = (60.0, 300.0)
# What `apps.connections.open` answers when the workspace does not want the app (Slack docs, its page).
_NOT_WANTED = frozenset(
    ("access_denied", "enterprise_is_restricted", "forbidden_team", "no_permission", "team_disabled")
)


@dataclass(frozen=True, slots=True)
class ReconnectDelay:
    """Why there is no connection, and how long to wait, in seconds, before the next attempt."""

    problem: str
    pause: float
    needs_admin: bool = False
    """Whether only an admin can mend it."""


def delay_after_failure(error: SlackFailure | ConnectionFailed, failures: int) -> ReconnectDelay:
    """Judge an attempt that failed, the `failures`-th in a row (from 1)."""
    match error:
        case SlackRateLimited():
            return ReconnectDelay(
                "Slack asks for fewer attempts to connect", max(error.retry_after, 1.0) + random.random()
            )
        case TokenRejected():
            return _hopeless(
                f"Slack does not accept SLACK_APP_TOKEN ({error.error}): it was revoked, or the app was uninstalled. "
                "Install the app again, or create a new app-level token and restart the bot with it",
                failures,
            )
        case MissingScope():
            return _hopeless(
                f"SLACK_APP_TOKEN lacks the scope {error.needed or 'connections:write'}: create a new app-level token "
                "and restart the bot with it",
                failures,
            )
        case SlackRefused() if error.error in _NOT_WANTED:
            return _hopeless(
                f"Slack refuses this app a connection ({error.error}): ask the workspace's admin", failures
            )
        case SlackRefused():
            return ReconnectDelay(
                f"Slack refuses a connection ({error.error})", _pause(failures, *_REFUSED_PAUSES_SECONDS)
            )
        case ConnectionRejected() if error.reason in REFUSALS:
            return delay_after_refusal(error.reason, failures)
        case _:
            return ReconnectDelay(f"Slack cannot be reached ({error})", _pause(failures, 1.0, _LONGEST_PAUSE_SECONDS))


def delay_after_refusal(reason: str, refusals: int) -> ReconnectDelay:
    """Judge a `disconnect` for one of the REFUSALS, the `refusals`-th in a row (from 1)."""
    if reason == "link_disabled":
        return _hopeless("Socket Mode is switched off: switch it on in the settings of the Slack app", refusals)
    return ReconnectDelay(
        "Slack has too many connections of this app (10 are allowed): other instances run with this SLACK_APP_TOKEN, "
        "stop them",
        _pause(refusals, *_REFUSED_PAUSES_SECONDS),
    )


def delay_after_end(reason: str, short_lives: int) -> ReconnectDelay:
    """Judge any other end of a connection, whether Slack asked for it or it broke.

    `short_lives` counts the connections in a row that ended soon after they had begun, this one included. The first
    of them is replaced at once, like any that had lasted.
    """
    pause = _pause(short_lives - 1, 1.0, _LONGEST_PAUSE_SECONDS) if short_lives > 1 else 0.0
    return ReconnectDelay(f"the connection to Slack ended ({reason})", pause)


def _hopeless(problem: str, times: int) -> ReconnectDelay:
    return ReconnectDelay(problem, _pause(times, *_HOPELESS_PAUSES_SECONDS), needs_admin=True)


def _pause(times: int, first: float, longest: float) -> float:
    """Wait twice as long each time, with jitter that only shortens, so that many bots do not come in step."""
    # The exponent has a limit because a float has one: an outage may last for days.
    return min(first * 2.0 ** min(times - 1, 30), longest) * random.uniform(0.5, 1.0)
