"""Commands are run in this process, with settings and files of their own."""

import asyncio
import dataclasses
import os
import time

import pytest
import structlog

from bot.cli.main import main
from bot.directory import snapshot_file
from bot.sandbox.server import Sandbox
from bot.sandbox.worlds import small_world
from tests.accounts import ACCOUNT

POLICY = """\
[[slack_alert_source]]
id = 2247477
channels = ["#demo"]
label = "What is broken?"

  [[slack_alert_source.escalation_policy]]
  id = 81211
  name = "Network"

  [[slack_alert_source.escalation_policy]]
  id = 81212
"""


@pytest.fixture(autouse=True)
def _no_settings(monkeypatch):
    """Start without any of the bot's settings, and end with logging as it was."""
    for name in list(os.environ):
        if name.startswith(("SLACK_", "ILERT_", "IL_ALERT_")) or name in ("STATE_DIRECTORY", "CREDENTIALS_DIRECTORY"):
            monkeypatch.delenv(name)
    yield
    structlog.reset_defaults()


@pytest.fixture
def policy_file(tmp_path, monkeypatch):
    path = tmp_path / "config.toml"
    path.write_text(POLICY)
    path.chmod(0o644)
    monkeypatch.setenv("IL_ALERT_CONFIG", str(path))
    return path


@pytest.fixture
def snapshot(tmp_path, monkeypatch):
    """A state directory in which the bot left what it read from ilert ten minutes ago."""
    state = tmp_path / "state"
    state.mkdir()
    snapshot_file.write(state, dataclasses.replace(ACCOUNT, taken_at=time.time() - 605))
    monkeypatch.setenv("IL_ALERT_STATE_DIR", str(state))
    return state


@pytest.fixture
async def sandbox(monkeypatch):
    """A workspace and an account, and the settings for them."""
    async with Sandbox.start(world=small_world(), port=0) as running:
        for name, value in {
            "SLACK_API_URL": running.slack_api_url,
            "SLACK_BOT_TOKEN": running.bot_token,
            "SLACK_APP_TOKEN": running.app_token,
            "ILERT_ENDPOINT": running.ilert_endpoint,
            "ILERT_API_TOKEN": running.ilert_token,
        }.items():
            monkeypatch.setenv(name, value)
        yield running


@pytest.fixture
def run(capsys):
    """Run a command, and return its exit code and what it printed."""

    def run(*arguments):
        code = main([str(one) for one in arguments])
        return code, capsys.readouterr().out

    return run


@pytest.fixture
def run_beside(run):
    """Run a command beside the sandbox's event loop."""

    async def run_beside(*arguments):
        return await asyncio.to_thread(run, *arguments)

    return run_beside
