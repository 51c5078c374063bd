"""Killed while somebody presses Page now: the same people are paged once, and everybody reads what is so."""

import asyncio

import pytest

from bot.slack.features.alert.results import PAGE_NOW
from tests.e2e.actions import alerts, paths, press, words
from tests.e2e.forge import Forge

SOURCE = 2247477
WORD = "of Page now"


@pytest.fixture
def policy_file(policy_file):
    """Alerts go by events whatever comes of them."""
    policy_file.write_text(policy_file.read_text().replace("channels = ", 'raise = "event"\nchannels = ', 1))
    return policy_file


@pytest.fixture
async def forge(settings, tmp_path):
    async with Forge({**settings, "IL_ALERT_SIGHTING_WINDOW_SECONDS": "0.5"}, tmp_path / "log") as forge:
        yield forge


async def connected(sandbox, forge, point="", keys=()):
    await forge.kill()
    await sandbox.until(lambda: not sandbox.slack.socket.connections)
    # The word is in the call to ilert as well, which holds no key.
    await forge.start(point, WORD if point else "", keys=keys, settle_seconds=1.0)
    await sandbox.until(lambda: sandbox.slack.socket.connections, timeout=15)


@pytest.mark.parametrize(
    "point",
    [
        "before Page now is recorded",
        "after Page now is recorded",
        "between intent and call",
        "after the call and before recording",
        "while the result is recorded",
        "between recording and telling",
    ],
)
async def test_a_kill_while_page_now_is_pressed_pages_once(sandbox, forge, point):
    sandbox.ilert.account.sources[SOURCE].filtered_out = ""
    await connected(sandbox, forge)
    sam, _ = await press(sandbox, summary=WORD)
    await sandbox.until(lambda: "no alert has appeared" in words(sam.view), timeout=10)
    await forge.all_told()
    (entry,) = await forge.entries()
    await connected(sandbox, forge, point, [entry.key])
    pressing = asyncio.create_task(sam.click(PAGE_NOW))
    await forge.ended()
    pressing.cancel()
    await asyncio.gather(pressing, return_exceptions=True)
    await connected(sandbox, forge)
    # Who saw nothing happen presses again.
    if any(block["type"] == "actions" for block in sam.view.blocks):
        await sam.click(PAGE_NOW)
    await sandbox.until(lambda: "*Network Infrastructure* is being alerted." in words(sam.view), timeout=20)
    await forge.all_told()
    assert (paths(sandbox).count("POST /alerts"), len(alerts(sandbox))) == (1, 1)
