"""Slack reports when the app is uninstalled or its tokens are revoked (Slack docs, events)."""

from typing import Any

from slack_bolt.async_app import AsyncApp
from structlog.stdlib import get_logger

from bot.slack.api.admission import table_of
from bot.slack.api.client import SlackApi
from bot.slack.api.errors import SlackFailure
from bot.slack.context import Context
from bot.slack.feature import Feature

log = get_logger(__name__)


def register(app: AsyncApp, context: Context) -> None:
    """Ask Slack at once whether the bot token still counts; `TokenStatus` says so if not."""

    @app.event("tokens_revoked")
    async def on_tokens_revoked(event: dict[str, Any]) -> None:
        log.warning("slack_tokens_revoked", bot=bool(table_of(event, "tokens").get("bot")))
        context.tasks.start(check_token(context.slack))

    @app.event("app_uninstalled")
    async def on_app_uninstalled() -> None:
        log.warning("slack_app_uninstalled")
        context.tasks.start(check_token(context.slack))


async def check_token(slack: SlackApi) -> None:
    """Make a call with the bot token, the answer to which says whether Slack still takes it."""
    try:
        await slack.auth_test()
    except SlackFailure as error:
        log.debug("slack_access_asked", problem=str(error))


FEATURE = Feature(name="app_events", register=register, events=("tokens_revoked", "app_uninstalled"))
