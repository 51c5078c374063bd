"""Answers people who are offered nothing, with the channels where they would be offered something."""

import asyncio
from collections.abc import Iterator, Sequence
from itertools import islice

from slack_bolt.async_app import AsyncApp
from structlog.stdlib import get_logger

from bot.domain.alerts import Origin, Person
from bot.domain.decision import Reason
from bot.slack.api.errors import SlackFailure, SlackRefused
from bot.slack.context import Context
from bot.slack.features.alert.denial import HOW_TO_SET_UP, denial_message, set_up_message
from bot.slack.interaction import Interaction, answering

log = get_logger(__name__)

_SHOWN = 5
_MOST_ASKED = 200
"""Of more channels than this in a policy file, the first are offered."""
_SLACK_SECONDS = 2.0


def register(app: AsyncApp, context: Context) -> None:
    """Answer the button below a denial."""
    app.action(HOW_TO_SET_UP)(answering(context, show_set_up))


async def deny(context: Context, interaction: Interaction, person: Person, reason: Reason) -> None:
    """Tell somebody why they are offered nothing, and where else they would be. Raises `SlackFailure`."""
    places = await _places(context, person, interaction.origin)
    wording, fallback = context.wordings.for_person(person), context.policy().fallback_for(None)
    await interaction.reply(denial_message(wording, reason, interaction.metadata, places, fallback))


async def show_set_up(context: Context, interaction: Interaction) -> None:
    """Show what an admin writes to set the channel up. Raises `SlackFailure`."""
    person = await context.people.person(interaction.person_id)
    wording = context.wordings.for_person(person)
    await interaction.reply(set_up_message(wording, interaction.payload.text, guest=person.guest))


async def _places(context: Context, person: Person, here: Origin) -> Sequence[str]:
    """List some channels where this person is offered something: their own, then public ones.

    A private channel that they are not in is not mentioned, not even by its id. Guests see their own ones alone (Slack
    docs, "Guest roles"). Where Slack does not say in time which those are, none is listed.
    """
    if not (offered := list(_offered(context, person, here))):
        return ()
    try:
        async with asyncio.timeout(_SLACK_SECONDS):
            own = await context.slack.channels_of(person.id)
            theirs = [channel for channel in offered if channel in own][:_SHOWN]
            others = [] if person.guest else [channel for channel in offered if channel not in own]
            wanted = others[: _SHOWN - len(theirs)]
            public = await asyncio.gather(*(_is_public(context, channel) for channel in wanted))
    except (SlackFailure, TimeoutError) as error:
        log.info("own_channels_unknown", problem=str(error) or "no answer in time")
        return ()
    return (*theirs, *(channel for channel, shown in zip(wanted, public, strict=True) if shown))


def _offered(context: Context, person: Person, here: Origin) -> Iterator[str]:
    policy = context.policy()
    named = dict.fromkeys([*policy.sources_by_channel, *sorted(policy.ilert_user_channels or ())])
    decisions = ((channel, context.decisions.decide(person, Origin(channel))) for channel in named)
    found = (channel for channel, decision in decisions if channel != here.channel_id and decision.denial is None)
    return islice(found, _MOST_ASKED)


async def _is_public(context: Context, channel_id: str) -> bool:
    """Ask whether everybody may see a channel. One that the bot may not know of is none. Raises `SlackUnreachable`."""
    try:
        channel = await context.slack.channel(channel_id)
    except SlackRefused as error:
        log.debug("channel_not_shown", channel=channel_id, problem=str(error))
        return False
    return channel.get("is_private") is False and not channel.get("is_archived")
