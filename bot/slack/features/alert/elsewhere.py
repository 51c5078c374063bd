"""The buttons below a denial: each opens the dialog of another channel, as the command would there."""

from dataclasses import replace
from functools import partial

from slack_bolt.async_app import AsyncApp

from bot.slack.context import Context
from bot.slack.features.alert.command import open_dialog
from bot.slack.features.alert.denial import ALERT_FROM, written_in
from bot.slack.features.alert.newcomers import OPENING_SECONDS
from bot.slack.features.alert.other_channels import known_channel
from bot.slack.features.alert.views import typed_inline
from bot.slack.interaction import Interaction, answering
from bot.slack.ui.mrkdwn import plain
from bot.slack.ui.typed import clean


def register(app: AsyncApp, context: Context) -> None:
    """Answer the buttons."""
    app.action(ALERT_FROM)(answering(context, open_elsewhere))


async def open_elsewhere(context: Context, interaction: Interaction) -> None:
    """Open the dialog of the button's channel with what was typed, deciding again for there.

    Where they may not know of that channel any more, it is decided for where they are. Raises `SlackFailure`.
    """
    channel_id, written = written_in(interaction.payload.text)
    left = partial(interaction.deadline.left, keep=OPENING_SECONDS)
    person = await context.people.person(interaction.person_id, within=left())
    there = await known_channel(context, person, channel_id, within=left())
    as_typed = replace(
        interaction,
        known_origin=there or interaction.known_origin,
        payload=replace(interaction.payload, text=written),
    )
    await open_dialog(context, as_typed, typed_inline(clean(plain(written))))
