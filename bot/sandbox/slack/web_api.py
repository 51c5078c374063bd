"""Slack's Web API: who may call what how often, and where the call goes (Slack docs, Web API)."""

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from aiohttp import web

from bot.sandbox.calls import Call
from bot.sandbox.faults import API_SLOW_MS
from bot.sandbox.rate_limits import Limit
from bot.sandbox.slack import chat_methods, conversations_methods, users_methods, views_methods
from bot.sandbox.slack.api_error import ApiError
from bot.sandbox.slack.arguments import Arguments, read_arguments
from bot.sandbox.slack.scopes import granted, want_scope
from bot.sandbox.slack.service import Slack

TIER_3, TIER_4 = Limit(50), Limit(100)
HUNDREDS = Limit(300)

_SECRET = frozenset({"token"})
_BEARER = "Bearer "


@dataclass(frozen=True, slots=True)
class Method:
    """A method: what answers it, and what it takes."""

    answer: Callable[[Slack, Arguments], dict[str, Any]]
    limit: Limit
    scope: str | None = None
    required: frozenset[str] = frozenset()
    optional: frozenset[str] = frozenset()


def _names(names: str) -> frozenset[str]:
    return frozenset(names.split())


_MESSAGE = _names("text blocks attachments mrkdwn parse link_names metadata")
_POST = _MESSAGE | _names("thread_ts reply_broadcast unfurl_links unfurl_media")


def connections_open(slack: Slack, arguments: Arguments) -> dict[str, Any]:
    """Give the address of a websocket, good for one use."""
    return {
        "url": f"{slack.websocket_url}?ticket={slack.socket.ticket(arguments.host)}&app_id={slack.workspace.app.id}"
    }


METHODS: Mapping[str, Method] = {
    "apps.connections.open": Method(connections_open, TIER_3),
    "auth.test": Method(users_methods.auth_test, HUNDREDS),
    "users.info": Method(users_methods.info, TIER_4, "users:read", _names("user"), _names("include_locale")),
    "users.conversations": Method(
        conversations_methods.of_person, TIER_3, optional=_names("user types exclude_archived limit cursor")
    ),
    "users.lookupByEmail": Method(users_methods.lookup_by_email, TIER_3, "users:read.email", _names("email")),
    "conversations.info": Method(
        conversations_methods.info, TIER_3, None, _names("channel"), _names("include_locale include_num_members")
    ),
    "conversations.list": Method(
        conversations_methods.list_channels,
        Limit(20),
        optional=_names("types exclude_archived limit cursor"),
    ),
    "conversations.members": Method(
        conversations_methods.members, TIER_4, None, _names("channel"), _names("limit cursor")
    ),
    "conversations.open": Method(
        conversations_methods.open_conversation, TIER_3, "im:write", _names("users"), _names("return_im")
    ),
    "chat.postMessage": Method(chat_methods.post_message, HUNDREDS, "chat:write", _names("channel"), _POST),
    "chat.postEphemeral": Method(chat_methods.post_ephemeral, TIER_4, "chat:write", _names("channel user"), _POST),
    "chat.update": Method(chat_methods.update, TIER_3, "chat:write", _names("channel ts"), _MESSAGE),
    "chat.delete": Method(chat_methods.delete, TIER_3, "chat:write", _names("channel ts")),
    "chat.getPermalink": Method(chat_methods.get_permalink, HUNDREDS, None, _names("channel message_ts")),
    "blocks.validate": Method(views_methods.validate, TIER_4, None, optional=_names("view message blocks")),
    "views.open": Method(views_methods.open_view, TIER_4, None, _names("trigger_id view")),
    "views.push": Method(views_methods.push, TIER_4, None, _names("trigger_id view")),
    "views.publish": Method(views_methods.publish, TIER_4, None, _names("user_id view"), _names("hash")),
    "views.update": Method(views_methods.update, TIER_4, None, _names("view"), _names("view_id external_id hash")),
}


