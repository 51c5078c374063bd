"""The card's buttons and its menu: whoever presses is asked about in ilert anew, and only they are answered."""

from dataclasses import dataclass

from structlog.stdlib import get_logger

from bot.delivery.acting import ActionResult, AlreadySo, Done, NotDone, word
from bot.domain.acting import Actor, Assignee
from bot.domain.alerts import Person, Sighting
from bot.outbox.acceptance import acceptance
from bot.outbox.actions import ActionKind, AlertAction
from bot.outbox.model import LiveAlert
from bot.slack.context import Context
from bot.slack.features.alert_card.form import add_view, assign_view, comment_view
from bot.slack.features.alert_card.permission import actor
from bot.slack.features.alert_card.views import ADD_RESPONDER, ASSIGN_TO, ASSIGN_TO_ME, COMMENT
from bot.slack.interaction import Interaction
from bot.slack.notifications.progress import who
from bot.slack.ui.closing import failure_message
from bot.slack.ui.metadata import Metadata
from bot.storage.errors import StorageUnavailable
from bot.wording.wording import Wording

log = get_logger(__name__)

_DIALOGS = {ASSIGN_TO: assign_view, ADD_RESPONDER: add_view, COMMENT: comment_view}


@dataclass(frozen=True, slots=True)
class Pressed:
    """Who pressed, their words, and the alert that it is about."""

    person: Person
    wording: Wording
    alert: LiveAlert


async def accept(context: Context, interaction: Interaction) -> None:
    """Accept the alert for whoever presses. Raises `SlackFailure`."""
    await _act_from_card(context, interaction, interaction.payload.text, ActionKind.ACCEPT)


async def resolve(context: Context, interaction: Interaction) -> None:
    """Resolve the alert. Raises `SlackFailure`."""
    await _act_from_card(context, interaction, interaction.payload.text, ActionKind.RESOLVE)


async def choose(context: Context, interaction: Interaction) -> None:
    """Do what was chosen from the menu, or open its dialog. A link needs no answer. Raises `SlackFailure`."""
    word, _, key = interaction.payload.text.partition(" ")
    if word == ASSIGN_TO_ME:
        await _act_from_card(context, interaction, key, ActionKind.ASSIGN)
    elif word in _DIALOGS:
        # A trigger lives for three seconds: ilert is asked when the dialog is submitted.
        person = await context.people.person(interaction.person_id, within=interaction.deadline.left(keep=1.0))
        wording = context.wordings.for_person(person)
        if context.decisions.account(person) is None:
            text = wording.acting.nothing_done(wording.acting.no_account())
            await _reply(context, interaction, wording, text)
            return
        view = _DIALOGS[word](wording, Metadata(interaction.reference, interaction.origin, key))
        await interaction.open_view(view)


async def _act_from_card(context: Context, interaction: Interaction, key: str, kind: ActionKind) -> None:
    text = await _done_from_card(context, interaction, key, kind)
    if text is not None:
        person = await context.people.person(interaction.person_id)
        await _reply(context, interaction, context.wordings.for_person(person), text)


async def _reply(context: Context, interaction: Interaction, wording: Wording, text: str) -> None:
    fallback = context.policy().fallback_for(None)
    await interaction.reply(failure_message(wording, text, interaction.reference, fallback))


async def _done_from_card(context: Context, interaction: Interaction, key: str, kind: ActionKind) -> str | None:
    """Do it. Returns what to tell whoever pressed; None where the card says all."""
    person = await context.people.person(interaction.person_id)
    wording = context.wordings.for_person(person)
    try:
        alert = await context.acting.find(key)
        if alert is None:
            return wording.acting.nothing_done(wording.acting.unknown_alert())
        if interaction.payload.message_ts:
            await context.cards.adopt_card(alert, interaction.origin.channel_id, interaction.payload.message_ts)
        pressed = Pressed(person, wording, alert)
        allowed = await actor(context, wording.acting, person, alert)
        if isinstance(allowed, str):
            return _denied(pressed, kind, allowed)
        me = Assignee("user", allowed.user_id, person.name) if kind is ActionKind.ASSIGN else None
        result = await act(context, pressed, allowed, AlertAction(_press(interaction), kind, person.id), me)
        return None if isinstance(result, Done) else await answer(context, pressed, result)
    except StorageUnavailable as error:
        log.error("card_action_failed", problem=str(error))
        return wording.acting.nothing_done(wording.acting.not_done())


async def act(
    context: Context,
    pressed: Pressed,
    by: Actor,
    action: AlertAction,
    assignee: Assignee | None = None,
    comment: str = "",
) -> ActionResult:
    """Have ilert do it, and count what came of it. Raises `StorageUnavailable`."""
    named = AlertAction(action.press, action.kind, action.person_id, assignee.name if assignee is not None else "")
    result = await context.acting.act(pressed.alert, named, by, assignee, comment)
    context.metrics.card_action(action.kind, word(result))
    return result


async def answer(context: Context, pressed: Pressed, result: ActionResult) -> str:
    """Say what came of it where the card does not. Raises `StorageUnavailable`."""
    say = pressed.wording.acting
    match result:
        case Done():
            return say.done()
        case AlreadySo(seen):
            alert = await context.acting.find(pressed.alert.entry.key)
            return say.already(_state(pressed.wording, seen, alert or pressed.alert))
        case NotDone():
            return say.nothing_done(say.not_done())
        case _:
            return say.unconfirmed()


def _denied(pressed: Pressed, kind: ActionKind, why: str) -> str:
    log.warning("card_action_denied", alert=pressed.alert.entry.request.reference, action=kind.value)
    return pressed.wording.acting.nothing_done(why)


def _state(wording: Wording, seen: Sighting, alert: LiveAlert) -> str:
    say, accepted = wording.acting, acceptance(alert)
    match seen.status:
        case "RESOLVED":
            return say.already_resolved()
        case "ACCEPTED":
            by = who(accepted) if accepted is not None else ""
            return say.already_accepted_by(by) if by else say.already_accepted()
        case _:
            return say.already_done()


def _press(interaction: Interaction) -> str:
    """Name one press: Slack gives each a trigger of its own, and the same one when it sends it again."""
    return interaction.payload.trigger_id or interaction.reference
