"""From a decision to the dialog that shows it. Pure: the same decision gives the same dialog.

Fields that both dialogs have keep their ids, so that Slack keeps what was typed when one replaces the other
(Slack docs, views.update). A field that must start afresh gets another block id instead.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from itertools import islice
from typing import Any

from bot.domain.account import AlertSource
from bot.domain.alerts import Target
from bot.domain.decision import AccountOffer, ChannelOffer
from bot.policy.schema import Dialog, SlackAlertSource
from bot.slack.ui import texts
from bot.slack.ui.blocks import (
    Block,
    Option,
    field,
    grouped_select,
    modal,
    option,
    radio_buttons,
    searched_select,
    section_button,
    select,
    text_input,
)
from bot.slack.ui.metadata import DialogContext, dump
from bot.slack.ui.option_labels import option_names

ACCOUNT = "alert_account"
CHANNEL = "alert_channel"

SOURCE = "source"
POLICY = "policy"
CHOICE = "choice"
SUMMARY = "summary"
DETAILS = "details"
PRIORITY = "priority"
USE_ACCOUNT = "use_account"
USE_CHANNEL = "use_channel"

OWN_ROUTING_VALUE = "own"
"""Stands for "no policy named" in the policy field."""

SUMMARY_LIMIT = 255
DETAILS_LIMIT = 3000

# Slack docs: options of a select, of radio buttons, and the length of a group's label.
SELECT_LIMIT = 100
RADIO_LIMIT = 10
GROUP_LABEL_LIMIT = 75


@dataclass(frozen=True, slots=True)
class Typed:
    """What the summary and details fields start with."""

    summary: str = ""
    details: str = ""


def typed_inline(text: str) -> Typed:
    """Take the words after the command as the summary; what does not fit goes into the details whole."""
    summary = " ".join(text.split())
    if len(summary) <= SUMMARY_LIMIT:
        return Typed(summary)
    return Typed(summary[: SUMMARY_LIMIT - 1].rstrip() + "…", text[:DETAILS_LIMIT])


def account_dialog(
    offer: AccountOffer,
    dialog: Dialog,
    context: DialogContext,
    typed: Typed,
    *,
    source_id: int | None = None,
    channel_too: bool = False,
) -> Mapping[str, Any]:
    """Draw Option 1. With `source_id` that source is chosen and its policy preselected."""
    sources = offer.resources.alert_sources
    if source_id not in sources:
        source_id = next(iter(sources)) if len(sources) == 1 else None
    source = sources[source_id] if source_id is not None else None
    chosen = None if source_id is None else str(source_id)
    source_menu = _menu(SOURCE, texts.SOURCE_PLACEHOLDER, len(sources), lambda: source_choices(offer), chosen)
    blocks = [
        field(SOURCE, texts.SOURCE_LABEL, source_menu, tells=True),
        _policy_field(offer, source),
        *_text_fields(typed),
    ]
    if offer.priority == "ask":
        blocks.append(_priority_field())
    if channel_too:
        blocks.append(section_button(USE_CHANNEL, texts.USE_CHANNEL_TEXT, texts.USE_CHANNEL_BUTTON))
    return _modal(ACCOUNT, dialog.title or texts.ACCOUNT_TITLE, blocks, context)


def channel_dialog(
    offer: ChannelOffer, dialog: Dialog, context: DialogContext, typed: Typed, *, account_too: bool = False
) -> Mapping[str, Any]:
    """Draw Option 2. All choices of the channel stand in one field, so that exactly one is made."""
    blocks = [_choice_field(offer), *_text_fields(typed)]
    asking = [source for source in offer.sources.values() if source.priority == "ask"]
    if asking:
        hint = "" if len(asking) == len(offer.sources) else _asking_hint(offer, asking)
        blocks.append(_priority_field(hint))
    if account_too:
        blocks.append(section_button(USE_ACCOUNT, texts.USE_ACCOUNT_TEXT, texts.USE_ACCOUNT_BUTTON))
    return _modal(CHANNEL, dialog.title or texts.CHANNEL_TITLE, blocks, context)


Choice = tuple[str, str]
"""What a menu shows, and the value that stands for it."""


def source_choices(offer: AccountOffer) -> list[Choice]:
    """List the alert sources of Option 1, by name."""
    sources = offer.resources.alert_sources
    marks = {source.id: f" ({texts.IN_MAINTENANCE})" for source in sources.values() if source.in_maintenance}
    return _by_name(option_names({source.id: source.name for source in sources.values()}, marks))


def policy_choices(offer: AccountOffer, source: AlertSource | None) -> list[Choice]:
    """List the policies of Option 1 by name, led by the source's own routing where that must stay unnamed."""
    policies = offer.resources.escalation_policies
    choices = _by_name(option_names({policy.id: policy.name for policy in policies.values()}))
    if source is not None and offer.routes_itself(source):
        choices.insert(0, (texts.OWN_ROUTING, OWN_ROUTING_VALUE))
    return choices


