"""What is known of the connection to Slack, for whoever watches over the service. All times are `time.monotonic()`."""

import time
from dataclasses import dataclass, field

# A dead connection is found out within about 17 seconds (see `socket_connection`).
_LONGEST_SILENCE_SECONDS = 45.0
# The Web API call, the handshake, Slack's greeting and the closing of what failed are bounded; together by less.
_LONGEST_ATTEMPT_SECONDS = 45.0


@dataclass
class SocketHealth:
    """Kept by `SocketMode`, only read by others."""

    connected: bool = False
    """Whether there is a connection that Slack has greeted and that has not ended."""
    last_heard: float | None = None
    """When anything last came in on a live connection: an envelope, a ping, the answer to a ping of ours."""
    disconnected_since: float | None = field(default_factory=time.monotonic)
    """Since when there has been no connection; None while there is one."""
    last_attempt: float | None = None
    """When the latest attempt to connect began or ended, whichever came later."""
    next_attempt: float | None = None
    """When the next attempt is due; None while one is under way or none is needed."""
    connections: int = 0
    """How many connections Slack has greeted so far."""
    num_connections: int = 0
    """How many connections of this app Slack counted at its last greeting, ours and other instances'."""
    problem: str = "not connected yet"
    """Why there is no connection, in plain words; "" while there is one."""
    needs_admin: bool = False
    """Whether only an admin can mend the problem: a token revoked, the app uninstalled, Socket Mode switched off."""

    def attempt(self, now: float, next_attempt: float | None = None) -> None:
        """An attempt to connect began, or it ended without success and the next one is due then."""
        self.last_attempt, self.next_attempt = now, next_attempt

    def greeted(self, now: float, num_connections: int) -> None:
        """Slack has said hello."""
        self.connected, self.disconnected_since = True, None
        self.problem, self.needs_admin = "", False
        self.connections += 1
        self.num_connections = num_connections
        self.last_heard = now
        self.attempt(now)

    def lost(self, now: float, problem: str, *, needs_admin: bool = False) -> None:
        """There is no connection any more, or still none."""
        self.connected = False
        self.disconnected_since = now if self.disconnected_since is None else self.disconnected_since
        self.problem, self.needs_admin = problem, needs_admin


def silent_seconds(health: SocketHealth, now: float) -> float | None:
    """Return for how long nothing has come in; None if nothing ever did."""
    return None if health.last_heard is None else now - health.last_heard


def outage_seconds(health: SocketHealth, now: float) -> float:
    """Return for how long there has been no connection; 0 while there is one."""
    return 0.0 if health.disconnected_since is None else now - health.disconnected_since


def is_alive(health: SocketHealth, now: float) -> bool:
    """Tell whether the socket does its work: Slack is heard, or attempts to connect go on as they should.

    False means that the process is wedged. An outage of Slack, however long, is no such thing.
    """
    if health.connected:
        return (silent_seconds(health, now) or 0.0) <= _LONGEST_SILENCE_SECONDS
    due = max(health.disconnected_since or 0.0, health.last_attempt or 0.0, health.next_attempt or 0.0)
    return now <= due + _LONGEST_ATTEMPT_SECONDS