class WebApi:
    """Answers the calls of the app, and keeps a record of them."""

    def __init__(self, slack: Slack) -> None:
        self._slack = slack

    async def answer(self, request: web.Request) -> web.StreamResponse:
        """Answer one call."""
        name = request.match_info["method"]
        slack = self._slack
        call = Call(slack.numbers.next(), slack.clock.now(), "slack", name, request.method, name, {}, None)
        slack.calls.append(call)
        started = asyncio.get_running_loop().time()
        response = await self._fault(request, call)
        if response is None:
            response = await self._answer(request, call)
        call.ms = (asyncio.get_running_loop().time() - started) * 1000
        slack.changes.notify()
        return response

    async def _fault(self, request: web.Request, call: Call) -> web.Response | None:
        faults = self._slack.faults
        await asyncio.sleep((faults.slack_latency_ms + (API_SLOW_MS if faults.slack == "api_slow" else 0)) / 1000)
        step = faults.next_step(call.what) or {}
        if faults.slack == "api_down":
            return _no_json(call, 503, None)
        if "http" in step:
            return _no_json(call, step["http"], step.get("retry_after"))
        if "error" in step:
            return self._json(call, {"ok": False, **step})
        if "lose_answer" in step:
            await self._answer(request, call)
            call.status = None
            if request.transport is not None:
                request.transport.abort()
            return web.Response()
        return None

    async def _answer(self, request: web.Request, call: Call) -> web.Response:
        try:
            arguments = await read_arguments(request)
            arguments.host = request.match_info.get("host", "")
            call.body = {name: value for name, value in arguments.values.items() if name not in _SECRET}
            body = {"ok": True, **self._result(request, call.what, arguments)}
        except ApiError as error:
            body = error.answer()
        return self._json(call, body)

    def _result(self, request: web.Request, name: str, arguments: Arguments) -> dict[str, Any]:
        slack = self._slack
        method = METHODS.get(name)
        if method is None:
            raise ApiError("unknown_method", req_method=name)
        self._authorize(request.headers.get("Authorization", ""), name)
        wait = slack.limits.refuses(name, method.limit)
        if wait is not None:
            raise ApiError("ratelimited", retry_after=wait)
        if method.scope is not None:
            want_scope(slack.workspace, method.scope)
        _check_names(method, arguments)
        return method.answer(slack, arguments)

    def _authorize(self, header: str, name: str) -> None:
        app = self._slack.workspace.app
        token = header.removeprefix(_BEARER)
        if not header.startswith(_BEARER) or not token:
            raise ApiError("not_authed")
        if token not in (app.bot_token, app.app_token):
            raise ApiError("invalid_auth")
        if (token == app.app_token) != (name == "apps.connections.open"):
            raise ApiError("not_allowed_token_type")
        if token == app.bot_token and self._slack.faults.slack_token is not None:
            raise ApiError(self._slack.faults.slack_token)

    def _json(self, call: Call, body: dict[str, Any]) -> web.Response:
        method = METHODS.get(call.what)
        headers = {
            "x-oauth-scopes": granted(self._slack.workspace),
            "x-accepted-oauth-scopes": (method.scope if method else None) or "",
        }
        retry_after = body.pop("retry_after", None)
        if retry_after is not None:
            headers["Retry-After"] = str(retry_after)
        call.status, call.answer = 429 if retry_after is not None else 200, body
        return web.json_response(body, status=call.status, headers=headers)


def _no_json(call: Call, status: int, retry_after: int | None) -> web.Response:
    call.status = status
    if status == web.HTTPTooManyRequests.status_code:
        call.answer = {"ok": False, "error": "ratelimited"}
        return web.json_response(call.answer, status=status, headers={"Retry-After": str(retry_after or 30)})
    return web.Response(status=status, text="<html><body>Server Error</body></html>", content_type="text/html")


def _check_names(method: Method, arguments: Arguments) -> None:
    given = arguments.values.keys()
    missing = [f"[ERROR] missing required field: {name}" for name in sorted(method.required - given)]
    # Bolt adds the workspace to every call.
    unknown = given - method.required - method.optional - {"team_id"}
    missing += [f"[ERROR] invalid additional property: {name}" for name in sorted(unknown)]
    if missing:
        raise ApiError("invalid_arguments", messages=missing)
