"""What the page posts: what a person does in the Slack client or in ilert, and the switches for faults."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from aiohttp import web

from bot.sandbox.backstage import Backstage, Conflict
from bot.sandbox.ilert.control import IlertControl
from bot.sandbox.ilert.service import Ilert
from bot.sandbox.slack.actions import ImpossibleAction
from bot.sandbox.slack.client import Client
from bot.sandbox.slack.dialog_client import DialogClient, Values
from bot.sandbox.slack.home_client import HomeClient
from bot.sandbox.slack.inputs import ImpossibleInput
from bot.sandbox.slack.service import Slack

Body = Mapping[str, Any]
Answer = dict[str, Any]

_OK: Answer = {"ok": True}
_REASONS = ("warning", "refresh_requested", "link_disabled", "too_many_websockets")


class Control:
    """Takes the page's posts, each by its path."""

    def __init__(self, slack: Slack, ilert: Ilert) -> None:
        self._slack = slack
        self._ilert = ilert
        self._in_ilert = IlertControl(ilert)
        self._client = Client(slack)
        self._dialogs = DialogClient(slack)
        self._home = HomeClient(slack)
        self.backstage: Backstage | None = None
        self._disconnecting: set[asyncio.Task[None]] = set()
        self._actions: Mapping[str, Callable[[Body], Awaitable[Answer]]] = {
            "command": self._command,
            "view/action": self._view_action,
            "view/search": self._view_search,
            "view/submit": self._view_submit,
            "view/close": self._view_close,
            "message/action": self._message_action,
            "message/search": self._message_search,
            "message/shortcut": self._message_shortcut,
            "shortcut": self._shortcut,
            "home/open": self._home_open,
            "home/action": self._home_action,
            "faults": self._faults,
            "reset": self._reset,
            "daemon/kill": self._kill,
            "daemon/start": self._start,
            "policy/save": self._save_policy,
            "explain": self._explain,
        }

    async def take(self, request: web.Request) -> web.Response:
        """Do what a post says."""
        name = request.match_info["action"]
        if name not in self._actions and name not in self._in_ilert.actions:
            return _refused("no such action", 404)
        # A browser lets no foreign page send this content type.
        if request.content_type != "application/json":
            return _refused("the body must be application/json", 415)
        try:
            body = await request.json()
            if not isinstance(body, dict):
                return _refused("the body must be an object", 400)
            if name in self._in_ilert.actions:
                self._in_ilert.actions[name](body)
                return web.json_response(_OK)
            return web.json_response(await self._actions[name](body))
        except (ImpossibleAction, ImpossibleInput, ValueError) as error:
            return _refused(str(error), 400)
        except Conflict as error:
            return _refused(str(error), 409)

    async def close(self) -> None:
        """Wait for what was begun."""
        await asyncio.gather(*self._disconnecting)

    async def _command(self, body: Body) -> Answer:
        thread = None if body.get("thread_ts") is None else _text(body, "thread_ts")
        result = await self._client.write(_text(body, "user"), _text(body, "channel"), _text(body, "text"), thread)
        return _OK if result.ok else {"ok": False, "error": result.error}

    async def _view_action(self, body: Body) -> Answer:
        done = await self._dialogs.act(
            _text(body, "user"), _text(body, "view_id"), _place(body), body.get("value"), _values(body)
        )
        return _OK if done else {"ok": False, "error": "no_response"}

    async def _view_search(self, body: Body) -> Answer:
        answer = await self._dialogs.search(
            _text(body, "user"), _text(body, "view_id"), _place(body), _text(body, "query"), _values(body)
        )
        return _offered(answer)

    async def _view_submit(self, body: Body) -> Answer:
        result = await self._dialogs.submit(_text(body, "user"), _text(body, "view_id"), _values(body))
        if result.result == "trouble":
            return {"ok": False, "error": "trouble"}
        return {"ok": True, "result": result.result, "errors": dict(result.errors)}

    async def _view_close(self, body: Body) -> Answer:
        await self._dialogs.close(_text(body, "user"), _text(body, "view_id"), clear_all=bool(body.get("clear_all")))
        return _OK

    async def _message_action(self, body: Body) -> Answer:
        done = await self._client.act(
            _text(body, "user"), _text(body, "channel"), _text(body, "ts"), _place(body), body.get("value")
        )
        return _OK if done else {"ok": False, "error": "no_response"}

    async def _message_search(self, body: Body) -> Answer:
        where = _text(body, "user"), _text(body, "channel"), _text(body, "ts")
        return _offered(await self._client.search(*where, _place(body), _text(body, "query")))

    async def _message_shortcut(self, body: Body) -> Answer:
        where = _text(body, "user"), _text(body, "channel"), _text(body, "ts")
        done = await self._client.use_shortcut(*where, _text(body, "callback_id"))
        return _OK if done else {"ok": False, "error": "no_response"}

    async def _shortcut(self, body: Body) -> Answer:
        done = await self._client.use_global_shortcut(_text(body, "user"), _text(body, "callback_id"))
        return _OK if done else {"ok": False, "error": "no_response"}

    async def _home_open(self, body: Body) -> Answer:
        self._home.open(_text(body, "user"))
        return _OK

    async def _home_action(self, body: Body) -> Answer:
        done = await self._home.act(_text(body, "user"), _place(body), body.get("value"))
        return _OK if done else {"ok": False, "error": "no_response"}

    async def _faults(self, body: Body) -> Answer:
        switches = {name: value for name, value in body.items() if name not in ("disconnect", "drop", "script")}
        reason = body.get("disconnect")
        if reason is not None and reason not in _REASONS:
            raise ValueError(f"no such reason to disconnect: {reason}")
        self._slack.faults.set(switches)
        for endpoint, steps in _scripts(body).items():
            self._slack.faults.script(endpoint, steps)
        if switches.get("ilert_seconds"):  # the page is to see the end of it
            asyncio.get_running_loop().call_later(switches["ilert_seconds"], self._slack.changes.notify)
        if reason is not None:
            task = asyncio.create_task(self._slack.disconnect(reason))
            self._disconnecting.add(task)
            task.add_done_callback(self._disconnecting.discard)
        if body.get("drop"):
            self._slack.drop(only_one=body["drop"] == "one")
        self._slack.changes.notify()
        return _OK

    async def _reset(self, _body: Body) -> Answer:
        self._slack.faults.reset()
        self._ilert.reset()
        self._slack.reset()
        if self.backstage is not None:
            self.backstage.start_over()
        return _OK

    async def _kill(self, body: Body) -> Answer:
        self._bot().kill(_process(body), restart=bool(body.get("restart")))
        return _OK

    async def _start(self, body: Body) -> Answer:
        self._bot().start(_process(body))
        return _OK

    async def _save_policy(self, body: Body) -> Answer:
        await self._bot().save_policy(_text(body, "text"))
        return _OK

    async def _explain(self, body: Body) -> Answer:
        return {"ok": True, **await self._bot().explain(_text(body, "user"), _text(body, "channel"))}

    def _bot(self) -> Backstage:
        if self.backstage is None:
            raise ImpossibleAction("this sandbox does not run the bot; `il-alert-bot demo` does")
        return self.backstage


