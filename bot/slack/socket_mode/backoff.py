"""What a failed or ended connection to Slack means: the problem in plain words, and when to try again.

Pauses have short caps, since pagers wait for the connection: whatever failed for however long, Slack is tried again
within seconds of its end. Only where an admin has to act first, or Slack names a time, is it longer.
"""

import random
from collections.abc import Callable
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
BROKE_OFF, CLOSED, SILENT = "broke_off", "closed", "silent"
"""Our own reasons, where Slack gave none."""

LONGEST_RETRY_AFTER_SECONDS = 300.0
"""Nobody's alert waits longer for a time that Slack, or whoever stands in between, has named."""

_ENDINGS = {
    BROKE_OFF: "the connection to Slack broke off",
    CLOSED: "Slack closed the connection",
    SILENT: "nothing came from Slack any more, not even the answer to a ping",
    **dict.fromkeys(PLANNED, "Slack is replacing the connection, as it does every few hours"),
}
# Connections that end soon after Slack has greeted them: the first are replaced at once, a storm of them is ridden out
# at a few a second, and what goes on for longer than any storm comes more slowly.
_AT_ONCE = 3
_STORM = 60
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
    """Whether only an admin can put it right."""
    refused: bool = False
    """Whether Slack itself wants the pause; then nothing shortens it."""


@dataclass(frozen=True, slots=True)
class Backoff:
    """Judges failures. Pauses are a first and a longest one, in seconds; each is twice as long as the one before."""

    unreachable: tuple[float, float] = (1.0, 4.0)
    refused: tuple[float, float] = (3.0, 8.0)
    needs_admin: tuple[float, float] = (60.0, 60.0)
    storm: float = 0.4
    """The pause between connections that end soon after Slack has greeted them."""
    jitter: Callable[[], float] = random.random
    """A number from 0 to 1. It shortens pauses, so that many bots come out of step."""

    def after_failure(self, error: SlackFailure | ConnectionFailed, failures: int) -> ReconnectDelay:
        """Judge an attempt that failed, the `failures`-th in a row (from 1)."""
        match error:
            case SlackRateLimited():
                return self._rate_limited(error.retry_after, failures)
            case TokenRejected():
                return self._needs_admin(
                    f"Slack does not accept SLACK_APP_TOKEN ({error.error}): it was revoked, or the app was "
                    "uninstalled. Install the app again, or create a new app-level token and restart the bot with it",
                    failures,
                )
            case MissingScope():
                return self._needs_admin(
                    f"SLACK_APP_TOKEN lacks the scope {error.needed or 'connections:write'}: create a new app-level "
                    "token and restart the bot with it",
                    failures,
                )
            case SlackRefused() if error.error in _NOT_WANTED:
                return self._needs_admin(
                    f"Slack refuses this app a connection ({error.error}): ask the workspace's admin", failures
                )
            case SlackRefused():
                return self._refused(f"Slack refuses a connection ({error.error})", failures)
            case ConnectionRejected() if error.reason in REFUSALS:
                return self.after_refusal(error.reason, failures)
            case _:
                return ReconnectDelay(f"Slack cannot be reached ({error})", self._pause(failures, *self.unreachable))

    def after_refusal(self, reason: str, refusals: int) -> ReconnectDelay:
        """Judge a `disconnect` for one of the REFUSALS, the `refusals`-th in a row (from 1)."""
        if reason == "link_disabled":
            return self._needs_admin(
                "Socket Mode is switched off: switch it on in the settings of the Slack app", refusals
            )
        return self._refused(
            "Slack has too many connections of this app (10 are allowed): other instances run with this "
            "SLACK_APP_TOKEN, stop them",
            refusals,
        )

    def after_end(self, reason: str, short_lives: int) -> ReconnectDelay:
        """Judge any other end of a connection: `reason` is Slack's word, BROKE_OFF, CLOSED or SILENT.

        `short_lives` counts the connections in a row that ended soon after they had begun, this one included. The
        first are replaced at once, like any that had lasted.
        """
        problem = _ENDINGS.get(reason, f"Slack ended the connection ({reason})")
        if short_lives <= _AT_ONCE:
            return ReconnectDelay(problem, 0.0)
        if short_lives <= _STORM:
            return ReconnectDelay(problem, self._pause(1, self.storm, self.storm))
        return ReconnectDelay(problem, self._pause(short_lives - _STORM, *self.refused))

    def _rate_limited(self, retry_after: float | None, failures: int) -> ReconnectDelay:
        problem = "Slack asks for fewer attempts to connect"
        if retry_after is None:
            return self._refused(problem, failures)
        pause = min(max(retry_after, self.unreachable[0]), LONGEST_RETRY_AFTER_SECONDS)
        return ReconnectDelay(problem, pause + self.unreachable[0] * self.jitter(), refused=True)

    def _refused(self, problem: str, times: int) -> ReconnectDelay:
        return ReconnectDelay(problem, self._pause(times, *self.refused), refused=True)

    def _needs_admin(self, problem: str, times: int) -> ReconnectDelay:
        return ReconnectDelay(problem, self._pause(times, *self.needs_admin), needs_admin=True, refused=True)

    def _pause(self, times: int, first: float, longest: float) -> float:
        """Wait twice as long each time. The exponent has a limit because a float has one: an outage may last."""
        return min(first * 2.0 ** min(times - 1, 30), longest) * (1.0 - 0.5 * self.jitter())
