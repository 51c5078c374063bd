"""What is known of the connections to Slack, for whoever watches over the service. All times are `time.monotonic()`."""

import time
from dataclasses import dataclass, field

# A dead connection is found out within 10 seconds (see `connection`).
_LONGEST_SILENCE_SECONDS = 45.0
# The Web API call, the handshake, Slack's greeting and the closing of what failed are bounded; together by less.
_LONGEST_ATTEMPT_SECONDS = 45.0


@dataclass
class SocketHealth:
    """Kept by `SocketMode`, only read by others."""

    wanted: int = 1
    """How many connections shall stand."""
    standing: int = 0
    """How many do: Slack has greeted them, and they have not ended."""
    last_heard: float | None = None
    """When anything last came in on any of them: an envelope, a ping, the answer to a ping of ours."""
    disconnected_since: float | None = field(default_factory=time.monotonic)
    """Since when there has been no connection; None while there is one."""
    incomplete_since: float | None = field(default_factory=time.monotonic)
    """Since when there have been fewer connections than wanted; None while all stand."""
    last_attempt: float | None = None
    """When the latest attempt to connect began or ended, whichever came later."""
    next_attempt: float | None = None
    """When the next attempt is due; None while one is under way or none is needed."""
    connections: int = 0
    """How many connections Slack has greeted so far."""
    num_connections: int = 0
    """How many connections of this app Slack counted at its last greeting, ours and other instances'."""
    app_id: str = ""
    """The app that Slack named at its last greeting; empty where it has not named one."""
    problem: str = "not connected yet"
    """Why not all connections stand, in plain words; "" while they do."""
    needs_admin: bool = False
    """Whether only an admin can put that right: a token revoked, the app uninstalled, Socket Mode switched off."""

    @property
    def connected(self) -> bool:
        """Whether there is any connection."""
        return self.standing > 0

    def attempt(self, now: float, next_attempt: float | None = None) -> None:
        """An attempt to connect began, or it ended without success and the next one is due then."""
        self.last_attempt, self.next_attempt = now, next_attempt

    def greeted(self, now: float, num_connections: int, *, app_id: str = "", standing: int = 1) -> None:
        """Slack has said hello on one more connection; so many stand now."""
        self.disconnected_since = None
        self.problem, self.needs_admin = "", False
        self.connections += 1
        self.num_connections, self.app_id = num_connections, app_id
        self.last_heard = now
        self.attempt(now)
        self._stand(now, standing)

    def lost(self, now: float, problem: str, *, needs_admin: bool = False, standing: int = 0) -> None:
        """A connection ended, or another attempt failed; so many are left."""
        if not standing and self.disconnected_since is None:
            self.disconnected_since = now
        self.problem, self.needs_admin = problem, needs_admin
        self._stand(now, standing)

    def _stand(self, now: float, standing: int) -> None:
        self.standing = min(standing, self.wanted)
        if self.standing == self.wanted:
            self.incomplete_since = None
        elif self.incomplete_since is None:
            self.incomplete_since = now


def silent_seconds(health: SocketHealth, now: float) -> float | None:
    """Return for how long nothing has come in; None if nothing ever did."""
    return None if health.last_heard is None else now - health.last_heard


def outage_seconds(health: SocketHealth, now: float) -> float:
    """Return for how long there has been no connection; 0 while there is one."""
    return 0.0 if health.disconnected_since is None else now - health.disconnected_since


def incomplete_seconds(health: SocketHealth, now: float) -> float:
    """Return for how long fewer connections than wanted have stood; 0 while all do."""
    return 0.0 if health.incomplete_since is None else now - health.incomplete_since


def is_alive(health: SocketHealth, now: float) -> bool:
    """Return whether the socket does its work: frames arrive, or attempts to connect go on as they should.

    False means that the process is wedged. A Slack outage, however long, is not a wedge.
    """
    if health.connected:
        return (silent_seconds(health, now) or 0.0) <= _LONGEST_SILENCE_SECONDS
    due = max(health.disconnected_since or 0.0, health.last_attempt or 0.0, health.next_attempt or 0.0)
    return now <= due + _LONGEST_ATTEMPT_SECONDS
