"""What is counted, read over HTTP as a monitoring system does."""

import re
import socket

import aiohttp

from tests.e2e.test_forged import channel_submission, chosen, state


async def scraped(daemon):
    """Read the metrics."""
    line = await daemon.logged("listening")
    url = f"http://{line['host']}:{line['port']}/metrics"
    async with aiohttp.ClientSession() as session, session.get(url) as response:
        assert response.status == 200
        assert response.headers["Content-Type"].startswith("text/plain; version=0.0.4")
        return await response.text()


async def counted(daemon):
    """Read all counters that are not zero."""
    text = await scraped(daemon)
    return dict(re.findall(r'^(il_alert_\w+_total{\w+="\w+"}) (\d+)\.0$', text, re.MULTILINE))


async def test_decisions_and_submissions_are_counted(sandbox, daemon):
    for who, channel in (("alice", "#demo"), ("ursula", "#ops"), ("sam", "#ops")):
        await sandbox.person(who).command(channel, "/il-alert", "")
    await daemon.logged("decision", lambda line: len(daemon.events("decision")) == 3)
    good = await channel_submission(sandbox)
    forged = await channel_submission(sandbox, "robert")
    state(forged)["choice"]["choice"] = chosen("99:99")
    mistaken = await channel_submission(sandbox, "stella")
    state(mistaken)["summary"]["summary"]["value"] = " "
    denied = await channel_submission(sandbox, "mallory")
    denied["user"]["id"] = "U0EVE000001"
    for payload in (good, good, forged, mistaken, denied):
        await sandbox.slack.deliver("view_submission", payload)
    assert await counted(daemon) == {
        'il_alert_decisions_total{offer="both"}': "2",
        'il_alert_decisions_total{offer="full"}': "1",
        'il_alert_decisions_total{offer="channel"}': "3",
        'il_alert_decisions_total{offer="none"}': "1",
        'il_alert_submissions_total{outcome="accepted"}': "1",
        'il_alert_submissions_total{outcome="again"}': "1",
        'il_alert_submissions_total{outcome="forged"}': "1",
        'il_alert_submissions_total{outcome="mistaken"}': "1",
        'il_alert_submissions_total{outcome="denied"}': "1",
    }


async def test_a_refused_policy_file_shows_until_it_is_mended(daemon, policy_file):
    good = policy_file.read_text()
    assert "\nil_alert_policy_refused 0.0\n" in await scraped(daemon)
    policy_file.write_text("x = ")
    await daemon.logged("policy_refused")
    assert "\nil_alert_policy_refused 1.0\n" in await scraped(daemon)
    policy_file.write_text(good + "# mended\n")
    await daemon.logged("policy_loaded")
    assert "\nil_alert_policy_refused 0.0\n" in await scraped(daemon)


async def test_a_port_that_is_taken_keeps_no_alert_back(sandbox, stopped_daemon):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        stopped_daemon.settings["IL_ALERT_LISTEN"] = f"127.0.0.1:{taken.getsockname()[1]}"
        await stopped_daemon.start()
        await stopped_daemon.logged("listener_not_started")
        await stopped_daemon.logged("slack_connected")
