"""A daemon whose outbox was written by another release: nothing is lost, nothing ends it, and people are told."""

import json
import sqlite3
from contextlib import closing

import pytest

from bot.outbox.opening import NAME
from tests.e2e.actions import alerts, direct_messages, submitted, words
from tests.e2e.daemon import Daemon
from tests.outbox.golden import restore

PEOPLE = {1: "U0SAM000001", 2: "U0ALICE0001", 6: "U0URSULA001"}


def write(path, statement, *values):
    with closing(sqlite3.connect(path, isolation_level=None)) as database:
        assert database.execute(statement, values).rowcount == 1


def request_of(path, number):
    with closing(sqlite3.connect(path)) as database:
        (text,) = database.execute("SELECT request FROM alert WHERE number = ?", (number,)).fetchone()
    return json.loads(text)


@pytest.fixture
def outbox(sandbox, state_dir):
    """What revision d513fe7 left, with real people and a real alert source."""
    path = state_dir / NAME
    restore("schema_1.sql", path)
    for number, person in PEOPLE.items():
        asked = request_of(path, number)
        asked["person"]["id"] = person
        asked["target"] = {"alert_source_id": 2247477, "escalation_policy_id": 81211}
        write(path, "UPDATE alert SET person = ?, request = ? WHERE number = ?", person, json.dumps(asked), number)
    with closing(sqlite3.connect(path, isolation_level=None)) as database:
        database.execute("DELETE FROM alert WHERE number NOT IN (?, ?, ?)", tuple(PEOPLE))
    return path


async def test_a_reason_of_a_later_release_is_told_and_ends_nothing(sandbox, stopped_daemon, outbox):
    reason = '{"reason":"reason_of_a_newer_release","detail":"x"}'
    write(outbox, "UPDATE alert SET outcome = ? WHERE number = 6", reason)
    await stopped_daemon.start()
    await sandbox.until(lambda: direct_messages(sandbox, "ursula"), timeout=20)
    assert "It is not certain that nobody was alerted." in direct_messages(sandbox, "ursula")[0]
    await stopped_daemon.logged("slack_connected")
    sam = await submitted(sandbox, summary="raised all the same")
    await sandbox.until(lambda: "is being alerted" in words(sam.view), timeout=20)
    assert len(direct_messages(sandbox, "ursula")) == 1


async def test_a_key_of_a_later_release_does_not_keep_an_alert_from_ilert(sandbox, stopped_daemon, outbox):
    write(
        outbox,
        "UPDATE alert SET request = ? WHERE number = 1",
        json.dumps({**request_of(outbox, 1), "permalink": "https://x"}),
    )
    await stopped_daemon.start()
    await sandbox.until(lambda: len(alerts(sandbox)) == 2, timeout=20)
    assert {alert.summary for alert in alerts(sandbox)} == {"alert 1", "alert 2"}
    await sandbox.until(lambda: direct_messages(sandbox), timeout=20)
    assert "is being alerted" in direct_messages(sandbox)[0]


async def test_what_this_release_cannot_read_is_kept_shown_and_told_to_reporter_and_admins(
    sandbox, stopped_daemon, outbox, policy_file
):
    policy_file.write_text('admin_channel = "#ops"\n' + policy_file.read_text())
    unreadable = '{"format": 99}'
    write(outbox, "UPDATE alert SET request = ? WHERE number = 1", unreadable)
    for daemon in (stopped_daemon, Daemon(stopped_daemon.settings)):
        await daemon.start()
        await daemon.logged("slack_connected")
        await sandbox.until(lambda: direct_messages(sandbox), timeout=20)
        await sandbox.until(lambda: any("0000-0001" in one.text for one in sandbox.messages("#ops")), timeout=20)
        assert not (await daemon.reason("alerts_unreadable"))["blocks"]
        await daemon.stop()
    assert len(direct_messages(sandbox)) == 1
    assert "It is not known whether the alert was raised." in direct_messages(sandbox)[0]
    assert [alert.summary for alert in alerts(sandbox)] == ["alert 2"]
    assert request_of(outbox, 1) == json.loads(unreadable)
