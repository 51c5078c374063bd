"""Addresses through which an app may answer an interaction (Slack docs, Handling user interaction: response_url)."""

import secrets
from dataclasses import dataclass
from typing import Any, Literal

from aiohttp import web

from bot.sandbox.rate_limits import Limit
from bot.sandbox.slack.api_error import ApiError
from bot.sandbox.slack.block_kit import message_problems
from bot.sandbox.slack.message_board import MessageBoard
from bot.sandbox.slack.workspace import Message

LIFE_SECONDS = 1800.0
USES = 5
LIMIT = Limit(5, seconds=5.0)

_KNOWN = frozenset(
    {
        "text",
        "blocks",
        "attachments",
        "response_type",
        "replace_original",
        "delete_original",
        "thread_ts",
        "unfurl_links",
        "unfurl_media",
        "mrkdwn",
    }
)


@dataclass(slots=True)
class ResponseUrl:
    """The right to answer where somebody did something."""

    channel: str
    user: str
    issued_at: float
    original: Message | None
    """The message that may be replaced or deleted."""
    uses: int = 0


class _Rejection(Exception):
    """A refusal, as HTTP status and a word."""

    def __init__(self, status: int, word: str) -> None:
        super().__init__(word)
        self.status = status


class ResponseUrls:
    """All such addresses."""

    def __init__(self, board: MessageBoard) -> None:
        self._board = board
        self._issued: dict[str, ResponseUrl] = {}
        self.base = ""
        """The address that they begin with, known once the server listens."""

    def issue(
        self, kind: Literal["commands", "actions", "app"], channel: str, user: str, original: Message | None = None
    ) -> str:
        """Make an address."""
        key = secrets.token_urlsafe(18)
        self._issued[f"{kind}/{key}"] = ResponseUrl(channel, user, self._board.clock.now(), original)
        return f"{self.base}/{kind}/{key}"

    async def answer(self, request: web.Request) -> web.Response:
        """Take what an app posts to such an address."""
        key = f"{request.match_info['kind']}/{request.match_info['key']}"
        try:
            self._use(key, await _body(request))
        except _Rejection as rejection:
            return web.Response(status=rejection.status, text=str(rejection))
        return web.Response(text="ok")

    def _use(self, key: str, body: dict[str, Any]) -> None:
        url = self._issued.get(key)
        if url is None:
            raise _Rejection(404, "no_such_url")
        if self._board.clock.now() - url.issued_at > LIFE_SECONDS:
            raise _Rejection(404, "expired_url")
        if url.uses >= USES:
            raise _Rejection(404, "used_url")
        if self._board.limits.refuses(key, LIMIT) is not None:
            raise _Rejection(429, "rate_limited")
        _check(body, url)
        url.uses += 1
        self._answer(url, body)

    def _answer(self, url: ResponseUrl, body: dict[str, Any]) -> None:
        if url.original is not None and body.get("delete_original"):
            self._board.remove(url.original)
            url.original = None
        elif url.original is not None and body.get("replace_original"):
            self._board.edit(url.original, body)
        else:
            only_for = None if body.get("response_type") == "in_channel" else url.user
            try:
                url.original = self._board.post_as_bot(url.channel, body, only_for=only_for)
            except ApiError as error:
                raise _Rejection(404, error.code) from error


def _check(body: dict[str, Any], url: ResponseUrl) -> None:
    if unknown := body.keys() - _KNOWN:
        raise _Rejection(400, f"invalid_payload: {sorted(unknown)}")
    if body.get("response_type", "ephemeral") not in ("ephemeral", "in_channel"):
        raise _Rejection(400, "invalid_response_type")
    if (body.get("delete_original") or body.get("replace_original")) and url.original is None:
        raise _Rejection(404, "no_original_message")
    if body.get("delete_original"):
        return
    if not any(body.get(name) for name in ("text", "blocks", "attachments")):
        raise _Rejection(400, "no_text")
    if message_problems(body.get("blocks", []), body.get("attachments", [])):
        raise _Rejection(400, "invalid_blocks")


async def _body(request: web.Request) -> dict[str, Any]:
    if request.content_type != "application/json":
        raise _Rejection(400, "invalid_payload")
    try:
        body = await request.json()
    except ValueError as error:
        raise _Rejection(400, "invalid_payload") from error
    if not isinstance(body, dict):
        raise _Rejection(400, "invalid_payload")
    return body
