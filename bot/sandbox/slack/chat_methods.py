"""`chat.*` of the Web API (Slack docs, methods)."""

from typing import Any

from bot.sandbox.rate_limits import Limit
from bot.sandbox.slack.api_error import ApiError
from bot.sandbox.slack.arguments import Arguments
from bot.sandbox.slack.block_kit import message_problems
from bot.sandbox.slack.payloads import message_json
from bot.sandbox.slack.service import Slack
from bot.sandbox.slack.workspace import Channel, Message

POST_TEXT = 40_000
UPDATE_TEXT = 4_000
PER_CHANNEL = Limit(3, seconds=3.0)


def post_message(slack: Slack, arguments: Arguments) -> dict[str, Any]:
    """Post to a channel, or to a person through their conversation with the bot."""
    channel = _channel_to_write(slack, arguments)
    wait = slack.limits.refuses(f"chat.postMessage {channel.id}", PER_CHANNEL)
    if wait is not None:
        raise ApiError("ratelimited", retry_after=wait)
    body = _body(arguments, POST_TEXT) | _thread(arguments)
    message = slack.board.post_as_bot(channel.id, body)
    written = message_json(slack.workspace, message)
    answer: dict[str, Any] = {"channel": channel.id, "ts": message.ts, "message": written}
    if not message.text:
        answer["warning"] = "missing_text_in_message"
        answer["response_metadata"] = {"warnings": ["missing_text_in_message"]}
    return answer


def post_ephemeral(slack: Slack, arguments: Arguments) -> dict[str, Any]:
    """Post what only one member of a channel sees."""
    channel = _channel_to_write(slack, arguments)
    user = arguments.text("user")
    if user not in slack.workspace.people or user not in channel.members:
        raise ApiError("user_not_in_channel")
    body = _body(arguments, POST_TEXT) | _thread(arguments)
    message = slack.board.post_as_bot(channel.id, body, only_for=user)
    return {"message_ts": message.ts}


def update(slack: Slack, arguments: Arguments) -> dict[str, Any]:
    """Edit one of the app's own messages."""
    channel = _channel_to_write(slack, arguments)
    message = _message(slack, channel, arguments.text("ts"))
    if not message.bot:
        raise ApiError("cant_update_message")
    slack.board.edit(message, _body(arguments, UPDATE_TEXT))
    written = message_json(slack.workspace, message)
    return {"channel": channel.id, "ts": message.ts, "text": message.text, "message": written}


def delete(slack: Slack, arguments: Arguments) -> dict[str, Any]:
    """Take back one of the app's own messages."""
    channel = _channel_to_write(slack, arguments)
    message = _message(slack, channel, arguments.text("ts"))
    if not message.bot:
        raise ApiError("cant_delete_message")
    slack.board.remove(message)
    return {"channel": channel.id, "ts": message.ts}


def get_permalink(slack: Slack, arguments: Arguments) -> dict[str, Any]:
    """Give the address of a message, in its thread if it is a reply."""
    workspace = slack.workspace
    channel = workspace.channels.get(arguments.text("channel"))
    if channel is None or not workspace.bot_is_in(channel):
        raise ApiError("channel_not_found")
    message = _message(slack, channel, arguments.text("message_ts"))
    thread = f"?thread_ts={message.thread_ts}&cid={channel.id}" if message.thread_ts else ""
    number = message.ts.replace(".", "")
    return {
        "channel": channel.id,
        "permalink": f"https://{workspace.domain}.slack.com/archives/{channel.id}/p{number}{thread}",
    }


def _message(slack: Slack, channel: Channel, ts: str) -> Message:
    message = slack.workspace.message(channel.id, ts)
    if message is None or message.only_for is not None:
        raise ApiError("message_not_found")
    return message


def _channel_to_write(slack: Slack, arguments: Arguments) -> Channel:
    workspace = slack.workspace
    wanted = arguments.text("channel")
    if wanted in workspace.people:
        person = workspace.people[wanted]
        if person.deleted or person.bot or person.team_id != workspace.team_id:
            raise ApiError("channel_not_found")
        return workspace.im_with(wanted)
    channel = workspace.channels.get(wanted)
    if channel is None or (channel.kind == "private" and not workspace.bot_is_in(channel)):
        raise ApiError("channel_not_found")
    if channel.archived:
        raise ApiError("is_archived")
    if not workspace.bot_is_in(channel) and "chat:write.public" not in workspace.app.scopes:
        raise ApiError("not_in_channel")
    return channel


def _thread(arguments: Arguments) -> dict[str, Any]:
    return {"thread_ts": arguments.text("thread_ts"), "reply_broadcast": arguments.flag("reply_broadcast")}


def _body(arguments: Arguments, longest: int) -> dict[str, Any]:
    text = arguments.text("text")
    blocks = arguments.structure("blocks", [])
    attachments = arguments.structure("attachments", [])
    if not text and not blocks and not attachments:
        raise ApiError("no_text")
    if len(text) > longest:
        raise ApiError("msg_too_long")
    if problems := message_problems(blocks, attachments):
        raise ApiError("invalid_blocks", messages=problems, errors=[one.removeprefix("[ERROR] ") for one in problems])
    return {"text": text, "blocks": blocks, "attachments": attachments}
