"""The installed service under a real systemd, on the throw-away machine that `machine.sh` makes."""

import os
import shutil
from pathlib import Path

import pytest

from bot.sandbox.server import Sandbox
from bot.sandbox.worlds import small_world
from tests.systemd.service import CONFIGURATION, OVERRIDES, STATE, UNIT, Service, run


def pytest_collection_modifyitems(items):
    """Touch no machine but one that is thrown away."""
    if os.environ.get("THROW_AWAY_MACHINE") != "1":
        for item in items:
            if item.path.parent == Path(__file__).parent:
                item.add_marker(pytest.mark.skip(reason="runs on a throw-away machine: make test-systemd"))


@pytest.fixture
async def sandbox():
    async with Sandbox.start(world=small_world(), port=0) as running:
        yield running
        assert running.slack.violations == []


@pytest.fixture
async def service(sandbox):
    """The service, configured for the sandbox, and not started."""
    service = Service(
        settings={
            "SLACK_API_URL": sandbox.slack_api_url,
            "ILERT_ENDPOINT": sandbox.ilert_endpoint,
            "IL_ALERT_LISTEN": "127.0.0.1:9095",
        },
        secrets={
            "SLACK_BOT_TOKEN": sandbox.bot_token,
            "SLACK_APP_TOKEN": sandbox.app_token,
            "ILERT_API_TOKEN": sandbox.ilert_token,
        },
    )
    await run("journalctl", "--rotate")
    await run("journalctl", "--vacuum-time=1s")
    service.configure()
    await service.systemctl("daemon-reload")
    yield service
    await service.systemctl("stop", UNIT)
    await service.systemctl("reset-failed", UNIT)
    for folder in OVERRIDES.values():
        shutil.rmtree(folder, ignore_errors=True)
    shutil.rmtree(STATE, ignore_errors=True)


@pytest.fixture
def database_url(service):
    """The URL of a database that hosts share, as the service's secret."""
    file = CONFIGURATION / "credentials" / "IL_ALERT_DATABASE_URL"
    url = "postgresql://bot:hunter2@db.acme.example/bot"
    file.write_text(f"{url}\n")
    yield url
    file.unlink()
