"""Answers people who are offered nothing, with the channels where they would be offered something."""

from slack_bolt.async_app import AsyncApp

from bot.domain.alerts import Person
from bot.domain.decision import Reason
from bot.slack.context import Context
from bot.slack.features.alert.denial import HOW_TO_SET_UP, denial_message, set_up_message
from bot.slack.features.alert.other_channels import other_channels
from bot.slack.interaction import Interaction, answering


def register(app: AsyncApp, context: Context) -> None:
    """Answer the button that shows how a channel is set up."""
    app.action(HOW_TO_SET_UP)(answering(context, show_set_up))


async def deny(context: Context, interaction: Interaction, person: Person, reason: Reason, written: str = "") -> None:
    """Tell somebody why they are offered nothing, and where else they would be. Raises `SlackFailure`.

    What they have `written` is filled in where they go on from there.
    """
    others = await other_channels(context, person, interaction.origin)
    wording, fallback = context.wordings.for_person(person), context.policy().fallback_for(None)
    await interaction.reply(denial_message(wording, reason, interaction.metadata, others, fallback, written))


async def show_set_up(context: Context, interaction: Interaction) -> None:
    """Show what an admin writes to set the channel up. Raises `SlackFailure`."""
    person = await context.people.person(interaction.person_id)
    wording = context.wordings.for_person(person)
    await interaction.reply(set_up_message(wording, interaction.payload.text, guest=person.guest))
