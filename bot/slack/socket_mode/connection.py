"""One websocket to Slack, from its handshake to its end. How long each step may take: `SocketTiming`.

A dead one (its peer gone without a word) ends within the heartbeat's silence and half as much for the answer to a ping:
7.5 seconds. aiohttp rounds only what is longer than 5 seconds up to whole ones. Closing takes twice its time at most,
where even the close frame cannot be sent.
"""

import asyncio
import time
from collections.abc import Callable, Mapping
from typing import Any, Self

import aiohttp
from aiohttp import WSCloseCode, WSMsgType
from structlog.stdlib import get_logger

from bot.network.failures import describe
from bot.network.session import proxy_for
from bot.slack.api.errors import ConnectionFailed, ConnectionRejected
from bot.slack.socket_mode.backoff import BROKE_OFF, CLOSED, SILENT
from bot.slack.socket_mode.frames import read_frame
from bot.slack.socket_mode.timing import SocketTiming

log = get_logger(__name__)

Message = Mapping[str, Any]

_NORMAL_CLOSURE = (1000).to_bytes(2, "big")


class Connection:
    """A websocket that Slack has greeted."""

    def __init__(self, websocket: aiohttp.ClientWebSocketResponse, hello: Message, timing: SocketTiming) -> None:
        self._websocket = websocket
        self._timing = timing
        self._closing = False
        self.opened_at = time.monotonic()
        number = hello.get("num_connections")
        self.num_connections = number if isinstance(number, int) else 0
        """How many connections of this app Slack counted, this one included."""
        info = hello.get("connection_info")
        self.app_id = str(info.get("app_id") or "") if isinstance(info, Mapping) else ""
        """The app that Slack takes this connection for; empty where it does not say."""
        self.reason = ""
        """Why a replacement is wanted: Slack's word, or one of `backoff`'s for what became of the connection."""
        self.replacement_wanted = asyncio.Event()
        self.ended = asyncio.Event()
        """Set when nothing more can be read."""

    @classmethod
    async def open(cls, session: aiohttp.ClientSession, url: str, timing: SocketTiming) -> Self:
        """Shake hands and wait for Slack's greeting. The address is good for one try.

        Raises:
            ConnectionFailed: It did not come about in time.
        """
        try:
            async with asyncio.timeout(timing.greeting):
                websocket = await session.ws_connect(
                    # Pings and pongs are read here like all else, so that the time of the last frame is known.
                    url,
                    proxy=proxy_for(url),
                    heartbeat=timing.heartbeat,
                    autoping=False,
                    autoclose=False,
                    timeout=aiohttp.ClientWSTimeout(ws_close=timing.closing),
                )
                try:
                    return cls(websocket, await _greeting(websocket), timing)
                except BaseException:
                    await _abort(websocket, timing.closing)
                    raise
        except (aiohttp.ClientError, TimeoutError, OSError, ValueError) as error:
            # The error's text may hold the address, which is a secret.
            raise ConnectionFailed(f"websocket: {describe(error)}") from None

    @property
    def usable(self) -> bool:
        """Whether an answer can be sent on it."""
        return not (self._closing or self._websocket.closed)

    @property
    def age(self) -> float:
        """How long ago Slack greeted, in seconds."""
        return time.monotonic() - self.opened_at

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
            return SILENT
        return CLOSED if self._websocket.close_code not in (None, WSCloseCode.ABNORMAL_CLOSURE) else BROKE_OFF

    async def send(self, answer: Message) -> bool:
        """Send a frame. Returns whether the connection took it."""
        if not self.usable:
            return False
        try:
            await self._websocket.send_json(answer)
        except (ConnectionError, aiohttp.ClientError):
            return False
        return True

    async def close(self) -> None:
        """Send a close frame; what Slack had sent before it got that is still read."""
        if not self._websocket.closed and not self._closing:
            self._closing = True
            try:
                async with asyncio.timeout(self._timing.closing):
                    await self._websocket.send_frame(_NORMAL_CLOSURE, WSMsgType.CLOSE)
                    await self.ended.wait()
            except (TimeoutError, ConnectionError, aiohttp.ClientError):
                log.debug("slack_close_unanswered")
        await self.abort()

    async def abort(self) -> None:
        """End the websocket and its TCP connection, whatever the other side does."""
        await _abort(self._websocket, self._timing.closing)


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


async def _abort(websocket: aiohttp.ClientWebSocketResponse, seconds: float) -> None:
    try:
        async with asyncio.timeout(seconds):
            await websocket.close()
    except TimeoutError:
        log.debug("slack_close_unanswered")


def _parse(text: str) -> Message:
    message = read_frame(text)
    if message is None:
        log.warning("slack_frame_unreadable", length=len(text))
        return {}
    return message
