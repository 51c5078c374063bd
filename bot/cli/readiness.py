"""Asks the service on this machine whether it is ready, as it says itself on `IL_ALERT_LISTEN`."""

from collections.abc import Sequence
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

import aiohttp

from bot.config.settings import LocalSettings
from bot.network.failures import describe
from bot.network.session import open_session

_ANSWER_SECONDS = 3.0
_EVERYWHERE = {"0.0.0.0": "127.0.0.1", "::": "::1"}  # noqa: S104 - recognised, not listened on


@dataclass(frozen=True, slots=True)
class Reason:
    """Something that is wrong. It `blocks` where nobody can raise alerts because of it."""

    code: str
    text: str
    blocks: bool


@dataclass(frozen=True, slots=True)
class Readiness:
    """What the service says of itself: `status` in words, and the reasons for all that is wrong."""

    ready: bool
    status: str
    reasons: Sequence[Reason]


class NotAnswering(Exception):
    """Nothing that is the bot answers. The text says where, and what came instead."""


class AddressUnknown(Exception):
    """The service listens on any port that is free."""


async def ask(settings: LocalSettings) -> Readiness:
    """Ask `/readyz` on this machine.

    Raises:
        AddressUnknown: The setting does not say where.
        NotAnswering: The bot does not answer there.
    """
    host, port = settings.listen
    if port == 0:
        raise AddressUnknown("IL_ALERT_LISTEN lets the service pick any port")
    host = _EVERYWHERE.get(host, host)
    url = f"http://{f'[{host}]' if ':' in host else host}:{port}/readyz"
    try:
        async with open_session(_ANSWER_SECONDS) as session, session.get(url) as response:
            known = response.status in (HTTPStatus.OK, HTTPStatus.SERVICE_UNAVAILABLE)
            answer = await response.json() if known else None
    except (TimeoutError, aiohttp.ClientError, OSError, ValueError) as error:
        raise NotAnswering(f"does not answer at {url}: {describe(error)}") from error
    if not isinstance(answer, dict) or "ready" not in answer:
        raise NotAnswering(f"does not answer at {url}: what answers there is not the bot")
    return Readiness(bool(answer["ready"]), str(answer.get("status", "")), _reasons(answer))


def _reasons(answer: dict[str, Any]) -> Sequence[Reason]:
    return tuple(
        Reason(str(one.get("code", "")), str(one.get("text", "")), bool(one.get("blocks")))
        for one in answer.get("reasons", [])
    )
