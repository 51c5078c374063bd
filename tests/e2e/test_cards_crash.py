"""Whatever point the daemon is killed at: one card, one true state, and each line in its thread once at most.

Slack has no key by which a repeated post is one. So where the intent to post stands on disk, and no more is known, the
card is not posted again; one that stands there all the same is known again as soon as somebody presses a button of it.
"""

import asyncio

import pytest
import pytest_asyncio

from bot.sandbox.server import Sandbox
from bot.sandbox.worlds import small_world
from bot.slack.features.alert_card.views import ACCEPT
from tests.e2e.actions import alerts, submitted
from tests.e2e.card_points import CHANGED_CARD_POINTS, NEW_CARD_POINTS, PRESSED_POINTS
from tests.e2e.cards import announced, card_of, carded, lines, shows
from tests.e2e.forge import Forge

WORD = "down"
ACCEPTED = "*Robert Müller* has accepted the alert."


pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest.fixture
def policy_file(policy_file):
    return announced(policy_file)


@pytest_asyncio.fixture(loop_scope="module")
async def sandbox():
    async with Sandbox.start(world=small_world(), port=0) as running:
        yield running
        assert running.slack.violations == []


@pytest_asyncio.fixture(loop_scope="module", scope="module")
async def forging(tmp_path_factory):
    """One process that forks the daemons of all these tests."""
    async with Forge({}, tmp_path_factory.mktemp("crash") / "log") as forge:
        yield forge


@pytest_asyncio.fixture(loop_scope="module")
async def forge(forging, settings):
    forging.settings |= settings
    yield forging
    await forging.kill()


async def connected(sandbox, forge, point="", keys=()):
    """Start a daemon in place of the one before."""
    await forge.kill()
    await sandbox.until(lambda: not sandbox.slack.socket.connections)
    await forge.start(point, WORD if point else "", keys=keys, settle_seconds=1.0, look_seconds=0.5)
    await sandbox.until(lambda: sandbox.slack.socket.connections, timeout=15)


@pytest.mark.parametrize("point", NEW_CARD_POINTS)
async def test_killed_while_a_card_is_posted(sandbox, forge, point):
    await connected(sandbox, forge, point)
    await submitted(sandbox)
    await forge.ended()
    await connected(sandbox, forge)
    if point == "between the card's intent and its post":
        # It is not known whether it stands there.
        await forge.all_told()
        assert card_of(sandbox) is None
        return
    card = await sandbox.until(lambda: card_of(sandbox), timeout=10)
    await sandbox.person("alice").press(card, ACCEPT)
    await shows(sandbox, card, "Accepted:", "<@U0ALICE0001> pressed Accept")
    await sandbox.until(lambda: lines(sandbox, card) == ["<@U0ALICE0001> has accepted the alert."], timeout=10)
    assert card_of(sandbox) is card


@pytest.mark.parametrize("point", CHANGED_CARD_POINTS)
async def test_killed_while_a_card_is_changed(sandbox, forge, point):
    await connected(sandbox, forge)
    card = await carded(sandbox)
    await forge.all_told()
    await forge.all_shown()
    await connected(sandbox, forge, point)
    sandbox.ilert.alerts.accept(alerts(sandbox)[0], "Robert Müller")
    await forge.ended()
    await connected(sandbox, forge)
    await shows(sandbox, card, "Accepted:", "*Robert Müller* accepted it")
    sandbox.ilert.alerts.resolve(alerts(sandbox)[0], "Robert Müller")
    await shows(sandbox, card, "Resolved:")
    # What was about to be posted when the daemon was killed is not posted again.
    lost = point == "between the line's intent and its post"
    expected = [*([] if lost else [ACCEPTED]), "The alert has been resolved."]
    await sandbox.until(lambda: lines(sandbox, card) == expected, timeout=10)
    assert card_of(sandbox) is card


@pytest.mark.parametrize("point", PRESSED_POINTS)
async def test_killed_while_somebody_presses_accept(sandbox, forge, point):
    await connected(sandbox, forge)
    card = await carded(sandbox)
    await forge.all_told()
    await forge.all_shown()
    await connected(sandbox, forge, point)
    alice = sandbox.person("alice")
    pressing = asyncio.create_task(alice.press(card, ACCEPT))
    await forge.ended()
    pressing.cancel()
    await asyncio.gather(pressing, return_exceptions=True)
    await connected(sandbox, forge)
    if point != "after the action's call":
        # Nobody has accepted it, and nothing is done by itself: it is pressed again.
        await sandbox.person("alice").press(card, ACCEPT)
    await shows(sandbox, card, "Accepted:", "<@U0ALICE0001> pressed Accept")
    await sandbox.until(lambda: lines(sandbox, card) == ["<@U0ALICE0001> has accepted the alert."], timeout=10)
    (alert,) = alerts(sandbox)
    assert sum(entry.text.startswith("Accepted by") for entry in alert.log) == 1
