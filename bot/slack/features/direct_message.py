"""Somebody writes to the bot: it answers with what it can do, and with a button that opens the dialog."""

from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncApp

from bot.runtime.deadline import Deadline
from bot.slack.context import Context
from bot.slack.feature import Feature, Scope
from bot.slack.features.alert.command import open_dialog
from bot.slack.features.alert.views import typed_inline
from bot.slack.interaction import Interaction, answering, wording_for
from bot.slack.ui.blocks import Message, button, message, section
from bot.slack.ui.commands import help_message
from bot.slack.ui.mrkdwn import plain
from bot.slack.ui.typed import clean, cut
from bot.slack.workspace.channels import DIRECT_MESSAGE
from bot.wording.wording import Wording

OPEN_DIALOG = "open_dialog"

# Slack docs, button element: at most 2,000 characters.
_VALUE_LIMIT = 2000


def register(app: AsyncApp, context: Context) -> None:
    """Answer messages, and the button below the answer."""
    listener = answering(context, answer)

    @app.event("message")
    async def on_message(ack: AsyncAck, event: dict[str, Any], deadline: Deadline) -> None:
        if is_for_us(event, context.installation.user_id):
            await listener(ack=ack, body=_as_command(event), deadline=deadline)

    app.action(OPEN_DIALOG)(answering(context, open_from_button))


def is_for_us(event: dict[str, Any], bot_user: str) -> bool:
    """Tell whether a person wrote this to the bot: no bot, and no edit, deletion or file alone.

    Slack marks all but the plain message with a subtype (Slack docs, message event).
    """
    if event.get("channel_type") != "im" or event.get("subtype") or event.get("edited"):
        return False
    by_a_bot = event.get("bot_id") or event.get("app_id")
    return bool(event.get("user")) and event.get("user") != bot_user and not by_a_bot


def _as_command(event: dict[str, Any]) -> dict[str, Any]:
    """Write the message as Slack writes a command typed there, so that it is answered as one."""
    where = {"channel_id": event.get("channel"), "channel_name": DIRECT_MESSAGE}
    return {"user_id": event["user"], "text": event.get("text"), **where}


async def answer(context: Context, interaction: Interaction) -> None:
    """Say what the bot can do. The button carries along what was written, as the dialog's summary."""
    written = cut(clean(plain(interaction.payload.text)), _VALUE_LIMIT)
    await interaction.reply(greeting(wording_for(context, interaction), context, written))


def greeting(wording: Wording, context: Context, written: str) -> Message:
    """Write the answer: the help of all commands, and the button."""
    said = help_message(wording, context.manual)
    hello = wording.commands.direct_message(context.manual.command)
    blocks = [section(hello), button(OPEN_DIALOG, wording.commands.open_dialog_button(), written), *said["blocks"]]
    return message(blocks)


async def open_from_button(context: Context, interaction: Interaction) -> None:
    """Open the dialog as the command does, with what was written filled in."""
    await open_dialog(context, interaction, typed_inline(clean(interaction.payload.text)))


FEATURE = Feature(
    name="direct_message",
    register=register,
    events=("message.im",),
    scopes=(Scope("im:history", "what people write to the bot, which it answers with what it can do"),),
)
