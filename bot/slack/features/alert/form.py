"""From what a dialog sends back to an alert request, or to errors at its fields. Pure.

Nothing that comes back is believed: each id must be among what is offered to this person now, which may
differ from what was offered when the dialog was opened.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from bot.domain.alerts import Priority, Target
from bot.domain.decision import AccountOffer, ChannelOffer
from bot.slack.features.alert.choices import OWN_ROUTING_VALUE, read_id
from bot.slack.features.alert.views import (
    CHOICE,
    DETAILS,
    DETAILS_LIMIT,
    POLICY,
    PRIORITY,
    SOURCE,
    SUMMARY,
    SUMMARY_LIMIT,
)
from bot.slack.ui.typed import clean, is_blank, length
from bot.wording.dialog import DialogWording
from bot.wording.wording import Wording


@dataclass(frozen=True, slots=True)
class Accepted:
    """A submission that may go to ilert. `priority` is what to send, None for the source's own.

    `target_name` is what the dialog called the target; empty where that has no name.
    """

    target: Target
    target_name: str
    summary: str
    details: str
    priority: Priority | None


@dataclass(frozen=True, slots=True)
class FieldErrors:
    """What is wrong, by the block id of the field. `forged` where a value was never offered."""

    errors: Mapping[str, str]
    forged: bool


@dataclass(frozen=True, slots=True)
class _Field:
    """A field as sent back: where an error about it goes, and its value, None where it is empty."""

    block_id: str
    value: str | None


def read_account(wording: Wording, state: Mapping[str, Any], offer: AccountOffer) -> Accepted | FieldErrors:
    """Read the account dialog against what this person is offered now."""
    source, policy = _field(state, SOURCE), _field(state, POLICY)
    summary, details = _texts(state)
    errors, forged = _text_errors(wording.dialog, summary, details), False
    target: Target | None = None
    source_id = _number(source.value)
    policy_id = None if policy.value == OWN_ROUTING_VALUE else _number(policy.value)
    if source.value is None:
        errors[source.block_id] = wording.dialog.source_missing()
    elif source_id not in offer.resources.alert_sources:
        errors[source.block_id] = wording.dialog.source_not_offered()
        forged = True
    if policy.value is None:
        errors[policy.block_id] = wording.dialog.policy_missing()
    elif source_id is not None and source_id in offer.resources.alert_sources:
        target = Target(source_id, policy_id)
        if not _is_clean(policy) or not offer.allows(target):
            errors[policy.block_id] = wording.dialog.policy_not_offered()
            forged = True
    priority, priority_forged = _priority(state)
    if priority_forged or not offer.may_set(priority):
        errors[PRIORITY] = wording.dialog.priority_not_offered()
        forged = True
    if errors or target is None:
        return FieldErrors(errors, forged)
    return Accepted(target, offer.name(target), summary, details, offer.priority_for(priority))


def read_channel(wording: Wording, state: Mapping[str, Any], offer: ChannelOffer) -> Accepted | FieldErrors:
    """Read the channel dialog against what this channel offers now."""
    summary, details = _texts(state)
    errors, forged = _text_errors(wording.dialog, summary, details), False
    choice = _field(state, CHOICE)
    target = _target(choice.value)
    if choice.value is None:
        errors[choice.block_id] = wording.dialog.choice_missing()
    elif target is None or not offer.allows(target):
        errors[choice.block_id] = wording.dialog.choice_not_offered()
        target, forged = None, True
    priority, priority_forged = _priority(state)
    if priority_forged:
        errors[PRIORITY] = wording.dialog.priority_not_offered()
        forged = True
    if errors or target is None:
        return FieldErrors(errors, forged)
    # In a channel of several sources the field may be shown though the chosen one does not ask.
    chosen = priority if offer.may_set(target, priority) else None
    return Accepted(target, offer.name(target), summary, details, offer.priority_for(target, chosen))


def typed_text(state: Mapping[str, Any], name: str) -> str:
    """Return what was typed into a text field; empty where nobody would see any of it."""
    text = clean(_field(state, name).value or "").strip()
    return "" if is_blank(text) else text


def chosen_value(state: Mapping[str, Any], name: str) -> str:
    """Return what is chosen in a menu, whoever offered it; empty where nothing is."""
    return _field(state, name).value or ""


def chosen_target(state: Mapping[str, Any]) -> Target | None:
    """Return the target that is chosen in either dialog, whoever offered it; None where it is not chosen whole."""
    if (choice := _field(state, CHOICE).value) is not None:
        return _target(choice)
    source_id, policy = _number(_field(state, SOURCE).value), _field(state, POLICY)
    if source_id is None or policy.value is None:
        return None
    return Target(source_id, _number(policy.value))


def chosen_source(state: Mapping[str, Any]) -> int | None:
    """Return the alert source that is chosen in the dialog, whoever offered it."""
    return _number(_field(state, SOURCE).value)


def _texts(state: Mapping[str, Any]) -> tuple[str, str]:
    return " ".join(typed_text(state, SUMMARY).split()), typed_text(state, DETAILS)


def _text_errors(say: DialogWording, summary: str, details: str) -> dict[str, str]:
    errors: dict[str, str] = {}
    if not summary:
        errors[SUMMARY] = say.summary_missing()
    elif length(summary) > SUMMARY_LIMIT:
        errors[SUMMARY] = say.summary_too_long(SUMMARY_LIMIT)
    if length(details) > DETAILS_LIMIT:
        errors[DETAILS] = say.details_too_long(DETAILS_LIMIT)
    return errors


def _field(state: Mapping[str, Any], name: str) -> _Field:
    """Find a field: its block is `name`, or `name.something` where the block id was changed to reset it."""
    for block_id, actions in state.items():
        if block_id == name or block_id.startswith(f"{name}."):
            element = actions.get(name) if isinstance(actions, Mapping) else None
            if isinstance(element, Mapping):
                return _Field(block_id, _value(element))
    return _Field(name, None)


def _value(element: Mapping[str, Any]) -> str | None:
    """Return what is chosen or typed; None where nothing is, or where it is of another shape."""
    chosen = element.get("selected_option")
    value = (chosen if isinstance(chosen, Mapping) else element).get("value")
    return value if isinstance(value, str) and value else None


def _priority(state: Mapping[str, Any]) -> tuple[Priority | None, bool]:
    """Return the chosen priority, and whether it is one that was never offered."""
    match _field(state, PRIORITY).value:
        case "HIGH":
            return "HIGH", False
        case "LOW":
            return "LOW", False
        case None:
            return None, False
        case _:
            return None, True


def _target(value: str | None) -> Target | None:
    source, _, policy = (value or "").partition(":")
    source_id, policy_id = _number(source), _number(policy)
    return Target(source_id, policy_id) if source_id is not None and policy_id is not None else None


def _is_clean(policy: _Field) -> bool:
    """Tell whether the policy field holds a number or the word for the source's own routing."""
    return policy.value == OWN_ROUTING_VALUE or _number(policy.value) is not None


def _number(value: str | None) -> int | None:
    return None if value is None else read_id(value)
