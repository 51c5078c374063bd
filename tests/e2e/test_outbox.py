"""What happens to an alert when ilert, Slack, the disk or the daemon fails: the rows of docs/delivery.md."""

import asyncio

import pytest

from bot.outbox.opening import NAME, open_outbox, sqlite_url
from tests.e2e.actions import (
    NETWORK,
    NO_ROUTING_KEY,
    alerts,
    direct_messages,
    from_another_dialog,
    paths,
    press,
    submitted,
    words,
)
from tests.e2e.daemon import Daemon
from tests.e2e.forge import Forge

WITH_ADMINS = 'admin_channel = "#ops"\n'


@pytest.fixture
async def forge(settings, tmp_path):
    async with Forge(settings, tmp_path / "log") as forge:
        yield forge


async def begun(sandbox, forge, **how):
    await sandbox.until(lambda: not sandbox.slack.socket.connections)
    await forge.start(**how)
    await sandbox.until(lambda: sandbox.slack.socket.connections, timeout=15)


async def test_switch_ilert_off_submit_kill_start_switch_on_see_one_alert(sandbox, forge, policy_file):
    policy_file.write_text(WITH_ADMINS + policy_file.read_text())
    await begun(sandbox, forge)
    sandbox.faults.ilert = "down"
    sam, result = await press(sandbox)
    assert result.result == "updated"
    await sandbox.until(lambda: "stored safely" in words(sam.view), timeout=10)
    assert "Urgent? Call +49 221 5550 0000" in words(sam.view)
    await forge.kill()
    await begun(sandbox, forge)
    sandbox.faults.ilert = "up"
    await sandbox.until(lambda: direct_messages(sandbox), timeout=45)
    (told,) = direct_messages(sandbox)
    assert told.startswith("Your alert is in ilert, and *Network Infrastructure* is being alerted.")
    assert len(alerts(sandbox)) == 1
    await sandbox.until(lambda: sandbox.messages("#ops"))
    assert "*Network Infrastructure* is being alerted. There is nothing left to do." in sandbox.messages("#ops")[0].text
    (line,) = forge.lines("alert_raised")
    assert line["alert_id"] == alerts(sandbox)[0].id
    assert line["policy_version"]
    assert (line["user"], line["channel"], line["alert_source"]) == ("U0SAM000001", "C024BE91L", 2247477)


@pytest.mark.parametrize(
    ("fault", "way"),
    [
        *((fault, "POST /events") for fault in ("down", "hang", "error_500", "error_502", "error_503", "rate_limited")),
        *((fault, "POST /alerts") for fault in ("down", "error_500", "error_503", "lose_answer")),
    ],
)
async def test_trouble_of_all_of_ilert_ends_in_one_alert(sandbox, forge, fault, way):
    await begun(sandbox, forge, settle_seconds=1.0)
    sandbox.faults.ilert = fault
    sandbox.faults.ilert_retry_after = 1
    sam, _ = await press(sandbox, choice=NETWORK if way == "POST /events" else NO_ROUTING_KEY)
    await sandbox.until(lambda: "stored safely" in words(sam.view), timeout=10)
    sandbox.faults.ilert = "up"
    await sandbox.until(lambda: "is being alerted" in words(sam.view), timeout=55)
    assert len(alerts(sandbox)) == 1


@pytest.mark.parametrize("way", ["POST /events", "POST /alerts"])
async def test_an_alert_that_ilert_lists_only_seconds_after_the_call_broke_is_not_sent_twice(sandbox, forge, way):
    await begun(sandbox, forge)
    sandbox.faults.ilert_visible_after_s = 6.0
    sandbox.faults.script(way, ["lose_answer"])
    sam, _ = await press(sandbox, choice=NETWORK if way == "POST /events" else NO_ROUTING_KEY)
    await sandbox.until(lambda: "is being alerted" in words(sam.view), timeout=40)
    assert len(alerts(sandbox)) == 1


