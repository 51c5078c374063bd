"""What is counted, read over HTTP as a monitoring system does."""

import re
import socket

import aiohttp

from bot.ilert.sansio import Endpoint
from bot.metrics import labels
from bot.slack.api.methods import Method
from bot.slack.socket_mode.envelopes import KINDS
from tests.e2e.actions import channel_submission, chosen, state
from tests.metrics.scrape import samples, value


async def scraped(daemon):
    """Read the metrics."""
    line = await daemon.logged("listening")
    url = f"http://{line['host']}:{line['port']}/metrics"
    async with aiohttp.ClientSession() as session, session.get(url) as response:
        assert response.status == 200
        assert response.headers["Content-Type"].startswith("text/plain; version=0.0.4")
        return await response.text()


async def counted(daemon):
    """Read the counters of decisions and submissions that are not zero."""
    text = await scraped(daemon)
    return dict(
        re.findall(r'^(il_alert_(?:decisions|submissions)_total{\w+="\w+"}) ([1-9]\d*)\.0$', text, re.MULTILINE)
    )


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
        'il_alert_decisions_total{offer="account"}': "1",
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


async def test_one_alert_shows_from_the_envelope_to_ilert(sandbox, daemon):
    await sandbox.slack.deliver("view_submission", await channel_submission(sandbox))
    await daemon.logged("alert_raised")
    text = await scraped(daemon)
    assert value(text, "il_alert_deliveries_total", outcome="raised") == 1
    for kind in ("slash_commands", "view_submission"):
        assert value(text, "il_alert_envelopes_total", type=kind, outcome="acknowledged") == 1
        assert value(text, "il_alert_ack_seconds_count", type=kind) == 1
    assert value(text, "il_alert_dialog_seconds_count", outcome="opened") == 1
    assert value(text, "il_alert_slack_calls_total", method="views.open", outcome="ok") == 1
    assert value(text, "il_alert_ilert_calls_total", endpoint="POST /events", status="202") == 1
    assert value(text, "il_alert_ilert_call_seconds_count", endpoint="POST /events") == 1
    assert value(text, "il_alert_delivery_seconds_count") == 1
    assert value(text, "il_alert_ilert_key_accepted") == 1
    for budget in ("api_key", "integration_key"):
        assert value(text, "il_alert_ilert_limit_calls", budget=budget) is None
        assert value(text, "il_alert_ilert_limited", budget=budget) == 0
    assert 0 <= value(text, "il_alert_directory_age_seconds") < 60
    assert value(text, "il_alert_directory_usable") == 1
    for one in ("ready", "slack_connected", "outbox_writable", "ilert_reachable", "slack_connections_total"):
        assert value(text, f"il_alert_{one}") == 1
    assert 0 <= value(text, "il_alert_slack_last_heard_age_seconds") < 60
    assert value(text, "process_open_fds") > 0


async def test_trouble_shows_and_every_label_value_is_one_of_a_closed_set(sandbox, daemon):
    """Nothing that people type, and no id, makes a series."""
    sandbox.faults.script("views.open", [{"error": "expired_trigger_id"}, {"http": 503}])
    sandbox.faults.script("POST /events", ["error_503"])
    for _ in range(2):
        await sandbox.person("sam").command("#demo", "/il-alert", "")
    await daemon.logged("dialog_not_opened", lambda _: len(daemon.events("dialog_not_opened")) == 2)
    await sandbox.slack.deliver("view_submission", await channel_submission(sandbox))
    await daemon.logged("alert_raised")
    text = await scraped(daemon)
    assert value(text, "il_alert_deliveries_total", outcome="raised") == 1
    assert value(text, "il_alert_dialog_seconds_count", outcome="too_late") == 1
    assert value(text, "il_alert_dialog_seconds_count", outcome="failed") == 1
    assert value(text, "il_alert_slack_calls_total", method="views.open", outcome="trigger_expired") == 1
    assert value(text, "il_alert_slack_calls_total", method="views.open", outcome="unreachable") == 1
    assert value(text, "il_alert_ilert_calls_total", endpoint="POST /events", status="503") == 1
    assert value(text, "il_alert_ilert_calls_total", endpoint="POST /events", status="202") == 1
    known = {
        "type": KINDS,
        "method": set(Method),
        "endpoint": set(Endpoint),
        "status": labels.HTTP_STATUSES,
    }
    for (_, *found), number in samples(text).items():
        for label, shown in found:
            if label in known:
                assert shown in known[label]
                assert shown != labels.OTHER or number == 0


async def test_a_reconnection_and_a_reload_are_counted(sandbox, daemon, policy_file):
    text = await scraped(daemon)
    assert value(text, "il_alert_policy_loads_total") == 1
    policy_file.write_text(policy_file.read_text() + "# changed\n")
    await daemon.logged("policy_loaded")
    await sandbox.slack.disconnect("refresh_requested")
    await daemon.logged("slack_connected", lambda _: len(daemon.events("slack_connected")) == 2)
    text = await scraped(daemon)
    assert value(text, "il_alert_slack_connections_total") >= 2
    assert value(text, "il_alert_policy_loads_total") == 2
    assert value(text, "il_alert_slack_connected") == 1


async def test_an_unknown_channel_of_the_policy_shows(sandbox, daemon, policy_file):
    policy_file.write_text(policy_file.read_text().replace("#demo", "#nowhere"))
    await daemon.logged("channels_unknown")
    assert value(await scraped(daemon), "il_alert_policy_unknown_channels") == 1


async def test_an_alert_that_waits_shows_until_ilert_has_it(sandbox, daemon):
    sandbox.faults.ilert = "down"
    await sandbox.slack.deliver("view_submission", await channel_submission(sandbox))
    await daemon.logged("alert_delivery_failed")
    await daemon.stop()
    await daemon.start()
    await daemon.logged("slack_connected", lambda _: len(daemon.events("slack_connected")) == 2)
    await daemon.logged("reconcile_failed")
    text = await scraped(daemon)
    assert value(text, "il_alert_outbox_waiting") == 1
    assert value(text, "il_alert_outbox_oldest_age_seconds") > 0
    assert value(text, "il_alert_ilert_reachable") == 0
    assert value(text, "il_alert_ilert_calls_total", endpoint="GET /alerts", status="none") > 0
    assert value(text, "il_alert_deliveries_total", outcome="raised") == 0
    assert value(text, "il_alert_event_loop_lag_seconds_count") > 0
    # People can still raise alerts.
    assert value(text, "il_alert_ready") == 1


async def test_before_slack_is_reached_there_is_something_to_read(sandbox, stopped_daemon):
    sandbox.faults.slack = "api_down"
    await stopped_daemon.start()
    await stopped_daemon.logged("slack_unreachable")
    text = await scraped(stopped_daemon)
    assert value(text, "il_alert_ready") == 0
    assert value(text, "il_alert_slack_connected") == 0
    assert value(text, "il_alert_slack_connections_total") == 0
    # Nothing was heard yet: there is no age of it, rather than a wrong one.
    assert value(text, "il_alert_slack_last_heard_age_seconds") is None
    assert value(text, "il_alert_slack_calls_total", method="auth.test", outcome="unreachable") > 0
