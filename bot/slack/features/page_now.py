"""Page now: the button on an alert that ilert took and does not show. It pages the same people by a manual alert."""

import asyncio
import dataclasses

from slack_bolt.async_app import AsyncApp
from structlog.stdlib import get_logger

from bot.domain.alerts import AlertRequest, DialogKind, Outcome, Person
from bot.domain.decision import AccountOffer, ChannelOffer
from bot.outbox.model import AlreadyPaged, AlreadyRaised, CannotPageNow, Entry, PagedNow, PageNow
from bot.slack.context import Context
from bot.slack.feature import Feature
from bot.slack.features.alert.results import PAGE_NOW
from bot.slack.features.alert.standing import standing, target_name
from bot.slack.interaction import Interaction, answering
from bot.slack.ui.closing import failure_message, failure_view
from bot.slack.ui.mrkdwn import escape
from bot.storage.errors import StorageUnavailable
from bot.wording.states import Surface
from bot.wording.wording import Wording

log = get_logger(__name__)

# How Slack's three seconds are spent, so that people are answered within them.
_CONFIRMING_SECONDS = 1.0
_ANSWERING_SECONDS = 0.5


def _register(app: AsyncApp, context: Context) -> None:
    app.action(PAGE_NOW)(answering(context, answer))


FEATURE = Feature(name="page_now", register=_register)


async def answer(context: Context, interaction: Interaction) -> None:
    """Have the alert's target paged, if whoever presses may alert it today, and say what came of that.

    Raises:
        SlackFailure: Slack did not say who they are, or did not take the answer.
    """
    within = interaction.deadline.left(keep=_ANSWERING_SECONDS)
    person = await context.people.person(interaction.person_id, within=within)
    wording = context.wordings.for_person(person)
    try:
        async with asyncio.timeout(interaction.deadline.left(keep=_ANSWERING_SECONDS)):
            entry = await context.alerts.find(interaction.payload.text)
    except (StorageUnavailable, TimeoutError) as error:
        log.error("page_now_failed", problem=str(error) or "no answer in time")
        await _reply(context, interaction, wording, None, wording.failures.unexpected())
        return
    if not isinstance(entry, Entry):
        await _reply(context, interaction, wording, None, wording.page_now.unknown())
        return
    text = await _page(context, interaction, wording, person, entry)
    await _reply(context, interaction, wording, entry.request, text)


async def _page(context: Context, interaction: Interaction, wording: Wording, person: Person, entry: Entry) -> str:
    """Decide, and page. Returns what to tell."""
    request = entry.request
    await _confirm(context, interaction, person, request)
    refusal = _refusal(context, wording, person, request)
    if refusal is not None:
        log.warning("page_now_denied", alert=request.reference)
        return refusal
    try:
        async with asyncio.timeout(interaction.deadline.left(keep=_ANSWERING_SECONDS)):
            paged = await context.alerts.page_now(entry.key, person.id)
    except (StorageUnavailable, TimeoutError) as error:
        log.error("page_now_failed", alert=request.reference, problem=str(error) or "no answer in time")
        return wording.page_now.unconfirmed(target_name(wording, request))
    log.info("page_now", alert=request.reference, result=type(paged).__name__)
    has_account = context.decisions.account(person) is not None
    return _answer_to(wording, dataclasses.replace(request, has_account=has_account), entry, person, paged)


async def _confirm(context: Context, interaction: Interaction, person: Person, request: AlertRequest) -> None:
    """Make sure that what ilert says of the person is young enough, where that is what they may alert by."""
    account = context.decisions.account(person) if request.dialog is DialogKind.ACCOUNT else None
    if account is not None:
        within = interaction.deadline.left(at_most=_CONFIRMING_SECONDS, keep=_ANSWERING_SECONDS)
        await context.accounts.confirm(account, request.target.alert_source_id, within=within)


def _refusal(context: Context, wording: Wording, person: Person, request: AlertRequest) -> str | None:
    """Say why somebody may not alert this target today; None where they may."""
    decision = context.decisions.decide(person, request.origin)
    offer = decision.account if request.dialog is DialogKind.ACCOUNT else decision.channel
    if not isinstance(offer, AccountOffer | ChannelOffer):
        return wording.page_now.denied(wording.denials.denial(offer))
    return None if offer.allows(request.target) else wording.page_now.not_allowed(target_name(wording, request))


def _answer_to(wording: Wording, request: AlertRequest, entry: Entry, person: Person, paged: PageNow) -> str:
    say, target = wording.page_now, target_name(wording, request)
    match paged:
        case PagedNow():
            return say.paging(target)
        case AlreadyPaged(by, outcome) if by == person.id:
            return _with_standing(wording, request, say.paged_by_you(target), outcome)
        case AlreadyPaged(by, outcome):
            return _with_standing(wording, request, say.paged_by(target, f"<@{escape(by)}>"), outcome)
        case AlreadyRaised(raised):
            return _with_standing(wording, request, say.appeared(), raised)
        case CannotPageNow():
            return _with_standing(wording, request, say.cannot(target), entry.outcome)


def _with_standing(wording: Wording, request: AlertRequest, first: str, outcome: Outcome | None) -> str:
    """Add how the alert stands, where something has come of it."""
    if outcome is None:
        return first
    stands = standing(request, outcome)
    words = " ".join([first, *stands.sentences(wording, Surface.RECEIPT)])
    return "\n".join(filter(None, [words, stands.link(wording, Surface.RECEIPT)]))


async def _reply(
    context: Context, interaction: Interaction, wording: Wording, request: AlertRequest | None, text: str
) -> None:
    """Answer in the dialog, or in a message that only they see: the one with the button stays true by itself."""
    source = request.slack_alert_source_id if request is not None else None
    fallback = context.policy().fallback_for(source)
    reference = request.reference if request is not None else interaction.reference
    view = interaction.payload.view
    if view is not None:
        await interaction.update_view(failure_view(wording, text, reference, view.title, fallback))
    else:
        await interaction.reply(failure_message(wording, text, reference, fallback))
