"""A feature is one file and one line of registration; the rest follows from it."""

import pytest

from bot.sandbox.slack.workspace import SlashCommand
from bot.slack.manifest import manifest
from tests.e2e.command_line import il_alert_bot
from tests.e2e.daemon import Daemon
from tests.e2e.il_ping import ALL


class DaemonWithPing(Daemon):
    module = "tests.e2e.il_ping"


@pytest.fixture
async def daemon(sandbox, settings):
    """The daemon with the feature, whose command is installed and whose scope is not granted yet."""
    declared = manifest(ALL)["features"]["slash_commands"]
    sandbox.slack.workspace.app.commands = tuple(
        SlashCommand(one["command"], one["usage_hint"], one["description"]) for one in declared
    )
    running = DaemonWithPing(settings)
    await running.start()
    await running.logged("slack_connected")
    yield running
    await running.stop()


async def said(sandbox, text):
    """Let Sam type a command, and return what he reads then."""
    await sandbox.person("sam").command("#demo", *text.split(" ", 1))
    await sandbox.until(lambda: sandbox.messages("#demo", seen_by="sam"))
    return sandbox.messages("#demo", seen_by="sam")[-1]


def test_the_manifest_names_command_and_scope():
    found = manifest(ALL)
    assert [one["command"] for one in found["features"]["slash_commands"]] == ["/il-alert", "/il-oncall", "/il-ping"]
    assert "reactions:write" in found["oauth_config"]["scopes"]["bot"]


async def test_its_command_is_answered(sandbox, daemon):
    assert (await said(sandbox, "/il-ping")).text == "pong"


async def test_help_names_its_command(sandbox, daemon):
    assert "*/il-ping* answers." in (await said(sandbox, "/il-alert help")).text


async def test_a_mistake_in_it_is_told_with_the_reference(sandbox, daemon):
    message = await said(sandbox, "/il-ping fail")
    line = await daemon.logged("interaction_failed")
    assert message.text.startswith("Something went wrong in the bot.")
    assert f"Reference {line['ref']}" in message.all_text
    assert "Urgent? Call +49 221 5550 0000" in message.all_text


async def test_a_mistake_in_its_loop_ends_nothing_else(sandbox, daemon):
    assert (await daemon.logged("loop_failed"))["loop"] == "ping"
    assert (await said(sandbox, "/il-ping")).text == "pong"


async def test_its_scope_is_missed_at_the_start_and_by_doctor(sandbox, daemon):
    assert (await daemon.logged("slack_scopes_missing"))["missing"] == ["reactions:write"]
    code, page = await il_alert_bot(daemon.settings, "doctor", module="tests.e2e.il_ping")
    expected = "BROKEN   scope reactions:write: missing; needed for a mark at messages that were answered"
    assert expected in page
    assert code == 1
