"""`/il-alert mine`: a person's own alerts, and how they stand."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime

from structlog.stdlib import get_logger

from bot.domain.alerts import Person, Raised
from bot.outbox.model import Reported
from bot.slack.context import Context
from bot.slack.feature import Feature
from bot.slack.features.alert.standing import Standing, standing
from bot.slack.interaction import Interaction
from bot.slack.ui.blocks import SECTION_LIMIT, Block, Message, section
from bot.slack.ui.commands import Subcommand
from bot.slack.ui.dates import date
from bot.slack.ui.mrkdwn import cut, escape
from bot.storage.errors import StorageUnavailable
from bot.wording.states import State, Surface
from bot.wording.wording import Wording

log = get_logger(__name__)

SHOWN = 10


async def answer(context: Context, interaction: Interaction) -> None:
    """List the alerts that a person has raised, the newest first. Raises `SlackFailure`."""
    person = await context.people.person(interaction.person_id)
    wording = context.wordings.for_person(person)
    try:
        reported = await context.alerts.reported_by(person.id, SHOWN)
    except StorageUnavailable as error:
        log.warning("own_alerts_unknown", problem=str(error))
        await interaction.reply({"text": wording.mine.unknown()})
        return
    await interaction.reply(mine_message(wording, person, reported))


def mine_message(wording: Wording, person: Person, reported: Sequence[Reported]) -> Message:
    """Write the list."""
    say = wording.mine
    paragraphs = [paragraph(wording, person, one) for one in reported]
    headline = say.headline() if paragraphs else say.none()
    return {"text": "\n\n".join([headline, *paragraphs]), "blocks": [section(headline), *map(_block, paragraphs)]}


def paragraph(wording: Wording, person: Person, one: Reported) -> str:
    """Say how an alert stands."""
    stands, request = as_seen(one), one.entry.request
    accepted = date(datetime.fromtimestamp(one.entry.accepted_at, UTC), person.time_zone)
    lines = [
        f"*{escape(' '.join(request.summary.split()))}*",
        " ".join(stands.sentences(wording, Surface.RECEIPT)),
        stands.link(wording, Surface.RECEIPT),
        wording.mine.raised_at(accepted, request.reference),
    ]
    return "\n".join(filter(None, lines))


def as_seen(one: Reported) -> Standing:
    """Say how an alert stands as it was last seen."""
    request, outcome = one.entry.request, one.entry.outcome
    if outcome is None:
        return Standing(request, State.STILL_TRYING if one.entry.tries else State.SENDING)
    if isinstance(outcome, Raised) and one.live is not None:
        outcome = replace(outcome, sighting=one.live.seen)
    return standing(request, outcome)


def _block(text: str) -> Block:
    return section(cut(text, SECTION_LIMIT))


FEATURE = Feature(
    name="mine",
    subcommands=(Subcommand("mine", answer, help=lambda wording, command: wording.commands.mine(command)),),
)
