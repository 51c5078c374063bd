"""The Bolt app: who answers what, and what happens to what nobody answers."""

import json
import logging
import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any, NoReturn

from slack_bolt.async_app import AsyncAck, AsyncApp, AsyncBoltRequest
from slack_bolt.authorization import AuthorizeResult
from slack_bolt.error import BoltUnhandledRequestError
from slack_bolt.response import BoltResponse
from structlog.stdlib import get_logger

from bot.runtime.deadline import Deadline
from bot.slack.api.admission import foreign, kind_of, well_shaped
from bot.slack.api.payloads import PayloadUnreadable
from bot.slack.context import Context
from bot.slack.feature import Feature
from bot.slack.interaction import (
    DialogUnreadable,
    Interaction,
    Listener,
    NotForUs,
    answering,
    searching,
    submitting,
    wording_for,
)
from bot.slack.socket_mode.envelopes import INTERACTIONS
from bot.slack.ui.commands import unknown_command_message

log = get_logger(__name__)

_KINDS_REMEMBERED = 100

_ROUTED = frozenset({*INTERACTIONS, "event_callback"})
"""The types of payloads besides commands. Bolt stumbles over others, such as those of workflow steps."""


class App:
    """Lets the listeners of all features answer the payloads of one installation."""

    def __init__(self, features: Sequence[Feature], context: Context, app_id: Callable[[], str]) -> None:
        self._context = context
        self._app_id = app_id
        self._ignored: set[str] = set()
        self._bolt = _bolt(context)
        for feature in features:
            feature.register(self._bolt, context)
        # A dialog of another release is answered too, instead of Slack's "We had some trouble connecting".
        self._bolt.view(re.compile(""))(submitting(context, _unknown_dialog))
        self._bolt.command(re.compile(""))(answering(context, _unknown_command))
        self._bolt.error(self._on_error)

    async def dispatch(self, payload: object, deadline: Deadline) -> Mapping[str, Any] | None:
        """Answer one envelope's payload. Returns the payload of the acknowledgement, if any.

        Listeners get the deadline as an argument of this name, as Bolt hands out all that a request's context holds.
        """
        given = payload if isinstance(payload, dict) else {}
        body = well_shaped(given)
        if problem := foreign(given, self._context.installation, self._app_id()):
            return _read(await self._refuse(body, problem, deadline))
        if not (body.get("command") or body.get("type") in _ROUTED):
            self._ignore(kind_of(body))
            return None
        request = AsyncBoltRequest(mode="socket_mode", body=body, context={"deadline": deadline})
        return _read(await self._bolt.async_dispatch(request))

    async def _refuse(self, body: dict[str, Any], problem: str, deadline: Deadline) -> BoltResponse:
        """Do nothing that a payload asks for, and say so to who waits for an answer."""
        log.warning("payload_refused", kind=kind_of(body), problem=problem)
        ack = AsyncAck()  # type: ignore[no-untyped-call]  # Bolt has not annotated its constructor
        if (listener := _refusing(self._context, body)) is not None:
            try:
                await listener(ack=ack, body=body, deadline=deadline)
            except PayloadUnreadable as error:
                log.debug("payload_unreadable", kind=kind_of(body), problem=str(error))
        return ack.response or await ack()

    async def _on_error(self, error: Exception, body: dict[str, Any]) -> BoltResponse:
        """Log what came to no handler, or what a handler raised, and acknowledge: Slack would explain less."""
        kind = kind_of(body)
        match error:
            case BoltUnhandledRequestError():
                self._ignore(kind)
            case PayloadUnreadable():
                log.warning("payload_unreadable", kind=kind, problem=str(error))
            case _:
                log.error("listener_failed", kind=kind, exc_info=error)
        return BoltResponse(status=200, body="")

    def _ignore(self, kind: str) -> None:
        """Log the first of each kind, for whoever wonders why nothing comes of it."""
        first = kind not in self._ignored and len(self._ignored) < _KINDS_REMEMBERED
        if first:
            self._ignored.add(kind)
        log.log(logging.INFO if first else logging.DEBUG, "payload_ignored", kind=kind)


def _bolt(context: Context) -> AsyncApp:
    """Make the app, without listeners.

    Four of Bolt's defaults are wrong for a bot that must be quick and must not depend on Slack's
    Web API for every event: it polls for acknowledgements every 10 ms (`process_before_response` does not),
    it asks `auth.test` per request (`authorize` answers from memory), it checks request signatures that
    Socket Mode does not have, and it names the app after the file that makes it, for which it searches through
    the sources of all that is imported (a `name` of ours spares that).
    """
    logger = logging.getLogger("slack_bolt.app")
    # At DEBUG Bolt logs whole payloads; its warnings at the start are about a token that it need not know.
    logger.setLevel(logging.ERROR)
    installation = context.installation

    async def authorize() -> AuthorizeResult:
        return AuthorizeResult(
            enterprise_id=installation.enterprise_id,
            team_id=installation.team_id,
            bot_user_id=installation.user_id,
            bot_id=installation.bot_id,
            bot_token=context.slack.client.token,
        )

    return AsyncApp(
        name="il-alert-bot",
        logger=logger,
        client=context.slack.client,
        authorize=authorize,
        process_before_response=True,
        raise_error_for_unhandled_request=True,
        request_verification_enabled=False,
        ssl_check_enabled=False,
        url_verification_enabled=False,
        attaching_function_token_enabled=False,
    )


def _read(response: BoltResponse) -> Mapping[str, Any] | None:
    if not response.body:
        return None
    answer: Mapping[str, Any] = json.loads(response.body)
    return answer


def _refusing(context: Context, body: Mapping[str, Any]) -> Listener | None:
    """Return what answers a payload that is not for us; None where nobody waits for an answer."""
    match body.get("type", ""):
        case "view_submission":
            return submitting(context, _not_for_us)
        case "block_suggestion":
            return searching(context, _not_for_us)
        case "event_callback" | "view_closed":
            return None
        case _:
            return answering(context, _not_for_us)


async def _not_for_us(_context: Context, _interaction: Interaction) -> NoReturn:
    raise NotForUs


async def _unknown_dialog(_context: Context, interaction: Interaction) -> Mapping[str, Any]:
    raise DialogUnreadable(f"no feature knows {interaction.view.callback_id}")


async def _unknown_command(context: Context, interaction: Interaction) -> None:
    """Name the bot's commands to who typed another one that leads here, as after an update."""
    command = interaction.payload.command
    log.info("command_unknown", command=command)
    await interaction.reply(unknown_command_message(wording_for(context, interaction), command, context.manual))
