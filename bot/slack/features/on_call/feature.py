"""`/il-oncall`: who is on call for what a person may alert, seen by them alone."""

from collections.abc import Sequence
from datetime import UTC, datetime

from slack_bolt.async_app import AsyncApp
from structlog.stdlib import get_logger

from bot.directory.policy_readings import FRESH_SECONDS
from bot.domain.alerts import Person
from bot.domain.decision import AccountOffer, Decision
from bot.domain.on_call import levels
from bot.slack.api.errors import SlackFailure
from bot.slack.context import Context
from bot.slack.feature import Feature
from bot.slack.features.alert.choices import matching
from bot.slack.features.alert.command import open_dialog
from bot.slack.features.alert.denying import deny
from bot.slack.features.alert.newcomers import OPENING_SECONDS, decide_with_newcomers
from bot.slack.features.alert.views import Typed
from bot.slack.features.on_call import views
from bot.slack.features.on_call.choices import Subject, called, menu, of_channel, subjects
from bot.slack.features.on_call.views import Answer, Reader
from bot.slack.interaction import ACKNOWLEDGING_SECONDS, Interaction, answering, searching
from bot.slack.ui.blocks import Message, Option
from bot.slack.ui.commands import SlashCommand, Subcommand
from bot.slack.ui.mrkdwn import escape, plain
from bot.slack.ui.typed import clean
from bot.wording.wording import Wording

log = get_logger(__name__)

COMMAND = "/il-oncall"

_ILERT_SECONDS = 3.0
_MENTION_SECONDS = 2.0


def register(app: AsyncApp, context: Context) -> None:
    """Answer the command, and what stands below its answers."""
    app.command(context.manual.name_of(COMMAND))(answering(context, on_command))
    app.options(views.PICK)(searching(context, search))
    for action_id in (views.PICK, views.NEAR):
        app.action(action_id)(answering(context, on_pick))
    app.action(views.CANCEL)(answering(context, on_cancel))
    app.action(views.CHANGE)(answering(context, on_change))
    app.action(views.ALERT)(answering(context, on_alert))


async def on_command(context: Context, interaction: Interaction) -> None:
    """Answer the command: about what it names, about the whole channel, or with a question. Raises `SlackFailure`."""
    await tell(context, interaction, clean(plain(interaction.payload.text)))


async def on_subcommand(context: Context, interaction: Interaction) -> None:
    """Answer the word after the command that raises alerts. Raises `SlackFailure`."""
    await tell(context, interaction, "")


async def tell(context: Context, interaction: Interaction, query: str) -> None:
    """Say who is on call for what a query names; without one, for the channel, or ask. Raises `SlackFailure`."""
    person = await context.people.person(interaction.person_id)
    wording = context.wordings.for_person(person)
    if not context.policy().config.on_call.enabled:
        await interaction.reply(_sentence(wording.on_call.switched_off()))
        return
    decision = await decide_with_newcomers(context, interaction, person)
    if (reason := decision.denial) is not None:
        await deny(context, interaction, person, reason)
        return
    await interaction.reply(await _answer_to(context, wording, person, decision, query))


async def search(context: Context, interaction: Interaction) -> Sequence[Option]:
    """Find what to ask about by what is typed into the menu."""
    within = interaction.deadline.left(keep=ACKNOWLEDGING_SECONDS)
    person = await context.people.person(interaction.person_id, within=within)
    wording = context.wordings.for_person(person)
    found = subjects(wording, context.decisions.decide(person, interaction.origin))
    return matching(menu(wording, found), interaction.payload.text)


async def on_pick(context: Context, interaction: Interaction) -> None:
    """Answer about what was chosen, in place of the question. Raises `SlackFailure`."""
    person = await context.people.person(interaction.person_id)
    wording, decision = context.wordings.for_person(person), context.decisions.decide(person, interaction.origin)
    chosen = _subject(wording, decision, interaction.payload.text)
    if chosen is None:
        await replace(interaction, views.ask(wording, wording.on_call.gone()))
        return
    await replace(interaction, await on_call_message(context, wording, person, [chosen]))


