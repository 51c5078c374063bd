"""`conversations.*` of the Web API (Slack docs, methods)."""

import base64
from collections.abc import Iterable
from typing import Any

from bot.sandbox.slack.api_error import ApiError
from bot.sandbox.slack.arguments import Arguments
from bot.sandbox.slack.scopes import want_scope
from bot.sandbox.slack.service import Slack
from bot.sandbox.slack.workspace import Channel, Workspace

_SCOPES = {"public": "channels:read", "private": "groups:read", "im": "im:read"}
_TYPES = {"public_channel": "public", "private_channel": "private", "im": "im", "mpim": "mpim"}
_MOST = 1000


def info(slack: Slack, arguments: Arguments) -> dict[str, Any]:
    """Read one conversation."""
    channel = _readable(slack.workspace, arguments)
    return {"channel": channel_json(slack.workspace, channel)}


def list_channels(slack: Slack, arguments: Arguments) -> dict[str, Any]:
    """Read a page of the conversations that the bot may know of."""
    return _listed(slack, arguments, slack.workspace.channels.values())


def of_person(slack: Slack, arguments: Arguments) -> dict[str, Any]:
    """Read a page of those of them that a person is in (Slack docs, users.conversations); by default the bot's own."""
    workspace = slack.workspace
    user = arguments.text("user") or workspace.app.bot_user
    if user not in workspace.people:
        raise ApiError("user_not_found")
    return _listed(slack, arguments, [channel for channel in workspace.channels.values() if user in channel.members])


def _listed(slack: Slack, arguments: Arguments, channels: Iterable[Channel]) -> dict[str, Any]:
    workspace = slack.workspace
    if workspace.app.organisation_wide:  # Slack docs, conversations.list: team_id is required with an org token
        raise ApiError("missing_argument")
    kinds = _kinds(arguments.text("types") or "public_channel")
    for kind in kinds:
        want_scope(workspace, _SCOPES.get(kind, "mpim:read"))
    leave_out = arguments.flag("exclude_archived")
    found = [
        channel_json(workspace, channel)
        for channel in channels
        if channel.kind in kinds and _is_known(workspace, channel) and not (leave_out and channel.archived)
    ]
    page, cursor = _page(slack, arguments, found)
    return {"channels": page, "response_metadata": {"next_cursor": cursor}}


def members(slack: Slack, arguments: Arguments) -> dict[str, Any]:
    """Read a page of a conversation's members."""
    channel = _readable(slack.workspace, arguments)
    everybody = [*channel.members, slack.workspace.app.bot_user] if channel.kind == "im" else channel.members
    page, cursor = _page(slack, arguments, everybody)
    return {"members": page, "response_metadata": {"next_cursor": cursor}}


def open_conversation(slack: Slack, arguments: Arguments) -> dict[str, Any]:
    """Find the bot's conversation with one person."""
    workspace = slack.workspace
    users = [user for user in arguments.text("users").split(",") if user]
    if len(users) != 1:
        raise ApiError("users_list_not_supplied" if not users else "too_many_users")
    person = workspace.people.get(users[0])
    if person is None:
        raise ApiError("user_not_found")
    if person.deleted:
        raise ApiError("user_disabled")
    if person.bot or person.team_id != workspace.team_id:
        raise ApiError("user_not_visible")
    channel = workspace.im_with(person.id)
    if arguments.flag("return_im"):
        return {"channel": channel_json(workspace, channel)}
    return {"channel": {"id": channel.id}}


def channel_json(workspace: Workspace, channel: Channel) -> dict[str, Any]:
    """Write a conversation as Slack does."""
    common = {"id": channel.id, "created": 1700000000, "is_archived": channel.archived, "is_im": channel.kind == "im"}
    if channel.kind == "im":
        return {**common, "user": channel.members[0], "is_user_deleted": False, "is_org_shared": False}
    return {
        **common,
        "name": channel.name,
        "name_normalized": channel.name,
        "is_channel": True,
        "is_group": False,
        "is_mpim": False,
        "is_private": channel.kind == "private",
        "is_general": channel.name == "general",
        "is_shared": channel.shared,
        "is_org_shared": False,
        "is_ext_shared": channel.shared,
        "is_pending_ext_shared": False,
        "is_member": workspace.bot_is_in(channel),
        "creator": next(iter(workspace.people)),
        "context_team_id": workspace.team_id,
        "topic": {"value": channel.topic, "creator": "", "last_set": 0},
        "purpose": {"value": "", "creator": "", "last_set": 0},
        "num_members": len(channel.members),
    }


def _kinds(types: str) -> set[str]:
    wanted = [one.strip() for one in types.split(",")]
    if any(one not in _TYPES for one in wanted):
        raise ApiError("invalid_types")
    return {_TYPES[one] for one in wanted}


def _readable(workspace: Workspace, arguments: Arguments) -> Channel:
    channel = workspace.channels.get(arguments.text("channel"))
    if channel is None or not _is_known(workspace, channel):
        raise ApiError("channel_not_found")
    want_scope(workspace, _SCOPES[channel.kind])
    return channel


def _is_known(workspace: Workspace, channel: Channel) -> bool:
    return channel.kind != "private" or workspace.bot_is_in(channel)


def _page(slack: Slack, arguments: Arguments, everything: list[Any]) -> tuple[list[Any], str]:
    """Cut a page. It may hold less than asked for even where there is more (Slack docs, Pagination)."""
    limit = arguments.number("limit", 100)
    if not 1 <= limit <= _MOST:
        raise ApiError("invalid_limit")
    start = _start(arguments.text("cursor"))
    end = start + min(limit, slack.page_size)
    cursor = base64.b64encode(f"start:{end}".encode()).decode() if end < len(everything) else ""
    return everything[start:end], cursor


def _start(cursor: str) -> int:
    if not cursor:
        return 0
    try:
        return int(base64.b64decode(cursor, validate=True).decode().removeprefix("start:"))
    except ValueError:
        raise ApiError("invalid_cursor") from None
