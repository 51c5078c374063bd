"""What people read who raise no alert: the daemon as a process, over real sockets."""

import pytest

from bot.wording.denials import NO_SLACK_ALERT_SOURCE
from tests.e2e.actions import NETWORK, alerts

pytestmark = pytest.mark.asyncio(loop_scope="session")


@pytest.mark.parametrize(
    ("who", "channel", "expected"),
    [
        ("sam", "#ops", NO_SLACK_ALERT_SOURCE),
        ("gina", "#ops", NO_SLACK_ALERT_SOURCE),
        (
            "gina",
            "#demo",
            "You are a guest in this Slack workspace, and guests may not raise alerts from this channel.",
        ),
        ("gustav", "#ops", "You are a guest in this Slack workspace, and guests may not raise alerts here."),
        ("stella", "#ops", "Your ilert role is Stakeholder."),
        ("dana", "#demo", "Your Slack account is deactivated"),
        ("eve", "#demo", "You belong to another company's Slack workspace."),
        ("mallory", "#ops", "Your e-mail address in Slack is not confirmed yet"),
    ],
)
async def test_who_may_not_is_told_why_and_nobody_else_sees_it(sandbox, daemon, who, channel, expected):
    person = sandbox.person(who)
    await person.command(channel, "/il-alert", "help me")
    await sandbox.until(lambda: sandbox.messages(channel, seen_by=who))
    (message,) = sandbox.messages(channel, seen_by=who)
    assert message.text.startswith(expected)
    assert sandbox.messages(channel, seen_by="alice") == []
    assert person.view is None
    assert alerts(sandbox) == []


@pytest.mark.parametrize(
    ("typed", "expected"),
    [("help", "/il-alert"), ("HELP", "/il-alert"), ("whoami", "You in Slack")],
)
async def test_words_that_are_answered_with_a_message(sandbox, daemon, typed, expected):
    await sandbox.person("ursula").command("#ops", "/il-alert", typed)
    await sandbox.until(lambda: sandbox.messages("#ops", seen_by="ursula"))
    (message,) = sandbox.messages("#ops", seen_by="ursula")
    assert expected in message.text


async def test_an_empty_summary_is_an_error_at_its_field(sandbox, daemon):
    sam = sandbox.person("sam")
    await sam.command("#demo", "/il-alert", "")
    await sam.opened_view()
    await sam.choose("choice", NETWORK)
    sam.type("summary", "   ")
    result = await sam.submit()
    assert result.errors == {"summary": "Please say in a few words what is wrong."}
    assert alerts(sandbox) == []
