"""Slash commands: what is told, and what the acknowledgement says."""

import pytest

from bot.sandbox.slack.actions import ImpossibleAction
from tests.sandbox.shapes import section


async def test_a_command_is_told_in_full(sandbox, app, sam):
    result = await sam.command("#demo", "/il-alert", "  db & <cache> down ")
    assert result.ok
    told = dict(app.told)
    assert told.pop("response_url").startswith(f"{sandbox.base_url}slack/hooks/commands/")
    assert told.pop("trigger_id").count(".") == 2
    assert told == {
        "token": "verification-token",
        "team_id": "T0ACME00001",
        "team_domain": "acme",
        "channel_id": "C024BE91L",
        "channel_name": "demo",
        "user_id": "U0SAM000001",
        "user_name": "sam",
        "command": "/il-alert",
        "text": "db &amp; &lt;cache&gt; down",
        "api_app_id": "A0ILERT0001",
        "is_enterprise_install": "false",
    }
    envelope = app.envelopes[-1]
    assert (envelope["type"], envelope["accepts_response_payload"]) == ("slash_commands", True)
    assert envelope.keys() == {"envelope_id", "type", "accepts_response_payload", "payload"}


async def test_mentions_and_links_are_escaped_where_the_app_wants_it(sandbox, app, sam):
    sandbox.slack.workspace.app.should_escape = True
    await sam.command("#demo", "/il-alert", "@alice in #ops see https://acme.example/x?a=1")
    assert app.told["text"] == "<@U0ALICE0001|alice> in <#C0OPS000001|ops> see <https://acme.example/x?a=1>"


@pytest.mark.parametrize(
    ("channel", "name"), [("#demo", "demo"), ("#payments", "privategroup"), ("dm", "directmessage")]
)
async def test_private_conversations_are_not_named(sandbox, app, channel, name):
    await sandbox.person("alice").command(channel, "/il-alert")
    assert app.told["channel_name"] == name


async def test_an_answer_is_seen_by_the_sender_alone(sandbox, app, sam):
    app.answers["slash_commands"] = {"text": "hello", "blocks": [section()]}
    await sam.command("#demo", "/il-alert")
    [message] = sandbox.messages("#demo", seen_by="sam")
    assert (message.text, message.only_for, message.bot) == ("hello", "U0SAM000001", True)
    assert sandbox.messages("#demo", seen_by="alice") == []


async def test_an_answer_may_be_for_the_channel(sandbox, app, sam):
    app.answers["slash_commands"] = {"text": "hello", "response_type": "in_channel"}
    await sam.command("#demo", "/il-alert")
    assert [message.text for message in sandbox.messages("#demo")] == ["hello"]


@pytest.mark.parametrize(
    ("answer", "violation"),
    [
        ({"text": "x", "colour": "red"}, "unknown property of a message: colour"),
        ({"text": "x", "response_type": "secret"}, "no such response_type: secret"),
        ({"blocks": [section("")]}, "must be more than 0 characters"),
        ({"response_type": "ephemeral"}, "no_text"),
        ({"text": 1}, "text must be a string"),
    ],
)
async def test_an_answer_that_is_no_message_is_refused(sandbox, app, sam, answer, violation):
    app.answers["slash_commands"] = answer
    result = await sam.command("#demo", "/il-alert")
    assert (result.ok, result.error) == (False, "dispatch_failed")
    assert violation in sandbox.slack.violations[0]


async def test_a_command_without_acknowledgement_times_out(sandbox, app, sam):
    sandbox.slack.socket.ack_seconds = 0.05
    app.silent = True
    result = await sam.command("#demo", "/il-alert")
    assert (result.ok, result.error) == (False, "operation_timeout")


async def test_a_command_without_connection_fails(sandbox, sam):
    result = await sam.command("#demo", "/il-alert")
    assert (result.ok, result.error) == (False, "dispatch_failed")
    assert sandbox.slack.violations == []


async def test_a_command_of_no_app_is_invalid(app, sam):
    assert (await sam.command("#demo", "/il-nothing")).error == "invalid_command"


@pytest.mark.parametrize("channel", ["#payments", "#old", "@alice"])
async def test_a_command_needs_a_channel_that_one_can_write_to(app, sam, channel):
    with pytest.raises(ImpossibleAction):
        await sam.command(channel, "/il-alert")


async def test_even_outsiders_can_be_made_to_send_one(sandbox, app):
    await sandbox.person("eve").command("#demo", "/il-alert")
    assert app.told["user_id"] == "U0EVE000001"
