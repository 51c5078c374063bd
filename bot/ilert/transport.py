"""The network below the ilert client: one aiohttp session, time limits, nothing else."""

import asyncio
import time
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from functools import cached_property
from typing import Self

import aiohttp
from pydantic import SecretStr
from yarl import URL

from bot.config.settings import Settings
from bot.ilert.errors import TooLate, Unreachable
from bot.ilert.sansio import Answer, Endpoint, Request
from bot.network.failures import describe
from bot.network.session import proxy_for
from bot.runtime.clock import Clock, since_boot

# An alert must not hang on a dead connection; ilert answers within a second or two when it is well.
_TIMEOUT = aiohttp.ClientTimeout(total=15, sock_connect=5)

# However many alerts wait, an ilert that hangs is given no more connections than these.
_CALLS_AT_ONCE = 20


OnCall = Callable[[Endpoint, int | None, float], None]
"""Told of each call: its endpoint, the answer's status or None where there was no answer, and the seconds it took."""


@dataclass(frozen=True)
class AiohttpTransport:
    """Sends requests to `{endpoint}/api`. The session belongs to the caller."""

    session: aiohttp.ClientSession
    endpoint: str
    api_key: SecretStr
    on_call: OnCall = lambda *_: None
    clock: Clock = since_boot
    room: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(_CALLS_AT_ONCE))

    @classmethod
    def from_settings(
        cls, session: aiohttp.ClientSession, settings: Settings, on_call: OnCall = lambda *_: None
    ) -> Self:
        """Reach the account of these settings."""
        return cls(session, settings.ilert_endpoint, settings.ilert_api_token, on_call)

    async def send(self, request: Request) -> Answer:
        """Send one request; see `Transport`."""
        async with self.room:
            started, status = time.perf_counter(), None
            try:
                answer = await self._send(request)
                status = answer.status
            finally:
                self.on_call(request.endpoint, status, time.perf_counter() - started)
        return answer

    @cached_property
    def _proxy(self) -> URL | None:
        return proxy_for(self.endpoint)

    async def _send(self, request: Request) -> Answer:
        headers = {"Accept": "application/json", "Content-Type": "application/json"}
        body: bytes | AsyncIterator[bytes] | None = request.body
        if request.body is not None and request.not_after is not None:
            headers["Content-Length"] = str(len(request.body))
            body = self._in_time(request, request.body, request.not_after)
        if request.with_api_key:
            headers["Authorization"] = f"Bearer {self.api_key.get_secret_value()}"
        try:
            async with self.session.request(
                request.method,
                f"{self.endpoint}/api{request.path}",
                params=request.query,
                data=body,
                headers=headers,
                timeout=_TIMEOUT,
                proxy=self._proxy,
                allow_redirects=False,
            ) as response:
                read = await response.read()
                return Answer(response.status, {k.lower(): v for k, v in response.headers.items()}, read)
        except (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError, aiohttp.ClientHttpProxyError) as error:
            # A proxy that refuses its tunnel has passed nothing on.
            raise Unreachable(request.endpoint, describe(error), sent=False) from error
        except (TimeoutError, aiohttp.ClientError, OSError) as error:
            if isinstance(error.__cause__, TooLate):
                raise error.__cause__ from None
            raise Unreachable(request.endpoint, describe(error), sent=True) from error

    async def _in_time(self, request: Request, body: bytes, not_after: float) -> AsyncIterator[bytes]:
        """Give the body, unless it is too late: asked for when the connection is there, right before it is written.

        The headers leave with the body or not at all.
        """
        if (late := self.clock() - not_after) > 0:
            raise TooLate(request.endpoint, late)
        yield body
