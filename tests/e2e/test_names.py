"""The commands under another name, and the words after them: the daemon as a process, over real sockets."""

import pytest

from bot.sandbox.slack.workspace import SlashCommand
from tests.e2e.actions import NETWORK, raised


@pytest.fixture
def settings(settings):
    return {**settings, "IL_ALERT_COMMAND": "/alert"}


async def said(sandbox, who, *command):
    """Let somebody type a command in #demo, and return what they alone read then."""
    before = len(sandbox.messages("#demo", seen_by=who))
    await sandbox.person(who).command("#demo", *command)
    await sandbox.until(lambda: len(sandbox.messages("#demo", seen_by=who)) > before)
    return sandbox.messages("#demo", seen_by=who)[-1].text


async def test_everything_follows_the_commands_name(sandbox, daemon):
    sandbox.slack.workspace.app.commands = (
        SlashCommand("/alert", "", ""),
        SlashCommand("/alert-oncall", "", ""),
        SlashCommand("/il-alert", "", ""),
    )
    text = await said(sandbox, "sam", "/alert", "help")
    assert "*/alert mine*" in text
    assert "/il-" not in text
    assert "does not know the command /il-alert" in await said(sandbox, "sam", "/il-alert")
    assert "On call for *Network Infrastructure*:" in await said(sandbox, "sam", "/alert-oncall")
    assert "On call for *Network Infrastructure*:" in await said(sandbox, "sam", "/alert", "on-call")
    assert await said(sandbox, "sam", "/alert", "mine") == "You have raised no alert lately."

    sam = sandbox.person("sam")
    await sam.command("#demo", "/alert", "down")
    await sam.opened_view()
    await sam.choose("choice", NETWORK)
    await sam.submit()
    alert = await raised(sandbox)
    await sandbox.until(lambda: "is being alerted" in sandbox.messages("#demo", seen_by="sam")[-1].text)
    text = await said(sandbox, "sam", "/alert", "mine")
    assert "*down*\n*Network Infrastructure* is being alerted." in text
    assert f"#{alert.id}" in text
    assert await said(sandbox, "ursula", "/alert", "mine") == "You have raised no alert lately."

    await sandbox.person("sam").say("dm", "hello")
    await sandbox.until(lambda: "type */alert*" in str([one.text for one in sandbox.messages("@sam")]))
