"""The calls to Slack's Web API that this bot makes, by name."""

import time
from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http import HTTPStatus
from json import loads
from typing import Any, Self

import aiohttp
from pydantic import SecretStr
from slack_sdk.web.async_client import AsyncWebClient
from yarl import URL

from bot.config.settings import Settings
from bot.network.environment import proxies
from bot.network.failures import describe
from bot.slack.api.alert_blocks import AlertBlocks
from bot.slack.api.errors import ConnectionLost, SlackFailure, SlackRefused, SlackUnreachable, TokenRejected, failure
from bot.slack.api.methods import Method
from bot.slack.api.token_status import TokenStatus

OnCall = Callable[[Method, str, float], None]
"""Told of each call: its method, `ok` or the kind of its `SlackFailure`, and the seconds it took."""


@dataclass(frozen=True, slots=True)
class Installation:
    """What `auth.test` says about us."""

    team_id: str
    enterprise_id: str | None
    user_id: str
    bot_id: str
    workspace_url: str
    """The workspace's address, such as `https://acme.slack.com/`."""
    granted_scopes: frozenset[str] = field(default_factory=frozenset)
    organisation_wide: bool = False
    """Whether it is one for all workspaces of an organisation, where Slack lists no channels for a bot without being
    told a workspace (Slack docs, org-wide apps)."""


@dataclass(frozen=True, slots=True)
class Posted:
    """Where a message stands. `channel` is a conversation's id, also where it was posted to a person."""

    channel: str
    ts: str


# Slack warns of JSON whose charset is not said (Slack docs, Web API).
_JSON, _FORM = "application/json; charset=utf-8", "application/x-www-form-urlencoded"

# What aiohttp raises where a connection breaks that stood.
_LOST = (aiohttp.ServerDisconnectedError, aiohttp.ClientOSError, aiohttp.ClientPayloadError, ConnectionError)


