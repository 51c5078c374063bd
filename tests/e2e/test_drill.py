"""`il-alert-bot drill`: an alert that nobody raised, all the way through the running daemon."""

import asyncio
import json
import socket

import aiohttp
import pytest

from tests.e2e.actions import alerts
from tests.e2e.command_line import il_alert_bot
from tests.e2e.daemon import Daemon
from tests.metrics.scrape import value

SOURCE, POLICY = "2247477", "81212"


@pytest.fixture
def settings(settings):
    """The bot's usual settings, with an address at which the command finds it, and a target."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        address = f"127.0.0.1:{free.getsockname()[1]}"
    return {
        **settings,
        "IL_ALERT_LISTEN": address,
        "IL_ALERT_DRILL_SOURCE": SOURCE,
        "IL_ALERT_DRILL_POLICY": POLICY,
    }


async def drilled(settings, *arguments):
    return await il_alert_bot(settings, "drill", *arguments)


async def metrics(settings):
    url = f"http://{settings['IL_ALERT_LISTEN']}/metrics"
    async with aiohttp.ClientSession() as session, session.get(url) as response:
        return await response.text()


async def test_a_drill_is_seen_in_ilert_and_resolved_and_nobody_in_slack_is_told(sandbox, daemon, settings):
    await daemon.logged("directory_read")
    code, printed = await drilled(settings, "--yes", "--json")
    head, _, written = printed.partition("\n")
    assert head.startswith(
        "Drill: alert source Slack Alerts (2247477), escalation policy SRE Team Escalation (81212), LOW"
    )
    told = json.loads(written)
    assert (code, told["passed"], told["problem"]) == (0, True, None)
    (alert,) = alerts(sandbox)
    assert (alert.id, alert.status, alert.priority) == (told["alert"], "RESOLVED", "LOW")
    assert alert.policy == int(POLICY)
    assert "Drill" in alert.summary
    hops = [hop["seconds"] for hop in told["hops"]]
    assert [hop["hop"] for hop in told["hops"]] == [
        "kept in the outbox",
        "taken by ilert",
        "seen in ilert",
        "resolved in ilert",
    ]
    assert hops == sorted(hops)
    assert sandbox.slack.workspace.messages == {}

    text = await metrics(settings)
    assert value(text, "il_alert_drills_total", outcome="resolved") == 1
    assert value(text, "il_alert_deliveries_total", outcome="raised") == 0
    assert value(text, "il_alert_drill_last_duration_seconds") > 0
    assert "drill" in (await il_alert_bot(settings, "outbox", "list"))[1]
    exported = json.loads((await il_alert_bot(settings, "outbox", "export"))[1])
    assert (exported[0]["reporter_id"], exported[0]["channel"]) == ("drill", "drill")


@pytest.fixture
async def second_daemon(settings):
    daemon = Daemon(settings)
    yield daemon
    await daemon.stop()


async def test_a_restarted_daemon_knows_when_the_last_drill_went_well(sandbox, daemon, settings, second_daemon):
    assert (await drilled(settings, "--yes"))[0] == 0
    known = pytest.approx(value(await metrics(settings), "il_alert_drill_last_success_timestamp_seconds"), abs=5)
    assert await daemon.stop() == 0
    code, printed = await drilled(settings, "--yes")
    assert (code, "nothing was raised" in printed) == (1, True)
    await second_daemon.start()
    await second_daemon.logged("slack_connected")
    # It reads its outbox beside connecting.
    async with asyncio.timeout(10):
        while value(await metrics(settings), "il_alert_drill_last_success_timestamp_seconds") != known:
            pass
    assert len(alerts(sandbox)) == 1