async def test_an_event_whose_alert_was_resolved_while_the_daemon_was_dead_opens_no_second_one(sandbox, forge):
    await begun(sandbox, forge)
    sam = sandbox.person("sam")
    await sam.command("#demo", "/il-alert", "down")
    await sam.opened_view()
    await sam.choose("choice", NETWORK)
    # What is open for the target is asked for as soon as it is chosen.
    await sandbox.until(lambda: "GET /alerts" in paths(sandbox), timeout=10)
    sandbox.faults.script("POST /events", ["lose_answer"])
    sandbox.faults.script("GET /alerts", ["hang"])
    await sam.submit()
    await sandbox.until(lambda: paths(sandbox).count("GET /alerts") > 1, timeout=10)
    await forge.kill()
    (alert,) = alerts(sandbox)
    sandbox.ilert.alerts.resolve(alert, "an engineer")
    await begun(sandbox, forge)
    await sandbox.until(lambda: direct_messages(sandbox), timeout=30)
    assert len(alerts(sandbox)) == 1


@pytest.mark.parametrize("choice", [NETWORK, NO_ROUTING_KEY])
async def test_a_deleted_alert_source_is_final_and_told(sandbox, daemon, choice):
    sam = sandbox.person("sam")
    await sam.command("#demo", "/il-alert", "down")
    await sam.opened_view()
    await sam.choose("choice", choice)
    del sandbox.ilert.account.sources[2247477]
    await sam.submit()
    await sandbox.until(lambda: "did not accept it" in words(sam.view), timeout=10)
    assert "Urgent? Call" in words(sam.view)
    line = await daemon.logged("alert_not_delivered")
    assert line["reason"] == "ilert_refused"
    assert "400" in line["problem"]


async def test_an_alert_source_that_is_gone_before_anybody_read_it_is_final_too(sandbox, forge):
    await begun(sandbox, forge, point="before the intent", word="before anybody read")
    await press(sandbox, summary="gone before anybody read it")
    await forge.ended()
    (forge.log.parent / "state" / "directory.snapshot").unlink(missing_ok=True)
    del sandbox.ilert.account.sources[2247477]
    await begun(sandbox, forge)
    await sandbox.until(lambda: direct_messages(sandbox), timeout=20)
    assert forge.lines("alert_not_delivered")[0]["problem"].startswith("POST /alerts: ilert answered 400")


async def test_a_deadline_that_passes_is_told_to_the_reporter_and_the_admins(sandbox, settings, forge, policy_file):
    policy_file.write_text(WITH_ADMINS + policy_file.read_text())
    forge.settings["IL_ALERT_DELIVERY_DEADLINE_MINUTES"] = "0.05"
    await begun(sandbox, forge, grace_seconds=0.0)
    sandbox.faults.ilert = "down"
    await press(sandbox)
    await sandbox.until(lambda: direct_messages(sandbox), timeout=30)
    assert (
        "could not find out whether your alert to *Network Infrastructure* reached ilert" in direct_messages(sandbox)[0]
    )
    await sandbox.until(lambda: sandbox.messages("#ops"))
    assert "could not find out whether an alert to *Network Infrastructure* reached" in sandbox.messages("#ops")[0].text


async def test_a_socket_that_drops_between_submit_and_acknowledgement_loses_nothing(sandbox, daemon):
    sam = sandbox.person("sam")
    await sam.command("#demo", "/il-alert", "down")
    await sam.opened_view()
    await sam.choose("choice", NETWORK)
    payload = sam.submission()
    envelope = sandbox.slack.socket.prepare("interactive", payload)
    await sandbox.slack.socket.send(envelope)
    sandbox.slack.drop()
    await sandbox.until(lambda: alerts(sandbox), timeout=15)
    await sandbox.until(lambda: sandbox.slack.socket.connections, timeout=15)
    again = await sandbox.slack.deliver("view_submission", payload)
    assert again.payload["response_action"] == "update"
    assert len(alerts(sandbox)) == 1


async def test_the_same_envelope_twice_is_one_alert(sandbox, daemon):
    await submitted(sandbox)
    envelope = next(one for one in sandbox.slack.socket.envelopes if one.kind == "view_submission")
    again = await sandbox.slack.redeliver(envelope.id)
    assert again.payload["response_action"] == "update"
    await daemon.logged("alert_raised")
    assert paths(sandbox).count("POST /events") == 1


