"""The message shortcut: an alert about a message, from its menu, in channels, threads and direct messages."""

import asyncio
from collections.abc import Mapping

from slack_bolt.async_app import AsyncApp
from structlog.stdlib import get_logger

from bot.slack.api.errors import SlackFailure
from bot.slack.api.payloads import PayloadUnreadable
from bot.slack.api.source_message import SourceMessage
from bot.slack.context import Context
from bot.slack.feature import Feature, Shortcut
from bot.slack.features.alert.command import open_dialog
from bot.slack.features.alert.newcomers import OPENING_SECONDS
from bot.slack.features.message_shortcut.form import quoted
from bot.slack.interaction import Interaction, answering
from bot.slack.ui.mrkdwn import mentioned

log = get_logger(__name__)

SHORTCUT = Shortcut(
    "create_alert_from_message",
    "Create ilert alert",
    "Alert the people on call in ilert about this message",
    "message",
    help=lambda wording: wording.commands.message_shortcut(),
)

_MOST_ASKED = 10
"""Of more people and channels in a message than this, the first are named."""
_NAMING_SECONDS = 1.0


def register(app: AsyncApp, context: Context) -> None:
    """Answer the shortcut."""
    app.message_shortcut(SHORTCUT.callback_id)(answering(context, answer))


async def answer(context: Context, interaction: Interaction) -> None:
    """Open the dialog as the command does in the message's conversation, filled in from the message.

    Raises:
        SlackFailure: Slack did not say who the person is, or did not open the dialog.
        PayloadUnreadable: Slack names no message.
    """
    message = interaction.payload.message
    if message is None:
        raise PayloadUnreadable("the shortcut names no message")
    within = interaction.deadline.left(keep=OPENING_SECONDS)
    person = await context.people.person(interaction.person_id, within=within)
    names = await _names(context, interaction, message)
    author = message.bot_name or names.get(message.user_id, "")
    await open_dialog(context, interaction, quoted(context.wordings.for_person(person), message, author, names))


async def _names(context: Context, interaction: Interaction, message: SourceMessage) -> Mapping[str, str]:
    """Name who wrote a message and whom it mentions, as far as Slack says so in time."""
    people, channels = mentioned(message.text)
    people = list(dict.fromkeys(filter(None, [message.user_id, *people])))[:_MOST_ASKED]
    channels = channels[: _MOST_ASKED - len(people)]
    within = interaction.deadline.left(at_most=_NAMING_SECONDS, keep=OPENING_SECONDS)
    found = await asyncio.gather(
        *(_person_name(context, one, within) for one in people),
        *(_channel_name(context, one, within) for one in channels),
    )
    return dict(zip([*people, *channels], found, strict=True))


async def _person_name(context: Context, user_id: str, within: float) -> str:
    try:
        return (await context.people.person(user_id, within=within)).name
    except SlackFailure as error:
        log.debug("name_unknown", problem=str(error))
        return ""


async def _channel_name(context: Context, channel_id: str, within: float) -> str:
    """Name a public channel. The name of a private one is for its members alone."""
    try:
        async with asyncio.timeout(within):
            channel = await context.slack.channel(channel_id)
    except (SlackFailure, TimeoutError) as error:
        log.debug("name_unknown", problem=str(error) or "no answer in time")
        return ""
    return str(channel.get("name") or "") if channel.get("is_private") is False else ""


FEATURE = Feature(name="message_shortcut", register=register, shortcuts=(SHORTCUT,))
