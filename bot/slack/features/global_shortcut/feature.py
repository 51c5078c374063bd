"""The global shortcut: an alert from nowhere in particular, by the account dialog or for a channel to choose."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from slack_bolt.async_app import AsyncApp
from structlog.stdlib import get_logger

from bot.domain.alerts import Origin, Person
from bot.domain.decision import AccountOffer
from bot.slack.api.errors import SlackUnreachable
from bot.slack.api.methods import Method
from bot.slack.context import Context
from bot.slack.feature import Feature, Shortcut
from bot.slack.features.alert.command import first_dialog, open_dialog
from bot.slack.features.alert.form import chosen_value
from bot.slack.features.alert.newcomers import OPENING_SECONDS
from bot.slack.features.alert.other_channels import own_channels
from bot.slack.features.alert.views import Typed
from bot.slack.features.global_shortcut.views import CHANNEL, CHOICE, channel_choice
from bot.slack.interaction import ACKNOWLEDGING_SECONDS, Interaction, answering, submitting
from bot.slack.ui.metadata import Metadata

log = get_logger(__name__)

SHORTCUT = Shortcut(
    "create_alert",
    "Create ilert alert",
    "Alert the people on call in ilert",
    "global",
    help=lambda wording: wording.commands.global_shortcut(),
)

_CHANNELS_SECONDS = 1.5


def register(app: AsyncApp, context: Context) -> None:
    """Answer the shortcut, and the choice of a channel."""
    app.global_shortcut(SHORTCUT.callback_id)(answering(context, answer))
    app.view(CHOICE)(submitting(context, choose))


async def answer(context: Context, interaction: Interaction) -> None:
    """Open the account dialog, or else the dialog of a channel that the person is in, asking which where it is not one.

    Raises:
        SlackFailure: Slack did not say who and where the person is, or did not open the dialog.
    """
    within = interaction.deadline.left(keep=OPENING_SECONDS)
    person = await context.people.person(interaction.person_id, within=within)
    if isinstance(context.decisions.decide(person, interaction.origin).account, AccountOffer):
        await open_dialog(context, interaction, Typed())
        return
    within = interaction.deadline.left(at_most=_CHANNELS_SECONDS, keep=OPENING_SECONDS)
    channels = await _channels(context, person, interaction.origin, within)
    if len(channels) > 1:
        wording, dialog = context.wordings.for_person(person), context.policy().config.dialog
        await interaction.open_view(channel_choice(wording, dialog, interaction.metadata, channels))
        return
    there = channels[0] if channels else interaction.origin
    await open_dialog(context, replace(interaction, known_origin=there), Typed())


async def choose(context: Context, interaction: Interaction) -> Mapping[str, Any]:
    """Show the dialog of the channel that was chosen, to who is in it and offered something from there now.

    Raises:
        SlackFailure: Slack did not say who and where the person is.
    """
    within = interaction.deadline.left(at_most=_CHANNELS_SECONDS, keep=ACKNOWLEDGING_SECONDS)
    person = await context.people.person(interaction.person_id, within=within)
    within = interaction.deadline.left(keep=ACKNOWLEDGING_SECONDS)
    channels = await _channels(context, person, interaction.origin, within)
    wording, chosen = context.wordings.for_person(person), chosen_value(interaction.view.state, CHANNEL)
    origin = next((one for one in channels if one.channel_id == chosen), None)
    if origin is None:
        log.info("channel_not_offered", chosen=chosen)
        problem = wording.shortcuts.not_there_any_more()
        return {"response_action": "errors", "errors": {CHANNEL: problem}}
    decision = context.decisions.decide(person, origin)
    metadata = Metadata(interaction.reference, origin)
    view = first_dialog(wording, context.policy().config.dialog, decision, metadata, Typed())
    return {"response_action": "update", "view": dict(view)}


async def _channels(context: Context, person: Person, here: Origin, within: float) -> Sequence[Origin]:
    """Name the channels to choose from.

    Raises:
        SlackFailure: Slack did not say in time which ones the person is in.
    """
    try:
        async with asyncio.timeout(within):
            return await own_channels(context, person, here)
    except TimeoutError:
        raise SlackUnreachable(Method.USERS_CONVERSATIONS, "timeout", "no answer in time") from None


FEATURE = Feature(name="global_shortcut", register=register, shortcuts=(SHORTCUT,))
