"""Submit: read the dialog, decide everything again, hand the alert over, acknowledge."""

import dataclasses
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from slack_bolt.async_app import AsyncApp
from structlog.contextvars import bound_contextvars
from structlog.stdlib import get_logger

from bot.directory.confirmation import Confirmation
from bot.domain.alerts import AlertRequest, DialogKind, Origin, Person
from bot.domain.decision import AccountOffer, ChannelOffer, Decision, Reason
from bot.outbox.store import AcceptanceUnknown
from bot.slack.api.errors import PersonHidden, SlackFailure
from bot.slack.context import Context
from bot.slack.features.alert import results, views
from bot.slack.features.alert.form import Accepted, FieldErrors, chosen_source, read_account, read_channel
from bot.slack.features.alert.hints import policy_of
from bot.slack.interaction import ACKNOWLEDGING_SECONDS, Interaction, submitting, wording_for
from bot.slack.ui.blocks import View
from bot.slack.ui.closing import failure_text, failure_view
from bot.slack.workspace.channels import place_url
from bot.slack.workspace.permalinks import with_permalink
from bot.storage.errors import StorageUnavailable
from bot.wording.wording import Wording

log = get_logger(__name__)

Acknowledgement = Mapping[str, Any]

# How Slack's three seconds are spent: whatever comes before leaves the outbox its part.
_CONFIRMING_SECONDS = 1.5
_ACCEPTING_SECONDS = 1.2
_LINKING_SECONDS = 0.5


def register(app: AsyncApp, context: Context) -> None:
    """Answer Submit of both dialogs."""
    for callback_id in (views.CHANNEL, views.ACCOUNT):
        app.view(callback_id)(submitting(context, submit))


async def submit(context: Context, interaction: Interaction) -> Acknowledgement:
    """Decide a submission and return what to acknowledge it with."""
    if interaction.known_origin is None:
        context.metrics.submitted("unreadable")
    origin, deadline = interaction.origin, interaction.deadline
    within = deadline.left(keep=_ACCEPTING_SECONDS + ACKNOWLEDGING_SECONDS)
    try:
        person = await context.people.person(interaction.person_id, within=within)
    except SlackFailure as error:
        return _unknown_person(context, interaction, error)
    confirmation = await _confirm(context, interaction, person) if _of_account(interaction) else Confirmation()
    unconfirmed = {"unconfirmed": list(confirmation.unconfirmed)} if confirmation.unconfirmed else {}
    with bound_contextvars(**unconfirmed):
        return await _decided(context, interaction, person, context.decisions.decide(person, origin))


async def _confirm(context: Context, interaction: Interaction, person: Person) -> Confirmation:
    """Make sure that what is known of the person's account, teams and chosen source is young enough to count."""
    account = context.decisions.account(person)
    if account is None:
        return Confirmation()
    keep = _ACCEPTING_SECONDS + ACKNOWLEDGING_SECONDS
    within = interaction.deadline.left(at_most=_CONFIRMING_SECONDS, keep=keep)
    return await context.accounts.confirm(account, chosen_source(interaction.view.state), within=within)


async def _decided(context: Context, interaction: Interaction, person: Person, decision: Decision) -> Acknowledgement:
    wording, state = context.wordings.for_person(person), interaction.view.state
    offer = decision.account if _of_account(interaction) else decision.channel
    match offer:
        case AccountOffer():
            read = read_account(wording, state, offer)
        case ChannelOffer():
            read = read_channel(wording, state, offer)
        case reason:
            return _denied(context, interaction, wording, reason)
    if isinstance(read, FieldErrors):
        return _mistaken(context, interaction, read)
    within = interaction.deadline.left(at_most=_LINKING_SECONDS, keep=_ACCEPTING_SECONDS + ACKNOWLEDGING_SECONDS)
    workspace_url = context.installation.workspace_url
    origin = await with_permalink(context.slack, workspace_url, interaction.origin, within)
    return await _keep(context, interaction, wording, _request(context, interaction, person, read, origin))


