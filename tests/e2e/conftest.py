"""A sandbox and the real daemon, connected over real sockets, fresh for each test."""

import pytest

from bot.sandbox.server import Sandbox
from bot.sandbox.worlds import small_world
from tests.e2e.daemon import Daemon
from tests.openapi import load_openapi, request_problems

POLICY = """
[dialog]
fallback = "Urgent? Call +49 221 5550 0000"

[[slack_alert_source]]
id       = 2247477
channels = ["#demo"]
label    = "Please choose a problem area below to report an incident."

  [[slack_alert_source.escalation_policy]]
  id   = 81211
  name = "Network Infrastructure"

  [[slack_alert_source.escalation_policy]]
  id   = 81212
  name = "Platform Infrastructure"

  [[slack_alert_source.escalation_policy]]
  id   = 81214
"""


def problems_of_requests(sandbox):
    """Hold every request that the bot made against ilert's OpenAPI file, where that is at hand."""
    openapi = load_openapi()
    if openapi is None:
        return []
    return [problem for call in sandbox.ilert.calls for problem in request_problems(openapi, call)]


@pytest.fixture
async def sandbox():
    async with Sandbox.start(world=small_world(), port=0) as running:
        yield running
        assert running.slack.violations == []
        assert problems_of_requests(running) == []


@pytest.fixture
def policy_file(tmp_path):
    path = tmp_path / "config.toml"
    path.write_text(POLICY)
    path.chmod(0o644)
    return path


@pytest.fixture
def state_dir(tmp_path):
    path = tmp_path / "state"
    path.mkdir()
    return path


@pytest.fixture
def settings(sandbox, policy_file, state_dir):
    return {
        "SLACK_API_URL": sandbox.slack_api_url,
        "SLACK_BOT_TOKEN": sandbox.bot_token,
        "SLACK_APP_TOKEN": sandbox.app_token,
        "ILERT_ENDPOINT": sandbox.ilert_endpoint,
        "ILERT_WEB_URL": sandbox.ilert_endpoint,
        "ILERT_API_TOKEN": sandbox.ilert_token,
        "IL_ALERT_CONFIG": str(policy_file),
        "IL_ALERT_LISTEN": "127.0.0.1:0",
        "IL_ALERT_STATE_DIR": str(state_dir),
    }


@pytest.fixture
async def stopped_daemon(settings):
    """A daemon that the test starts itself."""
    daemon = Daemon(settings)
    yield daemon
    await daemon.stop()


@pytest.fixture
async def daemon(stopped_daemon):
    """A daemon that is connected to Slack and has read ilert."""
    await stopped_daemon.start()
    await stopped_daemon.logged("slack_connected")
    return stopped_daemon
