"""The other channels in which somebody is offered something, as far as they may know of them."""

import asyncio
from collections.abc import Iterator, Sequence
from itertools import islice

from structlog.stdlib import get_logger

from bot.domain.alerts import Origin, Person
from bot.slack.api.errors import SlackFailure, SlackRefused
from bot.slack.context import Context

log = get_logger(__name__)

SHOWN = 5
_MOST_ASKED = 200
"""Of more channels than this in a policy file, the first are offered."""
_SLACK_SECONDS = 2.0


async def other_channels(context: Context, person: Person, here: Origin) -> Sequence[Origin]:
    """List some channels, by name, where this person is offered something: their own, then public ones.

    A private channel that they are not in is not mentioned, not even by its id. Guests see their own ones alone (Slack
    docs, "Guest roles"). Where Slack does not say in time which those are, none is listed.
    """
    if not (offered := list(_offered(context, person, here))):
        return ()
    try:
        return await _known_to(context, person, offered, _SLACK_SECONDS)
    except (SlackFailure, TimeoutError) as error:
        log.info("own_channels_unknown", problem=str(error) or "no answer in time")
        return ()


async def known_channel(context: Context, person: Person, channel_id: str, within: float) -> Origin | None:
    """Name one channel, if this person may know of it. None too where Slack does not say so within the seconds."""
    try:
        found = await _known_to(context, person, [channel_id], within)
    except (SlackFailure, TimeoutError) as error:
        log.info("own_channels_unknown", problem=str(error) or "no answer in time")
        return None
    return found[0] if found else None


async def own_channels(context: Context, person: Person, here: Origin) -> Sequence[Origin]:
    """Name the channels that this person is in and where they are offered something. Raises `SlackFailure`."""
    offered = list(_offered(context, person, here))
    own = await context.slack.channels_of(person.id) if offered else {}
    return tuple(Origin(channel, own[channel] or None) for channel in offered if channel in own)


def _offered(context: Context, person: Person, here: Origin) -> Iterator[str]:
    policy = context.policy()
    named = dict.fromkeys([*policy.sources_by_channel, *sorted(policy.ilert_user_channels or ())])
    decisions = ((channel, context.decisions.decide(person, Origin(channel))) for channel in named)
    found = (channel for channel, decision in decisions if channel != here.channel_id and decision.denial is None)
    return islice(found, _MOST_ASKED)


async def _known_to(context: Context, person: Person, channels: Sequence[str], within: float) -> Sequence[Origin]:
    async with asyncio.timeout(within):
        own = await context.slack.channels_of(person.id)
        theirs = [channel for channel in channels if channel in own][:SHOWN]
        others = [] if person.guest else [channel for channel in channels if channel not in own]
        asked = others[: SHOWN - len(theirs)]
        found = await asyncio.gather(*(_public_channel(context, channel) for channel in asked))
    named = (Origin(channel, own[channel] or None) for channel in theirs)
    return (*named, *(channel for channel in found if channel is not None))


async def _public_channel(context: Context, channel_id: str) -> Origin | None:
    """Name a channel that everybody may see, and that is in use. Raises `SlackFailure`."""
    try:
        channel = await context.slack.channel(channel_id)
    except SlackRefused as error:
        log.debug("channel_not_shown", channel=channel_id, problem=str(error))
        return None
    name = channel.get("name")
    if channel.get("is_private") is not False or channel.get("is_archived") or not isinstance(name, str):
        return None
    return Origin(channel_id, name)
