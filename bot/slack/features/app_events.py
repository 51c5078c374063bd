"""Slack tells when the app is uninstalled or its tokens are revoked (Slack docs, events)."""

from typing import Any

from slack_bolt.async_app import AsyncApp
from structlog.stdlib import get_logger

from bot.slack.api.errors import SlackFailure
from bot.slack.context import Context

log = get_logger(__name__)


def register(app: AsyncApp, desk: Context) -> None:
    """Ask Slack at once whether the bot token still counts; `BotAccess` says so if not."""

    async def ask() -> None:
        try:
            await desk.slack.auth_test()
        except SlackFailure as error:
            log.debug("slack_access_asked", problem=str(error))

    @app.event("tokens_revoked")
    async def on_tokens_revoked(event: dict[str, Any]) -> None:
        log.warning("slack_tokens_revoked", bot=bool((event.get("tokens") or {}).get("bot")))
        desk.tasks.start(ask())

    @app.event("app_uninstalled")
    async def on_app_uninstalled() -> None:
        log.warning("slack_app_uninstalled")
        desk.tasks.start(ask())
