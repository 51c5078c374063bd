"""The Bolt app: who answers what, and what happens when an answer fails."""

import json
import logging
from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

from slack_bolt.async_app import AsyncApp, AsyncBoltRequest
from slack_bolt.authorization import AuthorizeResult
from slack_bolt.response import BoltResponse
from structlog.stdlib import get_logger

from bot.slack.context import Context
from bot.slack.feature import Feature
from bot.slack.features.alert import views
from bot.wording.wording import Wording

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
    app.error(partial(_on_error, context.wordings.for_language("")))
    return app


async def dispatch(app: AsyncApp, payload: Mapping[str, Any]) -> Mapping[str, Any] | None:
    """Let the app answer one envelope's payload. Returns the payload of the acknowledgement, if any."""
    response = await app.async_dispatch(AsyncBoltRequest(mode="socket_mode", body=dict(payload)))
    if not response.body:
        return None
    answer: Mapping[str, Any] = json.loads(response.body)
    return answer


async def _on_error(wording: Wording, error: Exception, body: dict[str, Any]) -> BoltResponse:
    """Log what a listener raised, and acknowledge: Slack's own error message would explain less.

    A failed submission keeps its dialog open with all that was typed.
    """
    kind = str(body.get("type") or body.get("command") or "")
    log.error("listener_failed", kind=kind, exc_info=error)
    if kind == "view_submission":
        answer = {"response_action": "errors", "errors": {views.SUMMARY: wording.failures.unexpected()}}
        return BoltResponse(status=200, body=json.dumps(answer))
    return BoltResponse(status=200, body="")
