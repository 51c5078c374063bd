"""Slack reports when somebody changes: a new e-mail, a deactivated account. It counts from that moment."""

from typing import Any

from slack_bolt.async_app import AsyncApp
from structlog.stdlib import get_logger

from bot.slack.api.admission import table_of, text_of
from bot.slack.context import Context
from bot.slack.feature import Feature, Scope
from bot.slack.workspace.people import People

log = get_logger(__name__)


def register(app: AsyncApp, context: Context) -> None:
    """Forget what was known of people who changed."""

    @app.event("user_change")
    async def on_user_change(event: dict[str, Any]) -> None:
        forget(context.people, event)


def forget(people: People, event: dict[str, Any]) -> None:
    """Ask Slack again about whom an event is about (Slack docs, user_change)."""
    user_id = text_of(table_of(event, "user"), "id")
    people.forget(user_id)
    log.debug("person_changed", user=user_id)


FEATURE = Feature(
    name="user_events",
    register=register,
    events=("user_change",),
    scopes=(Scope("users:read", "changes of people, which count at once"),),
)
