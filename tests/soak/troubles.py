"""What goes wrong, one thing at a time, each with the time it lasts.

Each returns after the trouble's end. The outages last long enough for every pause to grow to its longest.
"""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

# So long the daemon goes by what was last resolved (aiohttp's `ttl_dns_cache`).
_REMEMBERED_SECONDS = 11.0
_OUTAGE_SECONDS = 30.0
_STORM_SECONDS = 20
_MANY = 10_000


@dataclass(frozen=True)
class Trouble:
    """A trouble, and what is promised of it, in seconds."""

    cause: Callable[..., Awaitable[None]]
    heals_within: float = 10.0
    longest_gap: float | None = None
    """None where Slack takes no connection for a while, so that a gap says nothing."""

    @property
    def name(self):
        return self.cause.__name__


async def refreshes(soak):
    """Slack replaces the connections every few seconds, with a warning first or without."""
    for reason in ("warning", "refresh_requested", "refresh_requested"):
        await soak.sandbox.slack.disconnect(reason)
        await asyncio.sleep(4.0)


async def storm(soak):
    """Every connection ends each second: refreshed, reset, or warned and then reset."""
    for second in range(_STORM_SECONDS):
        match second % 3:
            case 0:
                await soak.sandbox.slack.disconnect("refresh_requested", 0.5)
            case 1:
                soak.sandbox.slack.drop()
            case _:
                await soak.sandbox.slack.disconnect("warning")
                await asyncio.sleep(0.3)
                soak.sandbox.slack.drop()
        await asyncio.sleep(1.0)


async def one_by_one(soak):
    """One connection breaks every few seconds, and the other stands."""
    for _ in range(4):
        soak.sandbox.slack.drop(only_one=True)
        await asyncio.sleep(3.0)


async def drops(soak):
    """Every connection breaks, to Slack and to ilert."""
    for _ in range(3):
        soak.relay.drop()
        await asyncio.sleep(2.0)


async def half_open(soak):
    """A firewall forgets every connection, and says nothing."""
    soak.forget()


async def silent_slack(soak):
    """Slack's side of every websocket is dead although TCP lives."""
    soak.relay.doubt()
    soak.sandbox.slack.socket.go_silent()


async def names_fail(soak):
    """No name can be resolved, and the connections break."""
    await _without_names(soak, "fail")


async def names_hang(soak):
    """The resolver does not answer, and the connections break."""
    await _without_names(soak, "hang")


async def _without_names(soak, state):
    soak.names(state)
    await asyncio.sleep(_REMEMBERED_SECONDS)
    soak.relay.drop()
    await asyncio.sleep(6.0)
    soak.names("ok")


async def refused(soak):
    """Nothing listens any more."""
    soak.relay.mode = "refuse"
    soak.relay.drop()
    await asyncio.sleep(_OUTAGE_SECONDS)
    soak.relay.mode = "up"


async def swallowed(soak):
    """Connections come about, and nobody answers on them."""
    soak.relay.mode = "swallow"
    soak.relay.drop()
    await asyncio.sleep(_OUTAGE_SECONDS)
    soak.relay.mode = "up"


async def no_handshake(soak):
    """Every websocket's address is answered 503."""
    await _with_fault(soak, "no_handshake")


async def no_hello(soak):
    """Websockets come about, and Slack does not greet."""
    await _with_fault(soak, "no_hello")


async def too_many(soak):
    """Slack says on each connection that there are too many."""
    await soak.sandbox.slack.disconnect("too_many_websockets")
    await _with_fault(soak, "too_many_websockets")


async def _with_fault(soak, fault):
    soak.sandbox.slack.socket.fault = fault
    soak.relay.drop()
    await asyncio.sleep(_OUTAGE_SECONDS)
    soak.sandbox.slack.socket.fault = ""


async def rate_limited(soak):
    """Slack gives no address: too many calls, and not a word about when to come back."""
    await _with_answers(soak, {"error": "ratelimited"})


async def slack_fails(soak):
    """Slack gives no address but 500."""
    await _with_answers(soak, {"http": 500})


async def _with_answers(soak, step):
    soak.sandbox.faults.script("apps.connections.open", [step] * _MANY)
    soak.relay.drop()
    await asyncio.sleep(_OUTAGE_SECONDS)
    soak.sandbox.faults.reset()


async def web_api_down(soak):
    """Slack's whole Web API answers 503, then asks for a pause."""
    soak.sandbox.faults.slack = "api_down"
    soak.relay.drop()
    await asyncio.sleep(5.0)
    soak.sandbox.faults.slack = "up"
    soak.sandbox.faults.script("apps.connections.open", [{"error": "ratelimited", "retry_after": 2}])
    soak.relay.drop()
    await asyncio.sleep(2.0)


async def ilert_fails(soak):
    """ilert is down, hangs, refuses, and loses answers."""
    for state in ("down", "error_503", "hang", "lose_answer", "rate_limited"):
        soak.sandbox.faults.ilert = state
        await asyncio.sleep(3.0)
    soak.sandbox.faults.ilert = "up"
    soak.sandbox.faults.ilert_retry_after = None


TROUBLES = (
    Trouble(refreshes, heals_within=0.5, longest_gap=1.0),
    Trouble(storm, longest_gap=1.5),
    Trouble(one_by_one, heals_within=1.0, longest_gap=1.0),
    Trouble(drops, heals_within=1.5, longest_gap=1.5),
    Trouble(half_open),
    Trouble(names_fail),
    Trouble(ilert_fails, heals_within=0.5, longest_gap=1.0),
    Trouble(silent_slack),
    Trouble(refused),
    Trouble(no_handshake),
    Trouble(swallowed),
    Trouble(no_hello),
    # What the resolver was asked before still takes its 8 seconds.
    Trouble(names_hang, heals_within=15.0),
    Trouble(rate_limited),
    Trouble(slack_fails),
    Trouble(web_api_down),
    Trouble(too_many),
)