async def on_cancel(_context: Context, interaction: Interaction) -> None:
    """Take the question away. Raises `SlackFailure`."""
    await interaction.slack.respond(interaction.payload.response_url, {"delete_original": True})


async def on_change(context: Context, interaction: Interaction) -> None:
    """Ask anew, in place of the answer. Raises `SlackFailure`."""
    person = await context.people.person(interaction.person_id)
    await replace(interaction, views.ask(context.wordings.for_person(person)))


async def on_alert(context: Context, interaction: Interaction) -> None:
    """Open the alert dialog for what was asked about. Raises `SlackFailure`."""
    within = interaction.deadline.left(keep=OPENING_SECONDS)
    person = await context.people.person(interaction.person_id, within=within)
    wording, decision = context.wordings.for_person(person), context.decisions.decide(person, interaction.origin)
    chosen = _subject(wording, decision, interaction.payload.text)
    wanted = Typed(policy_id=chosen.policy_id, source_id=chosen.source_id) if chosen is not None else Typed()
    await open_dialog(context, interaction, wanted)


async def replace(interaction: Interaction, message: Message) -> None:
    """Put a message in the place of the one in which something was done. Raises `SlackFailure`."""
    try:
        await interaction.slack.respond(interaction.payload.response_url, {"replace_original": True, **message})
    except SlackFailure as error:
        log.warning("response_url_failed", problem=str(error))
        await interaction.reply(message)


async def _answer_to(context: Context, wording: Wording, person: Person, decision: Decision, query: str) -> Message:
    found = subjects(wording, decision)
    if not query:
        here = list(of_channel(wording, decision))
        if here and not isinstance(decision.account, AccountOffer):
            return await on_call_message(context, wording, person, here)
        return views.ask(wording)
    match called(found, query):
        case []:
            return views.ask(wording, wording.on_call.none_found(escape(query)))
        case [one]:
            return await on_call_message(context, wording, person, [one])
        case several:
            return views.ask_among(wording, query, several)


async def on_call_message(context: Context, wording: Wording, person: Person, asked: Sequence[Subject]) -> Message:
    """Ask ilert who is on call, and write that for this person."""
    seen = await context.on_calls.find([one.policy_id for one in asked], _ILERT_SECONDS)
    has_account = context.decisions.account(person) is not None
    emails = {duty.email for one in seen.values() for duty in one.value}
    mentions = await context.mentions.find(emails, _MENTION_SECONDS)
    directory, now = context.directory(), datetime.now(UTC)
    answers = []
    for one in asked:
        read = seen.get(one.policy_id)
        known = directory.escalation_policies.get(one.policy_id) if directory is not None else None
        shown = None if read is None else levels(read.value, known.levels if known is not None else 1, now)
        url = context.ilert_page(f"policy/view.jsf?id={one.policy_id}") if has_account else ""
        answers.append(Answer(one, shown, read.age if read is not None else 0.0, url))
    log.info("on_call_told", policies=[one.policy_id for one in asked])
    return views.answer(wording, answers, Reader(person.time_zone, mentions, has_account), FRESH_SECONDS)


def _subject(wording: Wording, decision: Decision, value: str) -> Subject | None:
    return next((one for one in subjects(wording, decision) if one.value == value), None)


def _sentence(text: str) -> Message:
    return {"text": text}


FEATURE = Feature(
    name="on_call",
    register=register,
    commands=(
        SlashCommand(
            COMMAND,
            "Show who is on call in ilert",
            "[escalation policy or alert source]",
            help=lambda wording, command: wording.on_call.help(command),
        ),
    ),
    subcommands=(
        Subcommand(
            "on-call",
            on_subcommand,
            help=lambda wording, command: wording.commands.on_call(command),
            aliases=("oncall",),
        ),
    ),
)
