"""What Slack tells an app, in the shapes of its documentation (Slack docs, Interaction payloads; Slash commands)."""

import re
import uuid
from collections.abc import Mapping
from typing import Any

from bot.sandbox.slack.typed_text import mrkdwn, pieces, rich_text
from bot.sandbox.slack.workspace import Channel, Message, Person, Workspace

Payload = dict[str, Any]

_TOKEN = "verification-token"  # noqa: S105 - the deprecated one, which nobody may use


def slash_command(
    workspace: Workspace,
    person: Person,
    channel: Channel,
    words: tuple[str, str],
    *,
    trigger_id: str,
    response_url: str,
) -> Payload:
    """Tell of a command; `words` are the command and what follows it."""
    command, text = words
    return {
        "token": _TOKEN,
        "team_id": workspace.team_id,
        "team_domain": workspace.domain,
        "channel_id": channel.id,
        "channel_name": _channel_name(channel),
        "user_id": person.id,
        "user_name": person.name,
        "command": command,
        "text": _escaped(workspace, text.strip()),
        "api_app_id": workspace.app.id,
        "is_enterprise_install": "false",
        "response_url": response_url,
        "trigger_id": trigger_id,
    }


def view_submission(workspace: Workspace, person: Person, view: Payload, trigger_id: str) -> Payload:
    """Tell of a press on Submit."""
    return {
        "type": "view_submission",
        **_common(workspace, person),
        "trigger_id": trigger_id,
        "view": view,
        "response_urls": [],
    }


def view_closed(workspace: Workspace, person: Person, view: Payload, *, is_cleared: bool) -> Payload:
    """Tell that a dialog was closed."""
    return {"type": "view_closed", **_common(workspace, person), "view": view, "is_cleared": is_cleared}


def in_view(view: Payload) -> Payload:
    """Say that something was done in a dialog."""
    return {"container": {"type": "view", "view_id": view["id"]}, "view": view}


def in_message(workspace: Workspace, message: Message) -> Payload:
    """Say that something was done in a message."""
    return {
        "container": {
            "type": "message",
            "message_ts": message.ts,
            "channel_id": message.channel,
            "is_ephemeral": message.only_for is not None,
        },
        **_in_channel(workspace.channels[message.channel]),
        "message": message_json(workspace, message),
    }


def block_actions(
    workspace: Workspace, person: Person, where: Payload, action: Payload, trigger_id: str, **answering: Any
) -> Payload:
    """Tell of a click or a choice; in a message, `answering` is its `state` and a `response_url`."""
    return {
        "type": "block_actions",
        **_common(workspace, person),
        **where,
        "trigger_id": trigger_id,
        **answering,
        "actions": [action],
    }


def block_suggestion(
    workspace: Workspace, person: Person, where: Payload, asked: Mapping[str, str], query: str
) -> Payload:
    """Ask for the options of an external select; `asked` holds its `block_id` and `action_id`."""
    return {"type": "block_suggestion", **_common(workspace, person), **where, **asked, "value": query}


def message_action(
    workspace: Workspace,
    person: Person,
    message: Message,
    callback_id: str,
    *,
    trigger_id: str,
    response_url: str,
    at: float,
) -> Payload:
    """Tell that a person chose a shortcut from a message's menu (Slack docs, Shortcuts: message shortcut payload)."""
    return {
        "type": "message_action",
        **_common(workspace, person),
        "action_ts": f"{at:.6f}",
        **_in_channel(workspace.channels[message.channel]),
        "callback_id": callback_id,
        "trigger_id": trigger_id,
        "response_url": response_url,
        "message_ts": message.ts,
        "message": message_json(workspace, message),
    }


def shortcut(workspace: Workspace, person: Person, callback_id: str, *, trigger_id: str, at: float) -> Payload:
    """Tell that a person chose a shortcut from the app's own menu (Slack docs, Shortcuts: global shortcut payload)."""
    return {
        "type": "shortcut",
        **_common(workspace, person),
        "action_ts": f"{at:.6f}",
        "callback_id": callback_id,
        "trigger_id": trigger_id,
    }


