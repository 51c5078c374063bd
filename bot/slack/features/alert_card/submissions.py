"""What is done in the dialogs of a card's menu: searching people, and Submit."""

import asyncio
from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any, Literal

from structlog.stdlib import get_logger

from bot.delivery.acting import Done
from bot.domain.acting import Assignee
from bot.ilert.errors import IlertError
from bot.outbox.actions import ActionKind, AlertAction
from bot.runtime.deadline import Deadline
from bot.slack.api.errors import SlackFailure
from bot.slack.api.repeating import SHOWING_SECONDS, repeated
from bot.slack.context import Context
from bot.slack.features.alert_card.buttons import Pressed, act, answer
from bot.slack.features.alert_card.form import (
    CALLBACKS,
    NEW_RESPONDER,
    TEXT,
    assignees,
    chosen,
    comment,
    options,
    result_view,
)
from bot.slack.features.alert_card.permission import actor
from bot.slack.features.alert_card.views import ADD_RESPONDER, ASSIGN_TO
from bot.slack.features.alert_card.views import COMMENT as COMMENT_WORD
from bot.slack.interaction import DialogUnreadable, Interaction
from bot.slack.ui.blocks import Option
from bot.slack.ui.metadata import load
from bot.storage.errors import StorageUnavailable
from bot.wording.wording import Wording

log = get_logger(__name__)

_SEARCH_SECONDS = 2.0
_PERSON_SECONDS = 1.0
_KINDS = {
    CALLBACKS[ASSIGN_TO]: ActionKind.ASSIGN,
    CALLBACKS[ADD_RESPONDER]: ActionKind.ADD_RESPONDER,
    CALLBACKS[COMMENT_WORD]: ActionKind.COMMENT,
}


async def search(context: Context, interaction: Interaction) -> Sequence[Option]:
    """Offer whom ilert suggests for the alert, to whoever may act on it; nobody where ilert does not say in time."""
    person = await context.people.person(interaction.person_id, within=_PERSON_SECONDS)
    wording = context.wordings.for_person(person)
    try:
        async with asyncio.timeout(_SEARCH_SECONDS):
            pressed = await _pressed(context, interaction, wording, person_id=interaction.person_id)
            if isinstance(await actor(context, wording.acting, pressed.person, pressed.alert), str):
                return ()
            found = await _assignees(context, pressed, people_only=interaction.payload.block_id == NEW_RESPONDER)
    except (IlertError, StorageUnavailable, TimeoutError) as error:
        log.warning("responders_not_suggested", problem=str(error) or "no answer in time")
        return ()
    return options(wording.acting, found, interaction.payload.text)


async def submit(context: Context, interaction: Interaction) -> Mapping[str, Any]:
    """Check what was entered, and say that ilert is being asked. What comes of it is shown in the dialog afterwards."""
    view = interaction.view
    kind = _KINDS[view.callback_id]
    person = await context.people.person(interaction.person_id, within=_PERSON_SECONDS)
    wording = context.wordings.for_person(person)
    if kind is ActionKind.COMMENT and not comment(view.state):
        return {"response_action": "errors", "errors": {TEXT: wording.acting.write_something()}}
    context.tasks.start(_finish(context, interaction, wording, kind))
    return {"response_action": "update", "view": dict(result_view(wording, view.title, wording.acting.asking()))}


async def _finish(context: Context, interaction: Interaction, wording: Wording, kind: ActionKind) -> None:
    view = interaction.view
    text = await _result(context, interaction, wording, kind)
    draw = partial(context.slack.update_view, view.id, result_view(wording, view.title, text))
    try:
        await repeated(draw, Deadline.after(SHOWING_SECONDS), through_outages=True)
    except SlackFailure as error:
        log.warning("view_update_failed", problem=str(error))


async def _result(context: Context, interaction: Interaction, wording: Wording, kind: ActionKind) -> str:
    """Do it. Returns what to tell."""
    say = wording.acting
    try:
        pressed = await _pressed(context, interaction, wording, person_id=interaction.person_id)
        allowed = await actor(context, say, pressed.person, pressed.alert)
        if isinstance(allowed, str):
            log.warning("card_action_denied", alert=pressed.alert.entry.request.reference, action=kind.value)
            return say.nothing_done(allowed)
        to = await _chosen(context, interaction, pressed, kind)
        if to is None and kind is not ActionKind.COMMENT:
            return say.nothing_done(say.choose_somebody())
        action = AlertAction(interaction.view.root_id, kind, interaction.person_id)
        result = await act(context, pressed, allowed, action, to, comment(interaction.view.state))
        if isinstance(result, Done) and kind is ActionKind.COMMENT:
            return say.commented()
        return await answer(context, pressed, result)
    except DialogUnreadable as error:
        log.warning("dialog_unreadable", problem=str(error))
        return say.nothing_done(say.unknown_alert())
    except (IlertError, StorageUnavailable, SlackFailure) as error:
        log.error("card_action_failed", problem=str(error))
        return say.nothing_done(say.not_done())


async def _pressed(context: Context, interaction: Interaction, wording: Wording, *, person_id: str) -> Pressed:
    """Find the alert of a dialog.

    Raises:
        DialogUnreadable: The dialog names no alert, or one that is not known any more.
        SlackFailure: Slack did not say who the person is.
        StorageUnavailable: The outbox cannot be read.
    """
    opened = load(interaction.view.private_metadata)
    alert = await context.acting.find(opened.alert_key) if opened is not None else None
    if alert is None:
        raise DialogUnreadable("it names no alert that is known")
    return Pressed(await context.people.person(person_id), wording, alert)


async def _chosen(context: Context, interaction: Interaction, pressed: Pressed, kind: ActionKind) -> Assignee | None:
    if kind is ActionKind.COMMENT:
        return None
    found = await _assignees(context, pressed, people_only=kind is ActionKind.ADD_RESPONDER)
    return chosen(interaction.view.state, found)


async def _assignees(context: Context, pressed: Pressed, *, people_only: bool) -> list[Assignee]:
    language: Literal["en", "de"] = "de" if pressed.wording.language == "de" else "en"
    return assignees(await context.acting.suggested(pressed.alert, language), people_only=people_only)
