"""Posting to channels, in one place for the Web API, response URLs and acknowledgements."""

from collections.abc import Mapping
from typing import Any

from bot.sandbox.changes import Changes
from bot.sandbox.clock import Clock
from bot.sandbox.rate_limits import RateLimits
from bot.sandbox.slack.api_error import ApiError
from bot.sandbox.slack.views import completed_blocks
from bot.sandbox.slack.workspace import Message, Person, Workspace


class MessageBoard:
    """The messages of a workspace as something that is written on."""

    def __init__(self, workspace: Workspace, clock: Clock, changes: Changes, limits: RateLimits) -> None:
        self._workspace = workspace
        self._changes = changes
        self.clock = clock
        self.limits = limits

    def post_as_bot(self, channel: str, body: Mapping[str, Any], *, only_for: str | None = None) -> Message:
        """Post what the app wrote, in the thread that `thread_ts` names if there is one.

        Raises:
            ApiError: Nothing can be answered there.
        """
        bot = self._workspace.people[self._workspace.app.bot_user]
        thread_ts = self._thread(channel, body.get("thread_ts"))
        message = self._new(bot, channel, "", only_for)
        message.thread_ts = thread_ts
        message.broadcast = bool(body.get("reply_broadcast")) and thread_ts is not None
        return self._written(message, body)

    def post_as_person(self, person: Person, channel: str, text: str, thread_ts: str | None = None) -> Message:
        """Post what a person wrote.

        Raises:
            ApiError: Nothing can be answered there.
        """
        thread_ts = self._thread(channel, thread_ts)
        message = self._new(person, channel, text, None)
        message.thread_ts = thread_ts
        self._changes.notify()
        return message

    def edit(self, message: Message, body: Mapping[str, Any]) -> None:
        """Replace what the app wrote."""
        message.edited = message.only_for is None
        message.entries.clear()
        self._written(message, body)

    def remove(self, message: Message) -> None:
        """Delete a message."""
        if message in self._workspace.messages.get(message.channel, []):
            self._workspace.remove(message)
            self._changes.notify()

    def _thread(self, channel: str, ts: str | None) -> str | None:
        """Find the message at the top of a thread, of which any message may be named."""
        if not ts:
            return None
        message = self._workspace.message(channel, ts)
        if message is None or message.only_for is not None:
            raise ApiError("cannot_reply_to_message")
        return message.thread_ts or message.ts

    def _new(self, author: Person, channel: str, text: str, only_for: str | None) -> Message:
        ts = self._workspace.timestamp(self.clock.now())
        message = Message(ts, channel, author.id, author.real_name, author.bot, text, only_for=only_for)
        self._workspace.post(message)
        return message

    def _written(self, message: Message, body: Mapping[str, Any]) -> Message:
        message.text = body.get("text") or ""
        message.blocks = completed_blocks(body.get("blocks") or [])
        message.attachments = [
            {**one, "blocks": completed_blocks(one["blocks"])} if "blocks" in one else dict(one)
            for one in body.get("attachments") or []
        ]
        self._changes.notify()
        return message
