"""Whatever point the daemon is killed at: what was acknowledged is never lost, and nothing is sent twice.

Each run opens a dialog, submits it, has the daemon end by SIGKILL at the point, and starts the next one, which goes
on with what its forerunner left. Whose Submit was not acknowledged presses it again, as Slack asks them to.
"""

import asyncio
import os
from collections import Counter

import pytest

from bot.sandbox.server import Sandbox
from bot.sandbox.worlds import small_world
from tests.e2e.crashing import POINTS
from tests.e2e.forge import Forge
from tests.e2e.settings import POLICY

RUNS = int(os.environ.get("CRASH_RUNS", "2"))
"""How many runs for each point and way, of two people at least: 14 points of both ways, and 2 of events alone."""

ACKNOWLEDGED_MS = 3000
"""After so long Slack takes no acknowledgement."""

START_SECONDS, RUN_SECONDS = 60.0, 15.0
"""How long a case may take, and each run more."""

pytestmark = pytest.mark.timeout(START_SECONDS + RUN_SECONDS * RUNS)

EVENT, MANUAL = "2247477:81211", "2247477:81214"
PEOPLE = ("sam", "alice", "robert", "ursula")


@pytest.fixture
async def sandbox():
    async with Sandbox.start(world=small_world(), port=0) as running:
        running.ilert.limits.on = running.slack.limits.on = False
        yield running


@pytest.fixture
async def forge(sandbox, tmp_path):
    (tmp_path / "config.toml").write_text(POLICY)
    settings = {
        "SLACK_API_URL": sandbox.slack_api_url,
        "SLACK_BOT_TOKEN": sandbox.bot_token,
        "SLACK_APP_TOKEN": sandbox.app_token,
        "ILERT_ENDPOINT": sandbox.ilert_endpoint,
        "ILERT_API_TOKEN": sandbox.ilert_token,
        "IL_ALERT_CONFIG": str(tmp_path / "config.toml"),
        "IL_ALERT_STATE_DIR": str(tmp_path),
        "IL_ALERT_LISTEN": "127.0.0.1:0",
    }
    async with Forge(settings, tmp_path / "log") as forge:
        yield forge


async def connected(sandbox, forge, point="", word=""):
    await sandbox.until(lambda: not sandbox.slack.socket.connections)
    await forge.start(point, word, settle_seconds=1.0)
    await sandbox.until(lambda: sandbox.slack.socket.connections, timeout=15)


async def submitted(sandbox, person, word, choice):
    """Open the dialog and press Submit. Returns the task that waits for the acknowledgement."""
    while person.view is not None:
        await person.close_view()
    await person.command("#demo", "/il-alert", word)
    await person.opened_view()
    await person.choose("choice", choice)
    return asyncio.create_task(person.submit())


def sent(sandbox, word):
    """Tell whether ilert has seen an alert with this word."""
    return any(call.method == "POST" and word in str(call.body) for call in sandbox.ilert.calls)


async def crashed(sandbox, forge, point, word, pressing):
    """Wait for the daemon's end. Returns whether the submission was acknowledged before."""
    if point == "during the call":
        await sandbox.until(lambda: sent(sandbox, word), timeout=10)
        await forge.kill()
    await forge.ended()
    await sandbox.until(lambda: not sandbox.slack.socket.connections)
    envelope = next(one for one in reversed(sandbox.slack.socket.envelopes) if one.kind == "view_submission")
    if not envelope.acks:
        pressing.cancel()
        await asyncio.gather(pressing, return_exceptions=True)
        return False
    acknowledged = (await pressing).result == "updated"
    # On a busy machine it may come too late for Slack, which has Submit pressed again.
    assert acknowledged or envelope.acks[0].ms > ACKNOWLEDGED_MS
    return acknowledged


@pytest.mark.parametrize(
    ("point", "way"),
    # A manual alert is in its answer: nobody looks for it.
    [(point, way) for point in POINTS for way in ("event", "manual") if way == "event" or "sighting" not in point],
)
async def test_killed(sandbox, forge, point, way):
    words = [f"{way} killed {point} run {number} of {RUNS}" for number in range(RUNS)]
    choice, endpoint = (EVENT, "POST /events") if way == "event" else (MANUAL, "POST /alerts")
    await forge.kill()
    for number, word in enumerate(words):
        await connected(sandbox, forge, point, word)
        person = sandbox.person(PEOPLE[number % len(PEOPLE)])
        if unacknowledged := await _submit_and_die(sandbox, forge, (point, word, choice, endpoint), person):
            # The next life, not yet armed against this alert, hears the second press.
            await connected(sandbox, forge)
            # Unless the dialog shows the result by now, which is as good.
            if unacknowledged.view.json["submit"] is not None:
                assert (await unacknowledged.submit()).result == "updated"
            await forge.kill()
    await connected(sandbox, forge)
    await _all_arrived_once(sandbox, forge, words)


async def _submit_and_die(sandbox, forge, about, person):
    point, word, choice, endpoint = about
    if point == "during the call":
        await forge.all_told()  # so that it is this alert's call that hangs, not its forerunner's
        sandbox.faults.script(endpoint, ["hang"])
    pressing = await submitted(sandbox, person, word, choice)
    acknowledged = await crashed(sandbox, forge, point, word, pressing)
    return None if acknowledged else person


async def _all_arrived_once(sandbox, forge, words):
    def there():
        return Counter(alert.summary for alert in sandbox.ilert.account.alerts.values())

    wanted = set(words)
    await sandbox.until(lambda: wanted <= there().keys(), timeout=40)
    await forge.all_told()
    assert {summary: number for summary, number in there().items() if number != 1} == {}
    entries = [entry for entry in await forge.entries() if entry.request.summary in wanted]
    assert [entry.state for entry in entries] == ["raised"] * len(words)
