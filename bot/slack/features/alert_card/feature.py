"""The alert's card: what people can press, and what the app needs for it."""

from slack_bolt.async_app import AsyncApp

from bot.slack.context import Context
from bot.slack.feature import Feature, Scope
from bot.slack.features.alert_card import buttons, submissions
from bot.slack.features.alert_card.form import ASSIGNEE, CALLBACKS, NEW_RESPONDER
from bot.slack.features.alert_card.views import ACCEPT, MENU, RESOLVE
from bot.slack.interaction import answering, searching, submitting


def register(app: AsyncApp, context: Context) -> None:
    """Answer the card's buttons, its menu, and the dialogs of that."""
    app.action(ACCEPT)(answering(context, buttons.accept))
    app.action(RESOLVE)(answering(context, buttons.resolve))
    app.action(MENU)(answering(context, buttons.choose))
    for action in (ASSIGNEE, NEW_RESPONDER):
        app.options(action)(searching(context, submissions.search))
    for callback in CALLBACKS.values():
        app.view(callback)(submitting(context, submissions.submit))


FEATURE = Feature(
    name="alert_card",
    register=register,
    scopes=(
        Scope("chat:write.public", "the cards of alerts in public channels that the bot is not a member of"),
        Scope("channels:read", "whether a channel is shared with another company, which gets no card"),
        Scope("groups:read", "the same of private channels"),
    ),
)
