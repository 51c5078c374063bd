"""What people do in the Slack client, and what the client makes of the app's answers (Slack docs, Modals)."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from bot.sandbox.slack import payloads
from bot.sandbox.slack.acks import Ack
from bot.sandbox.slack.api_error import ApiError
from bot.sandbox.slack.block_kit import elements_of
from bot.sandbox.slack.inputs import enter, refusals, stateful_elements
from bot.sandbox.slack.service import Slack
from bot.sandbox.slack.socket_mode import NoConnection
from bot.sandbox.slack.views import View
from bot.sandbox.slack.workspace import Channel, Person

Values = Mapping[str, Mapping[str, Any]]

_MIN_QUERY = 3


class Misuse(Exception):
    """Slack's client offers no way to do this."""


@dataclass(frozen=True, slots=True)
class CommandResult:
    """What came of a command: `error` is what Slack shows, `operation_timeout` or `dispatch_failed`."""

    ok: bool
    error: str | None = None
    ack: Ack | None = None


@dataclass(frozen=True, slots=True)
class SubmitResult:
    """What came of Submit: `closed`, `errors`, `updated`, `pushed`, `cleared`, or `trouble`.

    With `trouble` Slack says "We had some trouble connecting. Try again?" and the dialog stays.
    """

    result: str
    errors: Mapping[str, str] = field(default_factory=dict)


