"""What people do in channels: they write, send commands, and use what stands in messages."""

from dataclasses import dataclass
from typing import Any

from bot.sandbox.slack import payloads
from bot.sandbox.slack.acks import Ack
from bot.sandbox.slack.actions import (
    ElementAddress,
    ImpossibleAction,
    accepted,
    action_json,
    element_at,
    interact,
    person_of,
    search,
)
from bot.sandbox.slack.api_error import ApiError
from bot.sandbox.slack.inputs import enter, initial_entries
from bot.sandbox.slack.message_events import message_events
from bot.sandbox.slack.service import Slack
from bot.sandbox.slack.socket_mode import NoConnection
from bot.sandbox.slack.workspace import Channel, Message


@dataclass(frozen=True, slots=True)
class CommandResult:
    """What came of a command: `error` is what Slack shows, `operation_timeout` or `dispatch_failed`."""

    ok: bool
    error: str | None = None
    ack: Ack | None = None


class Client:
    """Acts for any person of the workspace."""

    def __init__(self, slack: Slack) -> None:
        self._slack = slack

    async def write(self, user: str, channel_id: str, text: str, thread_ts: str | None = None) -> CommandResult:
        """Send a line: a command if it begins with a slash, else a message, or a reply in a thread."""
        channel = self._channel(user, channel_id)
        command, _, rest = text.strip().partition(" ")
        if not command.startswith("/"):
            return self._post(user, channel, text, thread_ts)
        if command not in [one.name for one in self._slack.workspace.app.commands]:
            return CommandResult(ok=False, error="invalid_command")
        if thread_ts is not None:
            return CommandResult(ok=False, error="not_in_threads")
        return await self._command(user, channel, (command, rest))

    def _post(self, user: str, channel: Channel, text: str, thread_ts: str | None) -> CommandResult:
        try:
            message = self._slack.board.post_as_person(person_of(self._slack, user), channel.id, text, thread_ts)
        except ApiError as error:
            raise ImpossibleAction(error.code) from error
        for event in message_events(self._slack.workspace, message):
            self._slack.event(event)
        return CommandResult(ok=True)

    async def _command(self, user: str, channel: Channel, words: tuple[str, str]) -> CommandResult:
        payload = payloads.slash_command(
            self._slack.workspace,
            person_of(self._slack, user),
            channel,
            words,
            trigger_id=self._slack.triggers.issue(user),
            response_url=self._slack.response_urls.issue("commands", channel.id, user),
        )
        try:
            ack = await self._slack.socket.deliver("slash_commands", payload)
        except NoConnection:
            return CommandResult(ok=False, error="dispatch_failed")
        if ack is None or ack.problems:
            return CommandResult(ok=False, error="operation_timeout" if ack is None else "dispatch_failed", ack=ack)
        if ack.payload:
            only_for = None if ack.payload.get("response_type") == "in_channel" else user
            self._slack.board.post_as_bot(channel.id, ack.payload, only_for=only_for)
        return CommandResult(ok=True, ack=ack)

    async def act(self, user: str, channel_id: str, ts: str, place: ElementAddress, value: Any) -> bool:
        """Click or choose in a message. Returns whether the app acknowledged."""
        message = self._message(user, channel_id, ts)
        block, element = element_at(message.all_blocks, place)
        entries = message.entries.setdefault(user, initial_entries(message.all_blocks))
        entry = None
        if element["type"] != "button":
            entry = enter(element, value, message.suggested.get(place, []))
        if entry is not None and element["type"] != "overflow":
            entries[place[0]][place[1]] = entry
        told = payloads.block_actions(
            self._slack.workspace,
            person_of(self._slack, user),
            payloads.in_message(self._slack.workspace, message),
            action_json(self._slack, block, element, entry),
            self._slack.triggers.issue(user),
            state={"values": entries},
            response_url=self._slack.response_urls.issue("actions", channel_id, user, message),
        )
        return accepted(await interact(self._slack, told))

    async def search(self, user: str, channel_id: str, ts: str, place: ElementAddress, query: str) -> Any:
        """Type into an external select of a message. Returns the app's answer, None if Slack accepts none."""
        message = self._message(user, channel_id, ts)
        where = payloads.in_message(self._slack.workspace, message)
        return await search(
            self._slack, user, message.all_blocks, place, query, where=where, suggested=message.suggested
        )

    async def use_shortcut(self, user: str, channel_id: str, ts: str, callback_id: str) -> bool:
        """Choose one of the app's shortcuts from a message's menu. Returns whether the app acknowledged."""
        message = self._message(user, channel_id, ts)
        person = person_of(self._slack, user)
        if callback_id not in [one.callback_id for one in self._slack.workspace.app.shortcuts]:
            raise ImpossibleAction("no such shortcut")
        if message.only_for is not None:
            raise ImpossibleAction("what only one person sees has no shortcuts")
        if person.team_id != self._slack.workspace.team_id:
            raise ImpossibleAction("people from outside have no shortcuts")  # Slack docs, Slack Connect
        told = payloads.message_action(
            self._slack.workspace,
            person,
            message,
            callback_id,
            trigger_id=self._slack.triggers.issue(user),
            response_url=self._slack.response_urls.issue("app", channel_id, user),
            at=self._slack.clock.now(),
        )
        return accepted(await interact(self._slack, told))

    async def use_global_shortcut(self, user: str, callback_id: str) -> bool:
        """Choose one of the app's shortcuts from the shortcuts menu. Returns whether the app acknowledged."""
        person = person_of(self._slack, user)
        if callback_id not in [one.callback_id for one in self._slack.workspace.app.global_shortcuts]:
            raise ImpossibleAction("no such shortcut")
        if person.team_id != self._slack.workspace.team_id:
            raise ImpossibleAction("people from outside have no shortcuts")  # Slack docs, Slack Connect
        trigger_id, at = self._slack.triggers.issue(user), self._slack.clock.now()
        told = payloads.shortcut(self._slack.workspace, person, callback_id, trigger_id=trigger_id, at=at)
        return accepted(await interact(self._slack, told))

    def _channel(self, user: str, channel_id: str) -> Channel:
        channel = self._slack.workspace.channels.get(channel_id)
        if channel is None or user not in channel.members:
            raise ImpossibleAction("not_in_channel")
        if channel.archived:
            raise ImpossibleAction("is_archived")
        return channel

    def _message(self, user: str, channel_id: str, ts: str) -> Message:
        channel = self._slack.workspace.channels.get(channel_id)
        message = self._slack.workspace.message(channel_id, ts)
        if channel is None or user not in channel.members or message is None or message.only_for not in (None, user):
            raise ImpossibleAction("no such message")
        return message
