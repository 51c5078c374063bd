"""Slack tells when somebody changes: a new e-mail, a deactivated account. It counts from that moment."""

from typing import Any

from slack_bolt.async_app import AsyncApp
from structlog.stdlib import get_logger

from bot.slack.context import Context

log = get_logger(__name__)


def register(app: AsyncApp, desk: Context) -> None:
    """Forget what was known of people who changed."""

    @app.event("user_change")
    async def on_user_change(event: dict[str, Any]) -> None:
        user_id = str((event.get("user") or {}).get("id", ""))
        desk.people.forget(user_id)
        log.debug("person_changed", user=user_id)
