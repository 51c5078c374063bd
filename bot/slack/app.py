"""The Bolt app: who answers what, and what happens when an answer fails."""

import json
import logging
import re
from collections.abc import Mapping, Sequence
from typing import Any

from slack_bolt.async_app import AsyncApp, AsyncBoltRequest
from slack_bolt.authorization import AuthorizeResult
from slack_bolt.response import BoltResponse
from structlog.stdlib import get_logger

from bot.runtime.deadline import Deadline
from bot.slack.context import Context
from bot.slack.feature import Feature
from bot.slack.interaction import DialogUnreadable, Interaction, submitting

log = get_logger(__name__)


def build(features: Sequence[Feature], context: Context) -> AsyncApp:
    """Build the app with the listeners of all features.

    Three of Bolt's defaults are wrong for a bot that must be quick and must not depend on Slack's
    Web API for every event: it polls for acknowledgements every 10 ms (`process_before_response` does not),
    it asks `auth.test` per request (`authorize` answers from memory), and it checks request signatures that
    Socket Mode does not have.
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

    app = AsyncApp(
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
    for feature in features:
        feature.register(app, context)
    # A dialog of another release is answered too, instead of Slack's "We had some trouble connecting".
    app.view(re.compile(""))(submitting(context, _unknown_dialog))
    app.error(_on_error)
    return app


async def dispatch(app: AsyncApp, payload: Mapping[str, Any], deadline: Deadline) -> Mapping[str, Any] | None:
    """Let the app answer one envelope's payload. Returns the payload of the acknowledgement, if any.

    Listeners get the deadline as an argument of this name, as Bolt hands out all that a request's context holds.
    """
    request = AsyncBoltRequest(mode="socket_mode", body=dict(payload), context={"deadline": deadline})
    response = await app.async_dispatch(request)
    if not response.body:
        return None
    answer: Mapping[str, Any] = json.loads(response.body)
    return answer


async def _unknown_dialog(_context: Context, interaction: Interaction) -> Mapping[str, Any]:
    raise DialogUnreadable(f"no feature knows {interaction.view.callback_id}")


async def _on_error(error: Exception, body: dict[str, Any]) -> BoltResponse:
    """Log what came to no handler, or what a handler of events raised, and acknowledge: Slack would explain less."""
    kind = str(body.get("type") or body.get("command") or "")
    log.error("listener_failed", kind=kind, exc_info=error)
    return BoltResponse(status=200, body="")
