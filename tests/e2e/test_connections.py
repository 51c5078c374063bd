"""Two connections to Slack over real sockets: what people notice when they break, fall silent or are refused.

The daemon's seconds are shorter here; `make soak` holds it to the real ones, for minutes.
"""

import asyncio
import time
from contextlib import asynccontextmanager

import pytest

from tests.e2e.daemon import Daemon
from tests.e2e.hurried_connections import SECOND
from tests.e2e.probe import NO_CONNECTION, UNANSWERED, Probe, Seen

# As long as it takes for every pause to grow to its longest.
OUTAGE_SECONDS = 8 * SECOND
HEALED_SECONDS = 10 * SECOND


class HurriedDaemon(Daemon):
    module = "tests.e2e.hurried_connections"


@pytest.fixture
async def stopped_daemon(settings):
    daemon = HurriedDaemon(settings)
    yield daemon
    await daemon.stop()


@pytest.fixture
async def both(sandbox, daemon):
    """Both connections stand."""
    await daemon.logged("slack_connected", lambda line: line["standing"] == 2)
    return sandbox.slack.socket.connections


@asynccontextmanager
async def asking(sandbox, name):
    """Somebody asks several times a second. Yields what they saw."""
    seen, probe = Seen(name), Probe(sandbox)
    probe.start(seen)
    try:
        yield seen
    finally:
        await probe.stop()
        # That a command found no answer is what is to be seen here.
        sandbox.slack.violations.clear()


async def test_while_one_of_two_connections_breaks_the_other_serves(sandbox, both, daemon):
    async with asking(sandbox, "one breaks") as seen:
        sandbox.slack.drop(only_one=True)
        await sandbox.until(lambda: len(both) == 1)
        # Some seconds after the other, which is young here.
        await sandbox.until(lambda: len(both) == 2, timeout=15)
    assert seen.count(NO_CONNECTION) == 0
    line = await daemon.logged("slack_connection_lost")
    assert (line["problem"], line["standing"]) == ("the connection to Slack broke off", 1)


@pytest.mark.parametrize("way", ["refresh_requested", "drop", "warning"])
async def test_a_storm_leaves_gaps_of_less_than_a_second(sandbox, both, way):
    async with asking(sandbox, way) as seen:
        for _ in range(8):
            if way != "drop":
                await sandbox.slack.disconnect(way, 0.5)
            if way != "refresh_requested":
                sandbox.slack.drop()
            await asyncio.sleep(0.7)
        await sandbox.until(lambda: len(both) == 2, timeout=20)
    assert len(seen.asked) > 20
    assert seen.longest_gap < 1.0


async def test_a_silent_connection_is_found_out_in_time_and_half_of_the_people_notice_nothing(sandbox, both, daemon):
    begun = time.monotonic()
    async with asking(sandbox, "one is silent") as seen:
        both[0].silent = True
        line = await daemon.logged("slack_connection_lost")
        assert time.monotonic() - begun < HEALED_SECONDS
    assert line["problem"].startswith("nothing came from Slack any more")
    assert seen.count(None) > seen.count(UNANSWERED) / 3
    assert seen.count(NO_CONNECTION) == 0


@pytest.mark.parametrize("fault", ["no_hello", "no_handshake", "too_many_websockets", "ratelimited", "error_500"])
async def test_the_bot_is_back_soon_after_a_faults_end(sandbox, both, fault):
    answers = {"ratelimited": {"error": "ratelimited"}, "error_500": {"http": 500}}
    async with asking(sandbox, fault) as seen:
        if fault in answers:
            sandbox.faults.script("apps.connections.open", [answers[fault]] * 1000)
        else:
            sandbox.slack.socket.fault = fault
        sandbox.slack.drop()
        await asyncio.sleep(OUTAGE_SECONDS)
        sandbox.slack.socket.fault = ""
        sandbox.faults.reset()
        seen.ended_at = time.monotonic()
        await sandbox.until(lambda: len(both) == 2, timeout=30)
    assert seen.count(NO_CONNECTION) > 10
    assert seen.healed_after < HEALED_SECONDS


async def test_slack_is_asked_gently_while_it_refuses(sandbox, both):
    sandbox.faults.script("apps.connections.open", [{"error": "ratelimited"}] * 1000)
    sandbox.slack.drop()
    await asyncio.sleep(OUTAGE_SECONDS)
    asked = [call for call in sandbox.slack.calls if call.what == "apps.connections.open"]
    assert len(asked) - 2 <= OUTAGE_SECONDS / (1.5 * SECOND)


async def test_readiness_says_when_one_connection_is_missing_only_after_a_while(sandbox, both, daemon):
    sandbox.faults.script("apps.connections.open", [{"http": 500}] * 1000)
    sandbox.slack.drop(only_one=True)
    await daemon.logged("slack_not_connected")
    status, answer = await daemon.get("/readyz")
    assert (status, answer["status"]) == (200, "connected, no alert waiting")
