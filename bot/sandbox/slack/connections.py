"""One websocket of Socket Mode."""

import asyncio
from collections.abc import Mapping
from typing import Any, Self

from aiohttp import web

MOST_CONNECTIONS = 10

_CLOSE_SECONDS = 0.5
# How soon Slack closes a connection after it said so.
GRACE_SECONDS = 1.0


class Connection:
    """A connection that was accepted. Pings are sent, but answered by whoever reads the frames."""

    def __init__(self, request: web.Request, websocket: web.WebSocketResponse, ping_seconds: float, host: str) -> None:
        self._request = request
        self.websocket = websocket
        self.host = host
        """Which host of the app is at the other end, where that is known."""
        self.silent = False
        """Whether it is dead without having been closed: nothing is read, answered or sent any more."""
        self._pinging = asyncio.create_task(self._ping(ping_seconds))

    @classmethod
    async def accepted(cls, request: web.Request, ping_seconds: float, host: str = "") -> Self:
        """Shake hands."""
        websocket = web.WebSocketResponse(autoping=False, timeout=_CLOSE_SECONDS)
        await websocket.prepare(request)
        return cls(request, websocket, ping_seconds, host)

    async def send(self, frame: Mapping[str, Any]) -> None:
        """Send a JSON frame. What the other side has closed loses it."""
        if self.silent:
            return
        try:
            await self.websocket.send_json(frame)
        except ConnectionError:
            self.drop()

    async def disconnect(self, reason: str, grace_seconds: float) -> None:
        """Ask the app to go elsewhere; unless that is but a warning, close soon after."""
        await self.send({"type": "disconnect", "reason": reason, "debug_info": {"host": "applink-sandbox"}})
        if reason != "warning":
            await asyncio.sleep(grace_seconds)
            await self.close()

    def drop(self) -> None:
        """Break the connection without a word."""
        if self._request.transport is not None:
            self._request.transport.abort()

    async def close(self) -> None:
        """Close the connection."""
        self._pinging.cancel()
        await self.websocket.close()

    async def _ping(self, seconds: float) -> None:
        while not self.websocket.closed:
            await asyncio.sleep(seconds)
            if self.silent:
                return
            try:
                await self.websocket.ping(b"Ping from applink-1")
            except ConnectionError:
                return