def event(workspace: Workspace, inner: Mapping[str, Any], event_id: str, at: float) -> Payload:
    """Tell of an event of the Events API."""
    authorization = {
        "enterprise_id": None,
        "team_id": workspace.team_id,
        "user_id": workspace.app.bot_user,
        "is_bot": True,
        "is_enterprise_install": False,
    }
    return {
        "token": _TOKEN,
        "team_id": workspace.team_id,
        "context_team_id": workspace.team_id,
        "context_enterprise_id": None,
        "api_app_id": workspace.app.id,
        "event": dict(inner),
        "type": "event_callback",
        "event_id": event_id,
        "event_time": int(at),
        "authorizations": [authorization],
        "is_ext_shared_channel": False,
        "event_context": "4-sandbox",
    }


def message_json(workspace: Workspace, message: Message) -> Payload:
    """Write a message as Slack does."""
    common = {"type": "message", "user": message.user, "ts": message.ts, "team": workspace.team_id}
    written = _by_app(workspace, message) if message.bot else _by_person(workspace, message)
    return common | written | _thread_json(workspace, message)


def _by_app(workspace: Workspace, message: Message) -> Payload:
    written: Payload = {"text": message.text, "bot_id": workspace.app.bot_id, "app_id": workspace.app.id}
    if message.blocks:
        written["blocks"] = message.blocks
    if message.attachments:
        written["attachments"] = message.attachments
    return written


def _by_person(workspace: Workspace, message: Message) -> Payload:
    typed = pieces(workspace, message.text)
    return {
        "client_msg_id": str(uuid.uuid5(uuid.NAMESPACE_OID, f"{message.channel} {message.ts}")),
        "text": mrkdwn(typed),
        "blocks": rich_text(typed, message.ts.partition(".")[2]),
    }


def _thread_json(workspace: Workspace, message: Message) -> Payload:
    """Write where a message stands in a thread: as a reply, or at its top."""
    if message.thread_ts is not None:
        root = workspace.message(message.channel, message.thread_ts)
        return {"thread_ts": message.thread_ts, **({"parent_user_id": root.user} if root else {})}
    replies = workspace.replies(message)
    if not replies:
        return {}
    users = list(dict.fromkeys(reply.user for reply in replies))
    return {
        "thread_ts": message.ts,
        "reply_count": len(replies),
        "reply_users_count": len(users),
        "reply_users": users,
        "latest_reply": replies[-1].ts,
    }


def _common(workspace: Workspace, person: Person) -> Payload:
    return {
        "team": {"id": workspace.team_id, "domain": workspace.domain},
        "user": {"id": person.id, "username": person.name, "name": person.name, "team_id": person.team_id},
        "api_app_id": workspace.app.id,
        "token": _TOKEN,
        "enterprise": None,
        "is_enterprise_install": False,
    }


def _in_channel(channel: Channel) -> Payload:
    return {"channel": {"id": channel.id, "name": _channel_name(channel)}}


def _channel_name(channel: Channel) -> str:
    return {"private": "privategroup", "im": "directmessage"}.get(channel.kind, channel.name)


def _escaped(workspace: Workspace, text: str) -> str:
    """Escape what a person typed; with `should_escape` mentions and links too (Slack docs, Slash commands)."""
    text = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    if not workspace.app.should_escape:
        return text
    for person in workspace.people.values():
        text = re.sub(rf"@{re.escape(person.name)}\b", f"<@{person.id}|{person.name}>", text)
    for channel in workspace.channels.values():
        text = re.sub(rf"#{re.escape(channel.name)}\b", f"<#{channel.id}|{channel.name}>", text)
    return re.sub(r"(?<![<|])https?://[^\s<>|]+", lambda link: f"<{link.group()}>", text)