def source_of_block(offer: AccountOffer, block_id: str) -> AlertSource | None:
    """Return the source that was chosen when the policy field of this block id was drawn."""
    _, _, number = block_id.partition(".")
    return offer.resources.alert_sources.get(int(number)) if number.isascii() and number.isdecimal() else None


def choice_value(target: Target) -> str:
    """Write a target as the value of a choice."""
    return f"{target.alert_source_id}:{target.escalation_policy_id}"


def matching(choices: list[Choice], query: str) -> list[Option]:
    """Return the first choices that contain every word of a query, as options."""
    words = query.casefold().split()
    found = (choice for choice in choices if all(word in choice[0].casefold() for word in words))
    return [option(*choice) for choice in islice(found, SELECT_LIMIT)]


def _policy_field(offer: AccountOffer, source: AlertSource | None) -> Block:
    def menu(chosen: str | None) -> Block:
        number = len(offer.resources.escalation_policies)
        return _menu(POLICY, texts.POLICY_PLACEHOLDER, number, lambda: policy_choices(offer, source), chosen)

    if source is None:
        return field(POLICY, texts.POLICY_LABEL, menu(None))
    own = OWN_ROUTING_VALUE if offer.routes_itself(source) else str(source.escalation_policy_id)
    # Another source's policy must not stay chosen: another block id makes Slack forget it.
    block_id = f"{POLICY}.{source.id}"
    return field(block_id, texts.POLICY_LABEL, menu(own))


def _menu(
    action_id: str, placeholder: str, number: int, list_choices: Callable[[], list[Choice]], chosen: str | None
) -> Block:
    """Write a menu, or one that is searched where there are more choices than Slack takes.

    Naming thousands of choices takes milliseconds. Where none is shown, which `number` of them tells, none is named.
    """
    if number > SELECT_LIMIT and chosen is None:
        return searched_select(action_id, placeholder, None)
    choices = list_choices()
    initial = next((option(*choice) for choice in choices if choice[1] == chosen), None)
    if not choices or len(choices) > SELECT_LIMIT:
        return searched_select(action_id, placeholder, initial)
    return select(action_id, placeholder, [option(*choice) for choice in choices], initial)


def _choice_field(offer: ChannelOffer) -> Block:
    labels = list(dict.fromkeys(source.label for source in offer.sources.values()))
    label = labels[0] if len(labels) == 1 else texts.CHANNEL_CHOICE_LABEL
    options = _choice_options(offer)
    only = options[0] if len(options) == 1 else None
    if len(options) <= RADIO_LIMIT:
        return field(CHOICE, label, radio_buttons(CHOICE, options, only))
    groups = [
        (_group_label(source), [one for one in options if one["value"].startswith(f"{source.id}:")])
        for source in offer.sources.values()
    ]
    return field(CHOICE, label, grouped_select(CHOICE, texts.POLICY_PLACEHOLDER, groups))


def _choice_options(offer: ChannelOffer) -> list[Option]:
    names = option_names({number: choice.name for number, choice in enumerate(offer.choices, start=1)})
    return [
        option(name, choice_value(choice.target)) for name, choice in zip(names.values(), offer.choices, strict=True)
    ]


def _group_label(source: SlackAlertSource) -> str:
    label = " ".join(source.label.split())
    return label if len(label) <= GROUP_LABEL_LIMIT else label[: GROUP_LABEL_LIMIT - 1] + "…"


def _text_fields(typed: Typed) -> list[Block]:
    summary = text_input(SUMMARY, texts.SUMMARY_PLACEHOLDER, limit=SUMMARY_LIMIT, initial=typed.summary)
    details = text_input(DETAILS, texts.DETAILS_PLACEHOLDER, limit=DETAILS_LIMIT, initial=typed.details, multiline=True)
    return [
        field(SUMMARY, texts.SUMMARY_LABEL, summary, hint=texts.SUMMARY_HINT),
        field(DETAILS, texts.DETAILS_LABEL, details, optional=True),
    ]


def _priority_field(hint: str = "") -> Block:
    options = [option(texts.PRIORITY_HIGH, "HIGH"), option(texts.PRIORITY_LOW, "LOW")]
    menu = select(PRIORITY, texts.PRIORITY_PLACEHOLDER, options)
    return field(PRIORITY, texts.PRIORITY_LABEL, menu, optional=True, hint=hint)


def _asking_hint(offer: ChannelOffer, asking: list[SlackAlertSource]) -> str:
    ids = {source.id for source in asking}
    names = [choice.name for choice in offer.choices if choice.target.alert_source_id in ids]
    return texts.PRIORITY_ONLY_FOR.format(names=", ".join(names))


def _by_name(names: Mapping[int, str]) -> list[Choice]:
    return [(name, str(key)) for key, name in sorted(names.items(), key=lambda item: item[1].casefold())]


def _modal(callback_id: str, title: str, blocks: list[Block], context: DialogContext) -> Mapping[str, Any]:
    return modal(
        title,
        blocks,
        submit=texts.SUBMIT,
        close=texts.CLOSE,
        callback_id=callback_id,
        private_metadata=dump(context),
    )
