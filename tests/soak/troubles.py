"""What goes wrong, one thing at a time, each with the time it lasts."""

import asyncio

# So long the daemon goes by what was last resolved (aiohttp's `ttl_dns_cache`).
_REMEMBERED_SECONDS = 11.0


async def refreshes(soak):
    """Slack replaces the connection every few seconds, with a warning first or without."""
    for reason in ("warning", "refresh_requested", "refresh_requested"):
        await soak.sandbox.slack.disconnect(reason)
        await asyncio.sleep(4.0)


async def drops(soak):
    """Every connection breaks, to Slack and to ilert."""
    for _ in range(3):
        soak.relay.drop()
        await asyncio.sleep(2.0)


async def half_open(soak):
    """A firewall forgets every connection, and says nothing."""
    soak.relay.freeze()
    await asyncio.sleep(20.0)


async def silent_slack(soak):
    """Slack's side of the websocket is dead although TCP lives."""
    soak.sandbox.slack.socket.go_silent()
    await asyncio.sleep(20.0)


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
    await asyncio.sleep(6.0)
    soak.relay.mode = "up"


async def swallowed(soak):
    """Connections come about, and nobody answers on them."""
    soak.relay.mode = "swallow"
    soak.relay.drop()
    await asyncio.sleep(12.0)
    soak.relay.mode = "up"


async def handshakes_fail(soak):
    """The websocket's address does not work, as when it was used before."""
    soak.sandbox.slack.socket.fail_handshakes(2, 404)
    soak.sandbox.slack.socket.fail_handshakes(1, 503)
    soak.relay.drop()
    await asyncio.sleep(6.0)


async def too_many(soak):
    """Slack says that there are too many connections."""
    await soak.sandbox.slack.disconnect("too_many_websockets")
    await asyncio.sleep(5.0)


async def slack_fails(soak):
    """Slack's Web API answers 503, then asks for a pause."""
    soak.sandbox.faults.slack = "api_down"
    soak.relay.drop()
    await asyncio.sleep(5.0)
    soak.sandbox.faults.slack = "up"
    soak.sandbox.faults.script("apps.connections.open", [{"http": 429, "retry_after": 2}])
    soak.relay.drop()
    await asyncio.sleep(4.0)


async def ilert_fails(soak):
    """ilert is down, hangs, refuses, and loses answers."""
    for state in ("down", "error_503", "hang", "lose_answer", "rate_limited"):
        soak.sandbox.faults.ilert = state
        await asyncio.sleep(3.0)
    soak.sandbox.faults.ilert = "up"
    soak.sandbox.faults.ilert_retry_after = None


TROUBLES = (
    refreshes,
    drops,
    half_open,
    names_fail,
    ilert_fails,
    silent_slack,
    refused,
    handshakes_fail,
    swallowed,
    names_hang,
    slack_fails,
    too_many,
)
