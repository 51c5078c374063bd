"""Raising alerts from Slack: the command, the dialogs that it opens, and their Submit."""

from slack_bolt.async_app import AsyncApp

from bot.slack.context import Context
from bot.slack.feature import Feature
from bot.slack.features.alert import command, denying, elsewhere, interactions, submit
from bot.slack.features.alert.command import COMMAND
from bot.slack.ui.commands import SlashCommand


def _register(app: AsyncApp, context: Context) -> None:
    for listeners in (command, denying, elsewhere, submit, interactions):
        listeners.register(app, context)


FEATURE = Feature(
    name="alert",
    register=_register,
    commands=(
        SlashCommand(
            COMMAND,
            "Alert the people on call in ilert",
            "[what is wrong] | help",
            help=lambda wording: wording.commands.help(COMMAND),
        ),
    ),
)
