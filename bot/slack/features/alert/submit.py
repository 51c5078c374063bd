"""Submit: read the dialog, decide everything again, hand the alert over, acknowledge."""

import dataclasses
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncApp
from structlog.contextvars import bound_contextvars
from structlog.stdlib import get_logger

from bot.domain.alerts import AlertRequest, DialogKind, Person
from bot.domain.decision import AccountOffer, ChannelOffer, Decision, Reason
from bot.outbox.store import PerhapsKept, StoreUnavailable
from bot.slack.api.errors import SlackFailure
from bot.slack.channels import place_url
from bot.slack.context import Context
from bot.slack.features.alert import results, views
from bot.slack.features.alert.form import Accepted, FieldErrors, read_account, read_channel
from bot.slack.features.alert.interactions import OpenDialog, read_dialog
from bot.wording.wording import Wording

log = get_logger(__name__)

Acknowledgement = Mapping[str, Any]


def register(app: AsyncApp, desk: Context) -> None:
    """Answer Submit of both dialogs."""

    @app.view(views.ACCOUNT)
    async def on_full(ack: AsyncAck, body: dict[str, Any]) -> None:
        await ack(dict(await submit(desk, body)))

    @app.view(views.CHANNEL)
    async def on_channel(ack: AsyncAck, body: dict[str, Any]) -> None:
        await ack(dict(await submit(desk, body)))


async def submit(desk: Context, body: Mapping[str, Any]) -> Acknowledgement:
    """Decide a submission and return what to acknowledge it with."""
    dialog = read_dialog(body)
    if dialog is None:
        log.warning("dialog_unreadable")
        desk.metrics.submitted("unreadable")
        wording = desk.wordings.for_language("")
        return _errors(body, {views.SUMMARY: wording.failures.dialog_failed()})
    context = dialog.context
    with bound_contextvars(ref=context.reference, user=dialog.user_id, channel=context.place.channel_id):
        try:
            person = await desk.people.person(dialog.user_id)
        except SlackFailure as error:
            log.error("person_unknown", problem=str(error))
            desk.metrics.submitted("unknown_person")
            wording = desk.wordings.for_language("")
            text = results.failure_text(wording, error, wording.failures.submit_again())
            return _errors(body, {views.SUMMARY: f"{text} {_reference(wording, dialog)}"})
        if body["view"]["callback_id"] == views.ACCOUNT:
            await desk.confirm_account(person)
        decision = desk.decide(person, context.place)
        return await _decided(desk, body, dialog, person, decision)


async def _decided(
    desk: Context, body: Mapping[str, Any], dialog: OpenDialog, person: Person, decision: Decision
) -> Acknowledgement:
    wording = desk.wordings.for_person(person)
    full = body["view"]["callback_id"] == views.ACCOUNT
    offer = decision.account if full else decision.channel
    count = desk.metrics.submitted
    if not isinstance(offer, AccountOffer | ChannelOffer):
        count("denied")
        return _refused(desk, wording, dialog, offer)
    if isinstance(offer, AccountOffer):
        read = read_account(wording, dialog.state, offer)
    else:
        read = read_channel(wording, dialog.state, offer)
    if isinstance(read, FieldErrors):
        log_as = log.warning if read.forged else log.info
        log_as("submission_refused", fields=sorted(read.errors), forged=read.forged)
        count("forged" if read.forged else "mistaken")
        return _errors(body, read.errors)
    request = _request(desk, body, dialog, person, read, DialogKind.ACCOUNT if full else DialogKind.CHANNEL)
    fallback = desk.fallback(offer)
    try:
        kept = await desk.accept(request)
    except (StoreUnavailable, PerhapsKept) as error:
        # An error at a field leaves the dialog open with all that was typed, so that Submit can be pressed again.
        count("not_kept")
        log.error("alert_not_kept", problem=str(error))
        say = wording.results
        text = say.not_kept() if isinstance(error, StoreUnavailable) else say.perhaps_kept()
        return _errors(body, {views.SUMMARY: " ".join(filter(None, (text, fallback, _reference(wording, dialog))))})
    count("accepted" if kept.new else "again")
    if not kept.new:
        log.info("alert_submitted_again", key=request.key, state=kept.row.state)
        return _update(
            results.submitted_before_view(wording, kept.row.request, kept.row.outcome, dialog.title, fallback)
        )
    _log_accepted(request)
    return _update(results.sending_view(wording, request, dialog.title))


def _request(
    desk: Context,
    body: Mapping[str, Any],
    dialog: OpenDialog,
    person: Person,
    read: Accepted,
    kind: DialogKind,
) -> AlertRequest:
    where = dialog.context.place
    return AlertRequest(
        dialog_id=body["view"].get("root_view_id") or dialog.view_id,
        reference=dialog.context.reference,
        target=read.target,
        dialog=kind,
        summary=read.summary,
        details=read.details,
        priority=read.priority,
        person=person,
        origin=dataclasses.replace(
            where,
            name=desk.channels.name(where),
            url=place_url(desk.installation.workspace_url, where.channel_id),
        ),
        submitted_at=datetime.now(UTC),
        policy_version=desk.policy().version,
        language=desk.wordings.for_person(person).language,
    )


def _refused(desk: Context, wording: Wording, dialog: OpenDialog, reason: Reason) -> Acknowledgement:
    """Show that the person may not do this any more; an admin changed something meanwhile."""
    log.warning("submission_denied", reason=reason.value)
    text = wording.denials.denial(reason)
    view = results.failure_view(wording, text, dialog.context.reference, dialog.title, desk.fallback())
    return _update(view)


def _errors(body: Mapping[str, Any], errors: Mapping[str, str]) -> Acknowledgement:
    """Show errors at their fields. Slack takes them only for input blocks that the dialog has."""
    fields = {block["block_id"] for block in body["view"]["blocks"] if block["type"] == "input"}
    shown = {block_id if block_id in fields else views.SUMMARY: text for block_id, text in errors.items()}
    return {"response_action": "errors", "errors": shown}


def _update(view: results.View) -> Acknowledgement:
    return {"response_action": "update", "view": dict(view)}


def _reference(wording: Wording, dialog: OpenDialog) -> str:
    return f"({wording.results.reference(dialog.context.reference)})"


def _log_accepted(request: AlertRequest) -> None:
    log.info(
        "alert_accepted",
        alert_source=request.target.alert_source_id,
        escalation_policy=request.target.escalation_policy_id,
        dialog=request.dialog,
        priority=request.priority,
        policy_version=request.policy_version,
    )