async def _keep(context: Context, interaction: Interaction, wording: Wording, request: AlertRequest) -> Acknowledgement:
    """Hand the alert over to the outbox. All that could fail is done before that."""
    title, fallback = interaction.view.title, context.policy().fallback_for(request.slack_alert_source_id)
    sending = results.sending_view(wording, request, title)
    within = interaction.deadline.left(at_most=_ACCEPTING_SECONDS, keep=ACKNOWLEDGING_SECONDS)
    try:
        accepted = await context.accept(request, within)
    except (StorageUnavailable, AcceptanceUnknown) as error:
        context.metrics.submitted("not_kept")
        log.error("alert_not_kept", problem=str(error))
        say = wording.results
        text = say.not_kept() if isinstance(error, StorageUnavailable) else say.perhaps_kept()
        return _press_again(interaction, text, fallback, say.reference(interaction.reference))
    if accepted.new:
        context.metrics.submitted("accepted")
        context.presence.sent(request.dialog_id, request.person.id, policy_of(context, request.target))
        _log_accepted(request)
        return _update(sending)
    context.metrics.submitted("again")
    log.info("alert_submitted_again", key=request.key, state=accepted.state)
    if accepted.request.person.id != request.person.id:
        text = wording.results.submitted_by_another()
        return _update(failure_view(wording, text, interaction.reference, title, fallback))
    return _update(results.submitted_before_view(wording, accepted.request, accepted.outcome, title, fallback))


def _request(
    context: Context, interaction: Interaction, person: Person, read: Accepted, origin: Origin
) -> AlertRequest:
    return AlertRequest(
        dialog_id=interaction.view.root_id,
        reference=interaction.reference,
        target=read.target,
        dialog=DialogKind.ACCOUNT if _of_account(interaction) else DialogKind.CHANNEL,
        summary=read.summary,
        details=read.details,
        priority=read.priority,
        person=person,
        origin=dataclasses.replace(
            origin,
            name=context.channels.name(origin),
            url=place_url(context.installation.workspace_url, origin.channel_id),
        ),
        submitted_at=datetime.now(UTC),
        policy_version=context.policy().version,
        language=context.wordings.for_person(person).language,
        target_name=read.target_name,
        has_account=_of_account(interaction) or context.decisions.account(person) is not None,
    )


def _of_account(interaction: Interaction) -> bool:
    return interaction.view.callback_id == views.ACCOUNT


def _unknown_person(context: Context, interaction: Interaction, error: SlackFailure) -> Acknowledgement:
    log.error("person_unknown", problem=str(error))
    context.metrics.submitted("unknown_person")
    wording = wording_for(context, interaction)
    if isinstance(error, PersonHidden):
        return _update(
            failure_view(
                wording,
                wording.failures.hidden_person(),
                interaction.reference,
                interaction.view.title,
                context.policy().fallback_for(None),
            )
        )
    text = failure_text(wording, error, wording.failures.submit_again())
    return _press_again(interaction, text, wording.results.reference(interaction.reference))


def _denied(context: Context, interaction: Interaction, wording: Wording, reason: Reason) -> Acknowledgement:
    """Show that the person may not do this any more; an admin changed something meanwhile."""
    context.metrics.submitted("denied")
    log.warning("submission_denied", reason=reason.value)
    text, fallback = wording.denials.denial(reason), context.policy().fallback_for(None)
    return _update(failure_view(wording, text, interaction.reference, interaction.view.title, fallback))


def _mistaken(context: Context, interaction: Interaction, read: FieldErrors) -> Acknowledgement:
    log_as = log.warning if read.forged else log.info
    log_as("submission_refused", fields=sorted(read.errors), forged=read.forged)
    context.metrics.submitted("forged" if read.forged else "mistaken")
    return _errors(interaction, read.errors)


def _press_again(interaction: Interaction, text: str, *more: str) -> Acknowledgement:
    """Leave the dialog open with all that was typed, so that Submit can be pressed again."""
    *others, reference = more
    return _errors(interaction, {views.SUMMARY: " ".join(filter(None, (text, *others, f"({reference})")))})


def _errors(interaction: Interaction, errors: Mapping[str, str]) -> Acknowledgement:
    """Show errors at their fields. Slack takes them only for input blocks that the dialog has."""
    fields = interaction.view.inputs
    shown = {block_id if block_id in fields else views.SUMMARY: text for block_id, text in errors.items()}
    return {"response_action": "errors", "errors": shown}


def _update(view: View) -> Acknowledgement:
    return {"response_action": "update", "view": dict(view)}


def _log_accepted(request: AlertRequest) -> None:
    log.info(
        "alert_accepted",
        alert_source=request.target.alert_source_id,
        escalation_policy=request.target.escalation_policy_id,
        dialog=request.dialog,
        priority=request.priority,
        policy_version=request.policy_version,
    )