class SlackApi:
    """Calls Slack with the bot token on a shared session. Every method raises `SlackFailure`.

    Nothing is repeated here: a repeated `chat.postMessage` would be a second message. What may be: see `repeated`.
    """

    def __init__(
        self,
        session: aiohttp.ClientSession,
        base_url: str,
        bot_token: SecretStr,
        app_token: SecretStr,
        *,
        on_call: OnCall = lambda *_: None,
    ) -> None:
        self._bot_token = bot_token.get_secret_value()
        self.client = AsyncWebClient(token=self._bot_token, base_url=base_url)
        """Bolt wants one. Nothing is called with it."""
        self._proxies = proxies()
        self._proxy = self._proxies.of(URL(base_url))
        self._session = session
        self._app_token = app_token
        self.access = TokenStatus()
        self._alert_blocks = AlertBlocks()
        self._on_call = on_call

    @classmethod
    def from_settings(
        cls, session: aiohttp.ClientSession, settings: Settings, on_call: OnCall = lambda *_: None
    ) -> Self:
        """Call the workspace of these settings."""
        return cls(session, settings.slack_api_url, settings.slack_bot_token, settings.slack_app_token, on_call=on_call)

    async def auth_test(self) -> Installation:
        """Ask Slack who we are."""
        answer, headers = await self._call(Method.AUTH_TEST)
        scopes = headers.get("x-oauth-scopes", "")
        return Installation(
            team_id=answer["team_id"],
            enterprise_id=answer.get("enterprise_id"),
            user_id=answer["user_id"],
            bot_id=answer.get("bot_id", ""),
            workspace_url=answer.get("url", ""),
            granted_scopes=frozenset(scope.strip() for scope in scopes.split(",")),
            organisation_wide=answer.get("is_enterprise_install") is True,
        )

    async def open_connection(self) -> str:
        """Get a websocket address. It is a secret, and good for one use."""
        answer, _ = await self._call(Method.APPS_CONNECTIONS_OPEN, token=self._app_token.get_secret_value())
        if not isinstance(answer.get("url"), str):
            raise SlackUnreachable(Method.APPS_CONNECTIONS_OPEN, "no_url")
        return str(answer["url"])

    async def user(self, user_id: str) -> tuple[Mapping[str, Any], frozenset[str]]:
        """Read a user with their locale, and the scopes with which we were allowed to."""
        answer, headers = await self._call(Method.USERS_INFO, params={"user": user_id, "include_locale": "true"})
        scopes = headers.get("x-oauth-scopes", "")
        return answer["user"], frozenset(scope.strip() for scope in scopes.split(","))

    async def user_by_email(self, email: str) -> Mapping[str, Any]:
        """Find a user by e-mail address; `PersonHidden` where there is none."""
        answer, _ = await self._call(Method.USERS_LOOKUP_BY_EMAIL, params={"email": email})
        return dict(answer["user"])

    async def channel(self, channel_id: str) -> Mapping[str, Any]:
        """Read a conversation."""
        answer, _ = await self._call(Method.CONVERSATIONS_INFO, params={"channel": channel_id})
        return dict(answer["channel"])

    async def channels(self, *, archived: bool = False) -> AsyncIterator[Mapping[str, Any]]:
        """Read all public channels, and the private ones that the bot is in; archived ones only if asked for."""
        cursor = ""
        while True:
            page, cursor = await self.channel_page(cursor, archived=archived)
            for channel in page:
                yield channel
            if not cursor:
                return

    async def channel_page(self, cursor: str, *, archived: bool = False) -> tuple[list[Mapping[str, Any]], str]:
        """Read one page of the same, and the cursor of the next one, empty at the end. Slack allows 20 a minute."""
        params = {"types": "public_channel,private_channel", "limit": "999"}
        params["exclude_archived"] = "false" if archived else "true"
        if cursor:
            params["cursor"] = cursor
        answer, _ = await self._call(Method.CONVERSATIONS_LIST, params=params)
        metadata = answer.get("response_metadata") or {}
        return list(answer["channels"]), str(metadata.get("next_cursor") or "")

    async def permalink(self, channel_id: str, message_ts: str) -> str:
        """Read the address of a message."""
        params = {"channel": channel_id, "message_ts": message_ts}
        answer, _ = await self._call(Method.CHAT_GET_PERMALINK, params=params)
        return str(answer["permalink"])

    async def channels_of(self, user_id: str) -> Mapping[str, str]:
        """Name the channels that somebody is in, by id: public ones, and private ones that the bot is in too.

        Of more than 999, Slack lists the first (Slack docs, users.conversations).
        """
        params = {
            "user": user_id,
            "types": "public_channel,private_channel",
            "exclude_archived": "true",
            "limit": "999",
        }
        answer, _ = await self._call(Method.USERS_CONVERSATIONS, params=params)
        return {str(channel["id"]): str(channel.get("name") or "") for channel in answer["channels"]}

    async def open_view(self, trigger_id: str, view: Mapping[str, Any]) -> str:
        """Open a dialog within 3 seconds of what the person did. Returns the view's id."""
        shown = self._alert_blocks.to_open(view)
        answer, _ = await self._call(Method.VIEWS_OPEN, json={"trigger_id": trigger_id, "view": shown})
        return str(answer["view"]["id"])

    async def problems_of(self, surface: Mapping[str, Any]) -> tuple[str, ...]:
        """Ask what is wrong with a dialog or a message, without showing it (Slack docs, blocks.validate).

        Empty where nothing is.
        """
        kind = "view" if "type" in surface else "message"
        try:
            answer, _ = await self._call(Method.BLOCKS_VALIDATE, json={kind: surface})
        except SlackRefused as error:
            if error.error != "invalid_arguments":
                raise
            return (str(error),)
        errors = answer.get("errors") or ()
        return tuple(f"{one.get('pointer', '')}: {one.get('message', '')}" for one in errors)

    async def update_view(self, view_id: str, view: Mapping[str, Any], view_hash: str | None = None) -> None:
        """Replace a dialog; with a hash only if nobody has replaced it since."""
        body = {"view_id": view_id, **({} if view_hash is None else {"hash": view_hash})}
        await self._alert_blocks.update(
            view, lambda shown: self._call(Method.VIEWS_UPDATE, json={**body, "view": shown})
        )

    async def publish_view(self, user_id: str, view: Mapping[str, Any]) -> None:
        """Replace what somebody's Home tab shows."""
        await self._call(Method.VIEWS_PUBLISH, json={"user_id": user_id, "view": view})

    async def post_message(self, channel: str, message: Mapping[str, Any]) -> Posted:
        """Post as the bot into a channel, or to a person where `channel` is a user's id. Returns where it stands."""
        body = {"channel": channel, "unfurl_links": False, "unfurl_media": False, **message}
        answer, _ = await self._call(Method.CHAT_POST_MESSAGE, json=body)
        return Posted(str(answer.get("channel", channel)), str(answer.get("ts", "")))

    async def update_message(self, posted: Posted, message: Mapping[str, Any]) -> None:
        """Replace a message that the bot has posted. Slack allows about 50 a minute, and notifies nobody."""
        await self._call(Method.CHAT_UPDATE, json={"channel": posted.channel, "ts": posted.ts, **message})

    async def respond(self, response_url: str, message: Mapping[str, Any]) -> None:
        """Answer a command so that only its sender sees it. The address is a secret; 5 uses, 30 minutes."""
        with self._observed(Method.RESPONSE_URL):
            await self._respond(response_url, message)

    async def _respond(self, response_url: str, message: Mapping[str, Any]) -> None:
        body = {"response_type": "ephemeral", **message}
        try:
            async with self._session.post(
                response_url, json=body, proxy=self._proxies.of(URL(response_url))
            ) as response:
                if (
                    response.status >= HTTPStatus.INTERNAL_SERVER_ERROR
                    or response.status == HTTPStatus.TOO_MANY_REQUESTS
                ):
                    raise SlackUnreachable(Method.RESPONSE_URL, f"http_{response.status}")
                text = await response.text()
        except (TimeoutError, aiohttp.ClientError, OSError) as error:
            raise SlackUnreachable(Method.RESPONSE_URL, type(error).__name__, describe(error)) from error
        if response.status >= HTTPStatus.BAD_REQUEST:
            raise failure(Method.RESPONSE_URL, {"error": text[:50]}, {})

    async def _call(
        self,
        method: Method,
        *,
        params: Mapping[str, str] | None = None,
        json: Mapping[str, Any] | None = None,
        token: str | None = None,
    ) -> tuple[Mapping[str, Any], Mapping[str, str]]:
        """Make a call, with the bot token where no other is given. Returns the answer and its headers."""
        with self._observed(method):
            status, answer, headers = await self._post(method, params, json, token or self._bot_token)
            if answer is not None and status == HTTPStatus.OK and answer.get("ok"):
                if token is None:
                    self.access.accepted()
                return answer, headers
            if answer is None or "error" not in answer:
                raise SlackUnreachable(method, f"http_{status}")
            refusal = failure(method, answer, headers)
            if isinstance(refusal, TokenRejected) and token is None:
                self.access.refused(refusal)
            raise refusal

    async def _post(
        self, method: Method, params: Mapping[str, str] | None, json: Mapping[str, Any] | None, token: str
    ) -> tuple[int, Mapping[str, Any] | None, Mapping[str, str]]:
        """Post once, without the SDK, whose client would add a third to the CPU time of a call.

        Returns the status, the answer, None where it is no JSON object, and the headers.
        """
        headers = {"Authorization": f"Bearer {token}", "Content-Type": _FORM if json is None else _JSON}
        try:
            async with self._session.post(
                f"{self.client.base_url}{method}", params=params, json=json, headers=headers, proxy=self._proxy
            ) as response:
                return response.status, _object(await response.read()), response.headers
        except (TimeoutError, aiohttp.ClientError, OSError) as error:
            lost = isinstance(error, _LOST) and not isinstance(error, aiohttp.ClientConnectorError)
            kind = ConnectionLost if lost else SlackUnreachable
            raise kind(method, type(error).__name__, describe(error), sent=not _never_left(error)) from error

    @contextmanager
    def _observed(self, method: Method) -> Iterator[None]:
        started, outcome = time.perf_counter(), "other"
        try:
            yield
            outcome = "ok"
        except SlackFailure as error:
            outcome = error.kind
            raise
        finally:
            self._on_call(method, outcome, time.perf_counter() - started)


def _object(body: bytes) -> Mapping[str, Any] | None:
    """Read a JSON object; None where it is none, such as a gateway's page."""
    try:
        read = loads(body)
    except (ValueError, RecursionError):
        return None
    return read if isinstance(read, dict) else None


def _never_left(error: BaseException) -> bool:
    return isinstance(error, aiohttp.ClientConnectorError)
