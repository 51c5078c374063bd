"""How long things around a connection to Slack may take, and how many envelopes are handled at once."""

from dataclasses import dataclass, field

from bot.slack.socket_mode.backoff import Backoff


@dataclass(frozen=True, slots=True)
class SocketTiming:
    """All in seconds. Together they let Slack be connected again within 10 seconds of the end of any fault."""

    greeting: float = 10.0
    """A connection that Slack has not greeted by then is given up."""
    next_attempt: float = 4.0
    """An attempt that takes longer gets another one beside it: it may hang where a new one would not."""
    heartbeat: float = 5.0
    """After so long a silence Slack is pinged, and half as long is waited for the answer."""
    closing: float = 2.0
    """How long Slack's answer to a close frame is waited for."""
    retirement: float = 15.0
    """How long a connection that was replaced may still bring something. Slack announces a refresh about 10 seconds
    ahead (Slack docs, Using Socket Mode)."""
    settled: float = 3.0
    """A connection that ends sooner proves nothing."""
    apart: float = 10.0
    """Between the openings of two connections, so that Slack does not refresh both at once hours later."""
    backoff: Backoff = field(default_factory=Backoff)


@dataclass(frozen=True, slots=True)
class Limits:
    """How much is handled at once."""

    handlers: int = 200
    envelopes: int = 1000
    """More than these, waiting ones included, are rejected: by the time they had their turn, Slack would have given
    up."""
    remembered: int = 500
    """Answers kept for envelopes that come again: within seconds or, seldom, minutes."""
    acknowledgement_seconds: float = 3.0
    """How long Slack waits for an acknowledgement (Slack docs, Using Socket Mode)."""


TIMING, LIMITS = SocketTiming(), Limits()
