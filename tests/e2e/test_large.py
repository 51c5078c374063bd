"""An account of 10,000 users and 2,000 alert sources: the dialog opens from memory all the same."""

import functools

import aiohttp
import pytest
from pydantic import SecretStr

from bot.directory import snapshot_file
from bot.directory.refresher import DirectoryRefresher, Storage
from bot.ilert.bucket import BACKGROUND_CALLS, WINDOW_SECONDS
from bot.ilert.client import IlertClient
from bot.ilert.transport import AiohttpTransport
from bot.sandbox.large_world import ALERT_SOURCES, USERS, large_world
from bot.sandbox.server import Sandbox


@pytest.fixture
async def sandbox():
    async with Sandbox.start(world=large_world(), port=0) as running:
        running.ilert.limits.on = False  # the time that the bot would wait passes at once, see below
        yield running
        assert running.slack.violations == []


class Clock:
    """Time that passes only by sleeping."""

    def __init__(self):
        self.now = 0.0
        self.called_at = []

    def __call__(self):
        return self.now

    async def sleep(self, seconds):
        self.now += seconds


@pytest.fixture
async def state_dir(sandbox, tmp_path):
    """The state that an earlier run has left: the whole account, read within the rate budget."""
    clock = Clock()
    state_dir = tmp_path / "state"
    state_dir.mkdir()
    storage = Storage(
        functools.partial(snapshot_file.read, state_dir), functools.partial(snapshot_file.write, state_dir)
    )
    async with aiohttp.ClientSession() as session:
        transport = AiohttpTransport(session, sandbox.ilert_endpoint, SecretStr(sandbox.ilert_token))
        keeper = DirectoryRefresher(
            IlertClient(transport, clock=clock, sleep=clock.sleep), max_age=1e9, storage=storage
        )
        assert await keeper.refresh()
    assert len(keeper.current.users) > USERS
    assert len(keeper.current.alert_sources) > ALERT_SOURCES
    calls = len(sandbox.ilert.calls)
    assert calls <= 250
    assert clock.now >= (calls // BACKGROUND_CALLS) * WINDOW_SECONDS
    return state_dir


@pytest.fixture
def settings(settings, state_dir):
    return {**settings, "IL_ALERT_STATE_DIR": str(state_dir)}


async def test_the_dialog_opens_from_the_snapshot_and_its_menus_are_searched(sandbox, daemon):
    assert (await daemon.logged("directory_restored"))["age_seconds"] < 60
    ursula = sandbox.person("ursula")
    await ursula.command("#ops", "/il-alert", "Warehouse is slow")
    view = await ursula.opened_view()
    assert view.element("source")["type"] == "external_select"
    assert view.element("policy")["type"] == "external_select"

    found = [option["text"]["text"] for option in await ursula.search("source", "warehouse queue oslo")]
    assert found
    assert all(name.startswith("Warehouse queue Oslo") for name in found)
    assert len(await ursula.search("source", "")) == 100
    await ursula.search("source", "core database")
    await ursula.choose("source", "2247480")
    await ursula.opened_view(lambda view: view.values.get("policy.2247480") == "81214")
    assert [option["value"] for option in await ursula.search("policy.2247480", "database admins")] == ["81214"]
    await ursula.submit()
    (alert,) = await sandbox.until(lambda: list(sandbox.ilert.account.alerts.values()))
    assert alert.policy == 81214

    await ursula.close_view()
    await ursula.command("#ops", "/il-alert", "The front is down")
    await ursula.opened_view()
    await ursula.search("source", "public front")
    await ursula.choose("source", "2247483")
    await ursula.opened_view(lambda view: view.values.get("policy.2247483") == "own")
    assert (await ursula.search("policy.2247483", ""))[0]["value"] == "own"
