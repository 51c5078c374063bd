"""Which events tell an app that somebody wrote (Slack docs, Events API: message.*, app_mention)."""

from collections.abc import Iterator
from typing import Any

from bot.sandbox.slack.payloads import message_json
from bot.sandbox.slack.workspace import Message, Workspace

_KINDS = {"public": ("message.channels", "channel"), "private": ("message.groups", "group"), "im": ("message.im", "im")}


def message_events(workspace: Workspace, message: Message) -> Iterator[dict[str, Any]]:
    """Yield the events of a message that the app subscribes to: it hears only where its bot is a member."""
    channel = workspace.channels[message.channel]
    if not workspace.bot_is_in(channel):
        return
    written = {**message_json(workspace, message), "channel": channel.id, "event_ts": message.ts}
    name, kind = _KINDS[channel.kind]
    if name in workspace.app.events:
        yield {**written, "channel_type": kind}
    mentioned = f"<@{workspace.app.bot_user}>" in written["text"]
    if mentioned and channel.kind != "im" and "app_mention" in workspace.app.events:
        yield {**written, "type": "app_mention"}
