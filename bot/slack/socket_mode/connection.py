"""One websocket to Slack, from its handshake to its end. Whoever replaces it stands in `socket`.

Bounds: a connection is greeted within CONNECT_SECONDS or given up. A dead one (its peer gone without a word) ends
within HEARTBEAT_SECONDS of silence, half as much for the answer to a ping, and up to 2 seconds of rounding: 17
seconds. Closing takes CLOSE_SECONDS at most, twice that where even the farewell cannot be sent.
"""

import asyncio
import json
import time
from collections.abc import Callable, Mapping
from typing import Any, Self

import aiohttp
from aiohttp import WSMsgType
from structlog.stdlib import get_logger

from bot.network.failures import describe
from bot.network.session import proxy_for
from bot.slack.api.errors import ConnectionFailed, ConnectionRejected

log = get_logger(__name__)

Message = Mapping[str, Any]

CONNECT_SECONDS = 10.0
HEARTBEAT_SECONDS = 10.0
CLOSE_SECONDS = 2.0

_NORMAL_CLOSURE = (1000).to_bytes(2, "big")


class Connection:
    """A websocket that Slack has greeted."""

    def __init__(self, websocket: aiohttp.ClientWebSocketResponse, hello: Message) -> None:
        self._websocket = websocket
        self._closing = False
        self._begun = time.monotonic()
        number = hello.get("num_connections")
        self.num_connections = number if isinstance(number, int) else 0
        self.reason = ""
        """Why a replacement is wanted: Slack's word, or what became of the connection."""
        self.replacement_wanted = asyncio.Event()
        self.ended = asyncio.Event()
        """Set when nothing more can be read."""
        self.successor: asyncio.Future[Connection] = asyncio.get_running_loop().create_future()
        """The connection that has taken this one's place, once there is one."""

    @classmethod
    async def open(cls, session: aiohttp.ClientSession, url: str) -> Self:
        """Shake hands and wait for Slack's greeting. The address is good for one try.

        Raises:
            ConnectionFailed: It did not come about in time.
        """
        try:
            async with asyncio.timeout(CONNECT_SECONDS):
                websocket = await session.ws_connect(
                    # Pings and pongs are read here like all else, so that it is known when Slack was last heard.
                    url,
                    proxy=proxy_for(url),
                    heartbeat=HEARTBEAT_SECONDS,
                    autoping=False,
                    autoclose=False,
                    timeout=aiohttp.ClientWSTimeout(ws_close=CLOSE_SECONDS),
                )
                try:
                    return cls(websocket, await _greeting(websocket))
                except BaseException:
                    await _hang_up(websocket)
                    raise
        except (aiohttp.ClientError, TimeoutError, OSError, ValueError) as error:
            # The error's text may hold the address, which is a secret.
            raise ConnectionFailed(f"websocket: {describe(error)}") from None

    @property
    def age(self) -> float:
        """How long ago Slack greeted, in seconds."""
        return time.monotonic() - self._begun

    async def read(self, heard: Callable[[], None], take: Callable[[Self, Message], None]) -> None:
        """Read until the end: tell of each frame that came, and hand envelopes over. Neither may wait.

        Reading never stops for anything, since an unread pong looks like a dead connection.
        """
        try:
            async for frame in self._websocket:
                if frame.type is WSMsgType.ERROR:
                    break
                heard()
                if frame.type is WSMsgType.PING:
                    await self._websocket.pong(frame.data)
                elif frame.type is WSMsgType.TEXT:
                    self._take(_parse(frame.data), take)
        except (aiohttp.ClientError, ConnectionError):
            # A ping could not be answered any more.
            pass
        finally:
            self._want_replacement(self._ending())
            self.ended.set()

    def _take(self, message: Message, take: Callable[[Self, Message], None]) -> None:
        if message.get("type") == "disconnect":
            self._want_replacement(str(message.get("reason") or "no reason"))
        elif isinstance(message.get("envelope_id"), str):
            take(self, message)

    def _want_replacement(self, reason: str) -> None:
        """Ask for one. Slack warns first and asks then: that is one refresh, not two."""
        self.reason = self.reason or reason
        self.replacement_wanted.set()

    def _ending(self) -> str:
        if isinstance(self._websocket.exception(), TimeoutError):
            return "silent"
        return f"closed with code {self._websocket.close_code}" if self._websocket.close_code else "closed"

    async def send(self, answer: Message) -> bool:
        """Send a frame. Returns whether the connection took it."""
        if self._closing or self._websocket.closed:
            return False
        try:
            await self._websocket.send_json(answer)
        except (ConnectionError, aiohttp.ClientError):
            return False
        return True

    async def close(self) -> None:
        """Say farewell; what Slack had sent before it heard that is still read."""
        if not self._websocket.closed and not self._closing:
            self._closing = True
            try:
                async with asyncio.timeout(CLOSE_SECONDS):
                    await self._websocket.send_frame(_NORMAL_CLOSURE, WSMsgType.CLOSE)
                    await self.ended.wait()
            except (TimeoutError, ConnectionError, aiohttp.ClientError):
                log.debug("slack_close_unanswered")
        await self.hang_up()

    async def hang_up(self) -> None:
        """End the websocket and its TCP connection within CLOSE_SECONDS, whatever the other side does."""
        await _hang_up(self._websocket)


async def _greeting(websocket: aiohttp.ClientWebSocketResponse) -> Message:
    """Wait for the frame with which Slack says that this connection counts."""
    async for frame in websocket:
        if frame.type is WSMsgType.PING:
            await websocket.pong(frame.data)
        elif frame.type is WSMsgType.TEXT:
            message = _parse(frame.data)
            if message.get("type") == "hello":
                return message
            if message.get("type") == "disconnect":
                raise ConnectionRejected(str(message.get("reason") or "no reason"))
            break
        elif frame.type is not WSMsgType.PONG:
            break
    raise ConnectionFailed("websocket: no hello from Slack")


async def _hang_up(websocket: aiohttp.ClientWebSocketResponse) -> None:
    try:
        async with asyncio.timeout(CLOSE_SECONDS):
            await websocket.close()
    except TimeoutError:
        log.debug("slack_close_unanswered")


def _parse(text: str) -> Message:
    try:
        message = json.loads(text)
    except ValueError:
        log.warning("slack_frame_unreadable", length=len(text))
        return {}
    return message if isinstance(message, dict) else {}
