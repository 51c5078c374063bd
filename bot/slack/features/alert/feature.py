"""Raising alerts from Slack: the command, the dialogs that it opens, and their Submit."""

from slack_bolt.async_app import AsyncApp

from bot.slack.context import Context
from bot.slack.feature import Feature
from bot.slack.features.alert import command, denying, elsewhere, interactions, submit
from bot.slack.ui.commands import ALERT_COMMAND, SlashCommand


def _register(app: AsyncApp, context: Context) -> None:
    # Bolt asks one listener after the other, and spends a fiftieth of a millisecond on each that it asks in vain.
    for listeners in (command, submit, denying, elsewhere, interactions):
        listeners.register(app, context)


FEATURE = Feature(
    name="alert",
    register=_register,
    commands=(
        SlashCommand(
            ALERT_COMMAND,
            "Alert the people on call in ilert",
            "[what is wrong] | on-call | mine | whoami | help",
            help=lambda wording, command: wording.commands.alert(command),
        ),
    ),
)
