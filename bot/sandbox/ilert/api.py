"""ilert's REST API on the wire: keys, limits, faults, and where a request goes (ilert docs, REST API)."""

import asyncio
import json
from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from aiohttp import web

from bot.sandbox.calls import Call
from bot.sandbox.ilert.api_error import FORCED, FORCED_ON_KEY, ApiError, bad_request, key_error, not_found
from bot.sandbox.ilert.endpoints import ENDPOINTS
from bot.sandbox.ilert.gateway import CARRIED_OUT, GATEWAY_ANSWERS, GatewayAnswer
from bot.sandbox.ilert.requests import Answer, Endpoint, Request
from bot.sandbox.ilert.service import Ilert


class IlertApi:
    """Answers requests, and keeps a record of them."""

    def __init__(self, ilert: Ilert) -> None:
        self._ilert = ilert
        self.stopping = asyncio.Event()
        """Lets go of the requests that a fault holds."""

    def routes(self) -> list[web.RouteDef]:
        """List the routes below `/ilert/api`."""
        known = [(*name.split(" "), name) for name in ENDPOINTS]
        found = [web.route(verb, f"/ilert/api{path}", self._handler(name)) for verb, path, name in known]
        return [*found, web.route("*", "/ilert/api/{rest:.*}", self._handler(""))]

    def _handler(self, name: str) -> Any:
        async def handle(request: web.Request) -> web.StreamResponse:
            return await self._serve(name, request)

        return handle

    async def _serve(self, name: str, request: web.Request) -> web.StreamResponse:
        ilert = self._ilert
        path = request.path.removeprefix("/ilert/api")
        query = {key: request.query.getall(key) for key in request.query}
        body = await request.read()
        shown = _json_or_none(body)
        what = f"{request.method} /api{path}"
        call = Call(ilert.numbers.next(), ilert.clock.now(), "ilert", what, request.method, path, query, shown)
        ilert.calls.append(call)
        ilert.changes.notify()  # a call that hangs is seen too
        started = asyncio.get_running_loop().time()
        response = await self._respond(name, request, call)
        call.ms = (asyncio.get_running_loop().time() - started) * 1000
        ilert.changes.notify()
        return response

    async def _respond(self, name: str, request: web.Request, call: Call) -> web.Response:
        await asyncio.sleep(self._ilert.faults.ilert_latency_ms / 1000)
        state = self._ilert.faults.ilert_meets(name)
        self._ilert.alerts.catch_up()
        if state == "hang":
            await self.stopping.wait()
        if state in ("down", "hang"):
            return _cut(request)
        gateway = GATEWAY_ANSWERS.get(state.removesuffix(CARRIED_OUT))
        if gateway is not None and not state.endswith(CARRIED_OUT):
            return self._instead(call, gateway)
        try:
            status, answer = self._answer(_endpoint(name), request, call, state)
        except ApiError as refusal:
            return self._instead(call, gateway) if gateway is not None else _refused(call, refusal)
        if state == "lose_answer":
            return _cut(request)
        if gateway is not None:
            return self._instead(call, gateway)
        call.status, call.answer = int(status), answer
        return web.Response(status=call.status) if answer is None else web.json_response(answer, status=call.status)

    def _instead(self, call: Call, gateway: GatewayAnswer) -> web.Response:
        """Answer as a gateway does; only one of those says when to come again."""
        call.status, call.answer = int(gateway.status), gateway.body or None
        headers = {**gateway.headers, **_retry_after(self._ilert.faults.ilert_retry_after)}
        return web.Response(status=call.status, text=gateway.body, content_type=gateway.content_type, headers=headers)

    def _answer(self, endpoint: Endpoint, request: web.Request, call: Call, state: str) -> Answer:
        if state in FORCED:
            raise FORCED[state](retry_after=self._ilert.faults.ilert_retry_after)
        if endpoint.needs_key:
            self._authorize(request.headers.get("Authorization"), call.path, state)
        for parameter, values in call.query.items():
            if parameter not in endpoint.parameters:
                raise bad_request(f"unknown parameter {parameter}")
            if len(values) > 1 and parameter not in endpoint.repeated:
                raise bad_request(f"parameter {parameter} is given more than once")
        if request.method == "POST":
            _check_body(request, call.body)
        in_path = request.match_info
        return endpoint.answer(
            self._ilert, Request(call.query, call.body, in_path.get("id", ""), in_path.get("user_id", ""))
        )

    def _authorize(self, header: str | None, path: str, state: str) -> None:
        ilert = self._ilert
        if header is None:
            raise ApiError(HTTPStatus.UNAUTHORIZED, "the API key is missing")
        if state in FORCED_ON_KEY:
            refusal = FORCED_ON_KEY[state]()
            raise refusal
        if header != f"Bearer {ilert.account.api_key}":
            raise _wrong_key(honest=ilert.faults.ilert_key_errors)
        if ilert.limits.refuse_key():
            raise ApiError(HTTPStatus.TOO_MANY_REQUESTS, "too many requests for this API key")
        if not ilert.faults.ilert_key_is_admin and path != "/users/current":
            raise ApiError(HTTPStatus.FORBIDDEN, "this needs the ADMIN role")


def _wrong_key(*, honest: bool) -> ApiError:
    return key_error() if honest else ApiError(HTTPStatus.UNAUTHORIZED, "the API key is wrong")


def _endpoint(name: str) -> Endpoint:
    if name not in ENDPOINTS:
        raise not_found("endpoint")
    return ENDPOINTS[name]


def _check_body(request: web.Request, body: Any) -> None:
    if request.content_type != "application/json":
        raise ApiError(HTTPStatus.UNSUPPORTED_MEDIA_TYPE, "the body must be application/json")
    if body is None:
        raise bad_request("the body is no JSON")


def _refused(call: Call, refusal: ApiError) -> web.Response:
    call.status, call.answer = int(refusal.status), refusal.json()
    return web.json_response(call.answer, status=call.status, headers=_retry_after(refusal.retry_after))


def _retry_after(seconds: int | None) -> Mapping[str, str]:
    return {} if seconds is None else {"Retry-After": str(seconds)}


def _cut(request: web.Request) -> web.Response:
    """Close the connection; what is returned goes nowhere."""
    if request.transport is not None:
        request.transport.abort()
    return web.Response()


def _json_or_none(body: bytes) -> Any:
    try:
        return json.loads(body)
    except ValueError:
        return None
