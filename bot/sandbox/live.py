"""The whole visible state as JSON, and as a stream of it for the page."""

import asyncio
import json
from collections import Counter
from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from aiohttp import web

from bot.sandbox.backstage import Backstage
from bot.sandbox.calls import Call
from bot.sandbox.changes import Changes
from bot.sandbox.ilert.oddities import timestamp
from bot.sandbox.ilert.service import Ilert
from bot.sandbox.ilert.shown import alerts_shown, assignees_shown, sources_shown
from bot.sandbox.slack.service import Slack
from bot.sandbox.slack.socket_mode import Envelope
from bot.sandbox.slack.typed_text import mrkdwn, pieces
from bot.sandbox.slack.workspace import App, Channel, Message, Person, Workspace

CALLS_SHOWN = 100
ENVELOPES_SHOWN = 50

_PAUSE_SECONDS = 0.05
_ITEMS_SHOWN = 20
_SECRETS = frozenset({"token", "url", "response_url", "integrationKey"})


class Live:
    """Writes the state down, and streams it."""

    def __init__(self, slack: Slack, ilert: Ilert, changes: Changes) -> None:
        self._slack = slack
        self._ilert = ilert
        self._changes = changes
        self.backstage: Backstage | None = None
        self.stopping = asyncio.Event()

    def state(self) -> dict[str, Any]:
        """Write down all that the page shows."""
        workspace, slack = self._slack.workspace, self._slack
        calls = sorted((*slack.calls, *self._ilert.calls), key=lambda call: -call.n)
        self._ilert.alerts.catch_up()
        return {
            "app": _app(workspace.app),
            "people": [_person(workspace, person) for person in workspace.people.values() if not person.bot],
            "channels": [_channel(channel) for channel in workspace.channels.values()],
            "messages": {
                channel: [_message(workspace, one) for one in some] for channel, some in workspace.messages.items()
            },
            "views": {user: [slack.views.json(view) for view in stack] for user, stack in slack.views.stacks.items()},
            "homes": {user: slack.views.json(view) for user, view in slack.views.homes.items()},
            "alerts": alerts_shown(self._ilert),
            "sources": sources_shown(self._ilert),
            "assignees": assignees_shown(self._ilert),
            "calls": [_call(call) for call in calls[:CALLS_SHOWN]],
            "envelopes": [_envelope(one) for one in reversed(slack.socket.envelopes[-ENVELOPES_SHOWN:])],
            "faults": slack.faults.json(),
            "connections": len(slack.socket.connections),
            "connected_hosts": Counter(one.host for one in slack.socket.connections if one.host),
            "backstage": None if self.backstage is None else asdict(self.backstage.state()),
        }

    async def stream(self, request: web.Request) -> web.StreamResponse:
        """Send the state now and after each change, as server-sent events, at most 20 a second."""
        response = web.StreamResponse(headers={"Content-Type": "text/event-stream", "Cache-Control": "no-store"})
        await response.prepare(request)
        stopping = asyncio.create_task(self.stopping.wait())
        try:
            while not self.stopping.is_set():
                changed = asyncio.create_task(self._changes.wait())
                # Only now that changes are watched for may the state be written.
                await asyncio.sleep(0)
                await response.write(f"data: {json.dumps(self.state())}\n\n".encode())
                await asyncio.wait({changed, stopping}, return_when=asyncio.FIRST_COMPLETED)
                changed.cancel()
                await asyncio.wait({stopping}, timeout=_PAUSE_SECONDS)
        except ConnectionError:
            return response  # the page was closed
        finally:
            stopping.cancel()
        return response


def _app(app: App) -> dict[str, Any]:
    return {
        "commands": [asdict(command) for command in app.commands],
        "shortcuts": [asdict(shortcut) for shortcut in app.shortcuts],
        "home_tab": app.home_tab,
        "global_shortcuts": [asdict(shortcut) for shortcut in app.global_shortcuts],
    }


def _person(workspace: Workspace, person: Person) -> dict[str, Any]:
    return {
        "id": person.id,
        "name": person.name,
        "real_name": person.real_name,
        "title": person.title,
        "locale": person.locale,
        "guest": person.guest,
        "deleted": person.deleted,
        "external": person.team_id != workspace.team_id,
    }


def _channel(channel: Channel) -> dict[str, Any]:
    return {
        "id": channel.id,
        "name": channel.name,
        "kind": channel.kind,
        "members": channel.members,
        "topic": channel.topic,
        "archived": channel.archived,
    }


def _message(workspace: Workspace, message: Message) -> dict[str, Any]:
    return {
        "ts": message.ts,
        "user": message.user,
        "name": message.name,
        "bot": message.bot,
        "text": message.text if message.bot else mrkdwn(pieces(workspace, message.text)),
        "blocks": message.blocks,
        "attachments": message.attachments,
        "only_for": message.only_for,
        "edited": message.edited,
        "thread_ts": message.thread_ts,
        "broadcast": message.broadcast,
    }


def _call(call: Call) -> dict[str, Any]:
    return {
        "n": call.n,
        "at": timestamp(call.at),
        "to": call.to,
        "what": call.what,
        "status": call.status,
        "ms": call.ms,
        "request": {"query": dict(call.query), "body": _shown(call.body)} if call.query else _shown(call.body),
        "answer": _shown(call.answer),
    }


def _envelope(envelope: Envelope) -> dict[str, Any]:
    ack = envelope.acks[0] if envelope.acks else None
    return {
        "n": envelope.n,
        "at": timestamp(envelope.at),
        "type": envelope.kind,
        "id": envelope.id,
        "host": envelope.host,
        "acked_ms": None if ack is None else ack.ms,
        "ack": None if ack is None else _shown(ack.payload),
        "payload": _shown(envelope.payload),
    }


def _shown(tree: Any) -> Any:
    """Leave out secrets, and most of what is long."""
    if isinstance(tree, Mapping):
        return {
            name: "…" if name in _SECRETS and isinstance(one, str) and one else _shown(one)
            for name, one in tree.items()
        }
    if isinstance(tree, list):
        rest = [f"… {len(tree) - _ITEMS_SHOWN} more"] if len(tree) > _ITEMS_SHOWN else []
        return [*(_shown(one) for one in tree[:_ITEMS_SHOWN]), *rest]
    return tree
