"""When alerts go out: at once, until ilert shows a limit, and soon after its next window has begun."""

import asyncio
import itertools
from collections import Counter

import pytest

from tests.e2e.actions import alerts, channel_submission, from_another_dialog, paths, press, words
from tests.e2e.forge import Forge

MINUTE_SECONDS = 3.0
"""How long a minute of ilert's limits is here."""


@pytest.fixture
async def forge(sandbox, settings, tmp_path):
    sandbox.faults.ilert_window_s = MINUTE_SECONDS
    sandbox.slack.limits.on = False
    async with Forge(settings, tmp_path / "log") as forge:
        await forge.start(minute=MINUTE_SECONDS)
        await sandbox.until(lambda: sandbox.slack.socket.connections, timeout=15)
        yield forge


def sent(sandbox):
    """The calls that sent an event."""
    return [call for call in sandbox.ilert.calls if (call.method, call.path) == ("POST", "/events")]


async def submit(sandbox, payloads, each_second):
    """Submit at a steady rate. Returns when each was submitted, by its summary."""
    submitted, tasks = {}, []
    for payload in payloads:
        submitted[payload["view"]["state"]["values"]["summary"]["summary"]["value"]] = sandbox.clock.now()
        tasks.append(asyncio.create_task(sandbox.slack.deliver("view_submission", payload)))
        await asyncio.sleep(1 / each_second)
    acks = await asyncio.gather(*tasks)
    assert {ack.payload["response_action"] for ack in acks} == {"update"}
    return submitted


def numbered(sandbox, payload, number):
    many = from_another_dialog(sandbox, payload, number)
    summary = {"summary": {"summary": {"type": "plain_text_input", "value": f"number {number}"}}}
    values = {**many["view"]["state"]["values"], **summary}
    return {**many, "view": {**many["view"], "state": {"values": values}}}


async def test_150_submissions_reach_an_ilert_without_limit_within_two_seconds_each(sandbox, forge):
    sandbox.ilert.limits.on = False
    payload = await channel_submission(sandbox)
    submitted = await submit(sandbox, [numbered(sandbox, payload, number) for number in range(150)], each_second=25)
    await sandbox.until(lambda: len(sent(sandbox)) == 150, timeout=5)
    waited = {call.body["summary"]: call.at - submitted[call.body["summary"]] for call in sent(sandbox)}
    assert len(waited) == 150
    assert max(waited.values()) < 2.0
    await forge.all_told()
    assert len(alerts(sandbox)) == 150
    # Who comes at about the same time shares a look.
    assert paths(sandbox).count("GET /alerts") <= 0.3 * 150


async def test_an_ilert_that_takes_50_a_minute_has_150_after_three_windows(sandbox, forge):
    payload = await channel_submission(sandbox)
    await submit(sandbox, [numbered(sandbox, payload, number) for number in range(150)], each_second=1000)
    await sandbox.until(lambda: len(alerts(sandbox)) == 150, timeout=30)
    windows = Counter(int(alert.reported_at // MINUTE_SECONDS) for alert in alerts(sandbox))
    # The first one may have been nearly over when they came.
    assert len(windows) <= 4
    assert max(windows.values()) == 50
    await forge.all_told()
    assert Counter(alert.summary for alert in alerts(sandbox)) == {f"number {number}": 1 for number in range(150)}


async def test_a_retry_after_of_an_hour_holds_an_alert_up_for_a_minute_at_most(sandbox, forge):
    sandbox.faults.ilert_retry_after = 3600
    sandbox.faults.script("POST /events", ["rate_limited"])
    sam, _ = await press(sandbox)
    await sandbox.until(lambda: "is being alerted" in words(sam.view), timeout=15)
    ((first, again),) = itertools.pairwise(call.at for call in sent(sandbox))
    assert MINUTE_SECONDS * 0.9 < again - first < MINUTE_SECONDS + 2.0