class Client:
    """Acts for any person of the workspace."""

    def __init__(self, slack: Slack) -> None:
        self._slack = slack

    async def write(self, user: str, channel_id: str, text: str) -> CommandResult:
        """Send a line: a command if it begins with a slash, else a message."""
        person, channel = self._person(user), self._channel(user, channel_id)
        command, _, rest = text.strip().partition(" ")
        if not command.startswith("/"):
            self._slack.board.post_as_person(person, channel.id, text)
            return CommandResult(ok=True)
        if command not in self._slack.workspace.app.commands:
            return CommandResult(ok=False, error="invalid_command")
        payload = payloads.slash_command(
            self._slack.workspace,
            person,
            channel,
            (command, rest),
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

    async def act(self, user: str, view_id: str, place: tuple[str, str], value: Any, values: Values) -> bool:
        """Click a button, or choose where a choice is told at once. Returns whether the app acknowledged."""
        view = self._top(user, view_id)
        self._enter(view, values)
        block, element = _element(view.blocks, place)
        if block["type"] == "input" and not block["dispatch_action"]:
            raise Misuse("this input is not told at once")
        if element["type"] != "button":
            self._enter(view, {place[0]: {place[1]: value}})
        action = self._action(block, element, view.entries.get(place[0], {}).get(place[1]))
        trigger_id = self._slack.triggers.issue(user, view.id)
        told = self._slack.views.json(view)
        payload = payloads.view_action(self._slack.workspace, self._person(user), told, action, trigger_id)
        return _accepted(await self._deliver(payload))

    async def search(self, user: str, view_id: str, place: tuple[str, str], query: str, values: Values) -> Any:
        """Type into an external select. Returns the app's answer, None if it gave none that Slack accepts."""
        view = self._top(user, view_id)
        self._enter(view, values)
        block, element = _element(view.blocks, place)
        if element["type"] not in ("external_select", "multi_external_select"):
            raise Misuse("this is no external select")
        if len(query) < element.get("min_query_length", _MIN_QUERY):
            return {"options": []}
        asked = {"block_id": block["block_id"], "action_id": element["action_id"]}
        told = self._slack.views.json(view)
        payload = payloads.block_suggestion(self._slack.workspace, self._person(user), told, asked, query)
        ack = await self._deliver(payload)
        if ack is None or ack.problems or ack.payload is None:
            return None
        groups = ack.payload.get("option_groups") or [ack.payload]
        view.suggested[place] = [option for group in groups for option in group["options"]]
        return ack.payload

    async def submit(self, user: str, view_id: str, values: Values) -> SubmitResult:
        """Press Submit."""
        view = self._top(user, view_id)
        if view.shape["submit"] is None:
            raise Misuse("this dialog has no Submit")
        self._enter(view, values)
        if refused := refusals(view.blocks, view.entries):
            return SubmitResult("errors", refused)
        ack = await self._deliver(self.submission(view))
        if not _accepted(ack):
            return SubmitResult("trouble")
        try:
            return self._follow(view, (ack.payload if ack else None) or {})
        except ApiError as error:
            self._slack.violations.append(f"acknowledgement of view_submission: {error.code}")
            return SubmitResult("trouble")

    def submission(self, view: View) -> dict[str, Any]:
        """Write what Submit would tell the app now."""
        person = self._person(view.user_id)
        trigger_id = self._slack.triggers.issue(person.id, view.id)
        told = self._slack.views.json(view)
        return payloads.view_submission(self._slack.workspace, person, told, trigger_id)

    async def close(self, user: str, view_id: str, *, clear_all: bool) -> None:
        """Press Close, or the cross, which closes the whole stack."""
        view = self._top(user, view_id)
        views = self._slack.views
        clear = clear_all or view.shape["clear_on_close"]
        if clear:
            closed = views.clear(user)
        else:
            closed = [view]
            views.close(view)
        self._slack.changes.tell()
        for one in reversed(closed):
            if one.shape["notify_on_close"]:
                person, told = self._person(user), views.json(one)
                await self._deliver(payloads.view_closed(self._slack.workspace, person, told, is_cleared=clear))

    async def act_in_message(self, user: str, channel_id: str, ts: str, place: tuple[str, str], value: Any) -> bool:
        """Click in a message. Returns whether the app acknowledged."""
        message = self._slack.workspace.message(channel_id, ts)
        if message is None or message.only_for not in (None, user):
            raise Misuse("no such message")
        blocks = [*message.blocks, *(block for one in message.attachments for block in one.get("blocks", []))]
        block, element = _element(blocks, place)
        entry = None if element["type"] == "button" else enter(element, value, [])
        payload = payloads.message_action(
            self._slack.workspace,
            self._person(user),
            message,
            self._action(block, element, entry),
            trigger_id=self._slack.triggers.issue(user),
            response_url=self._slack.response_urls.issue("actions", channel_id, user, message),
        )
        return _accepted(await self._deliver(payload))

    def _follow(self, view: View, answer: Mapping[str, Any]) -> SubmitResult:
        views = self._slack.views
        match answer.get("response_action"):
            case "errors":
                return SubmitResult("errors", answer["errors"])
            case "update":
                views.update(view, answer["view"])
                result = SubmitResult("updated")
            case "push":
                views.push(view.user_id, answer["view"])
                result = SubmitResult("pushed")
            case "clear":
                views.clear(view.user_id)
                result = SubmitResult("cleared")
            case _:
                views.close(view)
                result = SubmitResult("closed")
        self._slack.changes.tell()
        return result

    async def _deliver(self, payload: dict[str, Any]) -> Ack | None:
        try:
            return await self._slack.socket.deliver("interactive", payload)
        except NoConnection:
            return None

    def _enter(self, view: View, values: Values) -> None:
        for block, element in stateful_elements(view.blocks):
            place = (block["block_id"], element["action_id"])
            if place[1] in values.get(place[0], {}):
                entry = enter(element, values[place[0]][place[1]], self._on_offer(view, place))
                view.entries[place[0]][place[1]] = entry

    def _on_offer(self, view: View, place: tuple[str, str]) -> list[Any]:
        """Return what may be chosen besides the element's own options: what was suggested, what is chosen already."""
        entry = view.entries[place[0]][place[1]]
        kept = [entry["selected_option"]] if entry.get("selected_option") else entry.get("selected_options", [])
        return [*view.suggested.get(place, []), *kept]

    def _action(self, block: Mapping[str, Any], element: Mapping[str, Any], entry: Any) -> dict[str, Any]:
        shown = {name: element[name] for name in ("text", "value", "style", "placeholder", "url") if name in element}
        return {
            "type": element["type"],
            "block_id": block["block_id"],
            "action_id": element["action_id"],
            **shown,
            **(entry or {}),
            "action_ts": f"{self._slack.clock.now():.6f}",
        }

    def _person(self, user: str) -> Person:
        try:
            return self._slack.workspace.people[user]
        except KeyError:
            raise Misuse("no such person") from None

    def _channel(self, user: str, channel_id: str) -> Channel:
        channel = self._slack.workspace.channels.get(channel_id)
        if channel is None or user not in channel.members:
            raise Misuse("not_in_channel")
        if channel.archived:
            raise Misuse("is_archived")
        return channel

    def _top(self, user: str, view_id: str) -> View:
        view = self._slack.views.top(user)
        if view is None or view.id != view_id:
            raise Misuse("this dialog is not on top")
        return view


def _element(blocks: list[dict[str, Any]], place: tuple[str, str]) -> tuple[dict[str, Any], dict[str, Any]]:
    for block in blocks:
        for element in elements_of(block):
            if (block.get("block_id"), element.get("action_id")) == place:
                return block, element
    raise Misuse(f"nothing to act on at {place}")


def _accepted(ack: Ack | None) -> bool:
    return ack is not None and not ack.problems