def _offered(answer: Mapping[str, Any] | None) -> Answer:
    """Write an app's answer to a search."""
    if answer is None:
        return {"ok": False, "error": "no_response"}
    return {"ok": True, "options": answer.get("options") or [], "option_groups": answer.get("option_groups") or []}


def _place(body: Body) -> tuple[str, str]:
    return _text(body, "block_id"), _text(body, "action_id")


def _text(body: Body, name: str) -> str:
    value = body.get(name)
    if not isinstance(value, str):
        raise ImpossibleAction(f"{name} must be a string")
    return value


def _process(body: Body) -> str:
    """Return which process is meant; the bot's where there is but one."""
    return _text(body, "process") if "process" in body else ""


def _scripts(body: Body) -> dict[str, list[Any]]:
    scripts = body.get("script", {})
    if not isinstance(scripts, dict) or not all(isinstance(one, list) for one in scripts.values()):
        raise ImpossibleAction("script must be an object of arrays, by endpoint")
    return scripts


def _values(body: Body) -> Values:
    values = body.get("values", {})
    if not isinstance(values, dict) or not all(isinstance(one, dict) for one in values.values()):
        raise ImpossibleAction("values must be an object of objects")
    return values


def _refused(error: str, status: int) -> web.Response:
    return web.json_response({"ok": False, "error": error}, status=status)
