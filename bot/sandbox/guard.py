"""Lets only the sandbox's own page see and drive it: no other web page, and nobody else on this machine.

Bound to loopback is not enough. Any web page that a browser on this machine shows may send requests here, and one whose
name is made to resolve to 127.0.0.1 (DNS rebinding) may read the answers too; so may other accounts of the machine.
"""

import hmac
import secrets
from collections.abc import Awaitable, Callable
from http import HTTPStatus

from aiohttp import hdrs, web

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]

_TOKEN_BYTES = 24


class Guard:
    """Looks at each request's Host and Origin, and at the page's token where that is wanted."""

    def __init__(self) -> None:
        self.token = secrets.token_urlsafe(_TOKEN_BYTES)
        """What the page's address carries, new each time."""
        self._hosts: frozenset[str] = frozenset()

    def listens_on(self, port: int) -> None:
        """Learn by which names this server is known."""
        self._hosts = frozenset({f"127.0.0.1:{port}", f"localhost:{port}"})

    @web.middleware
    async def check(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        """Refuse requests that are meant for another host, and those that another web page sends."""
        if request.host not in self._hosts:
            return _refused("this server is not the one that the address names", HTTPStatus.MISDIRECTED_REQUEST)
        origin = request.headers.get(hdrs.ORIGIN)
        if origin is not None and origin not in {f"http://{host}" for host in self._hosts}:
            return _refused("other web pages may not use the sandbox", HTTPStatus.FORBIDDEN)
        return await handler(request)

    def wants_token(self, handler: Handler) -> Handler:
        """Answer only those who know the page's token, as `Authorization: Bearer` or, in a stream, as a parameter."""

        async def answer(request: web.Request) -> web.StreamResponse:
            given = request.headers.get(hdrs.AUTHORIZATION, "").removeprefix("Bearer ") or request.query.get(
                "token", ""
            )
            if not hmac.compare_digest(given.encode(), self.token.encode()):
                return _refused(
                    "the token is missing or wrong: open the address that the sandbox printed", HTTPStatus.UNAUTHORIZED
                )
            return await handler(request)

        return answer


def _refused(error: str, status: HTTPStatus) -> web.Response:
    return web.json_response({"ok": False, "error": error}, status=status)