async def test_a_burst_of_200_is_delivered_once_each_while_dialogs_stay_fast(sandbox, forge):
    # ilert's and our own windows are 2 seconds instead of a minute, with as many calls in each.
    sandbox.faults.ilert_window_s = 2.0
    sandbox.slack.limits.on = False
    await begun(sandbox, forge, minute=2.2)
    sam = sandbox.person("sam")
    await sam.command("#demo", "/il-alert", "burst")
    await sam.opened_view()
    await sam.choose("choice", NETWORK)
    payload = sam.submission()

    async def slow_dialogs():
        found = []
        for _ in range(5):
            started = sandbox.clock.now()
            await sam.close_view()
            await sam.command("#demo", "/il-alert", "another")
            await sam.opened_view()
            found.append(sandbox.clock.now() - started)
        return [seconds for seconds in found if seconds > 1.5]

    async def burst():
        # 20 at the same moment, ten times over: no slower than 200 in 10 seconds.
        acks = []
        for first in range(0, 200, 20):
            many = (from_another_dialog(sandbox, payload, number) for number in range(first, first + 20))
            acks += await asyncio.gather(*(sandbox.slack.deliver("view_submission", one) for one in many))
        return acks

    submitting = asyncio.create_task(burst())
    assert await slow_dialogs() == []
    acks = await submitting
    assert {ack.payload["response_action"] for ack in acks} == {"update"}
    assert max(ack.ms for ack in acks) < 3000
    await sandbox.until(lambda: len(alerts(sandbox)) >= 200, timeout=50)
    await forge.all_told()
    assert len(alerts(sandbox)) == 200
    assert len({alert.alert_key for alert in alerts(sandbox)}) == 200


async def test_a_full_disk_is_said_at_once_with_what_to_do_and_submit_can_be_pressed_again(sandbox, forge):
    await begun(sandbox, forge, disk_full=1)
    sam, result = await press(sandbox)
    assert result.result == "errors"
    assert result.errors["summary"].startswith("Nothing was sent: the bot cannot store your alert at the moment.")
    assert "Urgent? Call +49 221 5550 0000" in result.errors["summary"]
    assert alerts(sandbox) == []
    await forge.kill()
    await begun(sandbox, forge)
    assert (await sam.submit()).result == "updated"
    await sandbox.until(lambda: alerts(sandbox))


async def test_a_damaged_database_is_set_aside_and_what_can_be_read_goes_on(sandbox, forge, settings, policy_file):
    policy_file.write_text(WITH_ADMINS + policy_file.read_text())
    await begun(sandbox, forge)
    sandbox.faults.ilert = "down"
    await press(sandbox, summary="kept through the damage")
    await forge.kill()
    state = policy_file.parent / "state"
    outbox = open_outbox(sqlite_url(state))  # brings the newest rows from the log into the file
    await outbox.open()
    await outbox.close()
    with (state / NAME).open("r+b") as file:
        # Page 3 is an index's or the sequence's; the row itself can still be read.
        file.seek(4096 * 3)
        file.write(b"\xff" * 4096)
    sandbox.faults.ilert = "up"
    await begun(sandbox, forge)
    (line,) = forge.lines("storage_corrupt")
    assert line["level"] == "critical"
    assert ".damaged-" in line["quarantined"]
    said = "database was damaged"
    await sandbox.until(lambda: any(said in message.text for message in sandbox.messages("#ops")), timeout=15)
    await press(sandbox, who="alice", summary="after the damage")
    await sandbox.until(lambda: len(alerts(sandbox)) == 1 + line["kept"]["alert"], timeout=40)


async def test_a_clock_set_back_neither_stops_nor_hurries_a_retry(sandbox, forge):
    await begun(sandbox, forge, wall_clock_jump=-86_400.0)
    sandbox.faults.script("POST /events", ["down"])
    sam, _ = await press(sandbox)
    await sandbox.until(lambda: "is being alerted" in words(sam.view), timeout=20)
    await forge.kill()
    (entry,) = await forge.entries()
    assert entry.state == "raised"


async def test_a_second_daemon_on_the_same_directory_refuses_to_start(daemon, settings):
    second = Daemon(settings)
    await second.start()
    assert await second.wait() == 78
    assert "another il-alert-bot works on" in second.text
    assert f"process {daemon._process.pid} on " in second.text


async def test_a_missing_state_directory_is_named(stopped_daemon):
    del stopped_daemon.settings["IL_ALERT_STATE_DIR"]
    await stopped_daemon.start()
    assert await stopped_daemon.wait() == 78
    assert "IL_ALERT_STATE_DIR is not set" in stopped_daemon.text
    assert "$STATE_DIRECTORY" in stopped_daemon.text
