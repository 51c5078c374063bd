"""From a decision to the dialog that shows it. Pure: the same decision gives the same dialog.

Fields that both dialogs have keep their ids, so that Slack keeps what was typed when one replaces the other
(Slack docs, views.update). A field that must start afresh gets another block id instead.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from bot.domain.account import AlertSource
from bot.domain.alerts import Target
from bot.domain.decision import AccountOffer, ChannelOffer
from bot.policy.schema import Dialog, SlackAlertSource
from bot.slack.features.alert.choices import (
    OWN_ROUTING_VALUE,
    SELECT_LIMIT,
    Choice,
    choice_name,
    choice_value,
    policy_choices,
    source_choices,
)
from bot.slack.ui.blocks import (
    SECTION_LIMIT,
    Block,
    Option,
    callout,
    context,
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
from bot.slack.ui.metadata import Metadata, dump
from bot.slack.ui.option_labels import option_names
from bot.slack.ui.typed import cut, length
from bot.wording.wording import Wording

ACCOUNT = "alert_account"
CHANNEL = "alert_channel"

SOURCE = "source"
POLICY = "policy"
CHOICE = "choice"
SUMMARY = "summary"
DETAILS = "details"
PRIORITY = "priority"
HINTS = "hints"
USE_ACCOUNT = "use_account"
USE_CHANNEL = "use_channel"

SUMMARY_LIMIT = 255
DETAILS_LIMIT = 3000

# Slack docs: options of radio buttons, and the length of a group's label.
RADIO_LIMIT = 10
GROUP_LABEL_LIMIT = 75


@dataclass(frozen=True, slots=True)
class Typed:
    """What the fields start with. A policy or source is chosen only where it is offered."""

    summary: str = ""
    details: str = ""
    policy_id: int | None = None
    source_id: int | None = None
    left_out: str = ""
    """What no field has room for."""
    hints: tuple[str, ...] = ()
    """What to know before submitting, as mrkdwn."""


def typed_inline(text: str) -> Typed:
    """Take the words after the command as the summary; what does not fit goes into the details, as far as it can."""
    summary = " ".join(text.split())
    if length(summary) <= SUMMARY_LIMIT:
        return Typed(summary)
    details = cut(text, DETAILS_LIMIT)
    return Typed(cut(summary, SUMMARY_LIMIT - 1).rstrip() + "…", details, left_out=text[len(details) :])


def chosen_first(offer: AccountOffer, source_id: int | None) -> Target | None:
    """Return what the account dialog has chosen with a source, or with none where there is but one."""
    sources = offer.resources.alert_sources
    if source_id not in sources:
        source_id = next(iter(sources)) if len(sources) == 1 else None
    if source_id is None:
        return None
    source = sources[source_id]
    return Target(source.id, None if offer.routes_itself(source) else source.escalation_policy_id)


def wanted_choice(offer: ChannelOffer, typed: Typed) -> str | None:
    """Return the value of the choice that is to be chosen, if it is offered; an alert source is the account's."""
    targets = (choice.target for choice in offer.choices if typed.source_id is None)
    return next((choice_value(one) for one in targets if one.escalation_policy_id == typed.policy_id), None)


def account_title(wording: Wording, dialog: Dialog) -> str:
    """Head the account dialog, and what it becomes after Submit."""
    return dialog.title or wording.dialog.account_title()


def channel_title(wording: Wording, dialog: Dialog) -> str:
    """Head the channel dialog, and what it becomes after Submit."""
    return dialog.title or wording.dialog.channel_title()


def account_dialog(
    wording: Wording,
    offer: AccountOffer,
    dialog: Dialog,
    metadata: Metadata,
    typed: Typed,
    *,
    source_id: int | None = None,
    channel_too: bool = False,
) -> Mapping[str, Any]:
    """Draw the account dialog. With `source_id` that source is chosen and its policy preselected."""
    sources = offer.resources.alert_sources
    source_id = typed.source_id if source_id is None else source_id
    target = chosen_first(offer, source_id)
    source = sources[target.alert_source_id] if target is not None else None
    chosen = None if target is None else str(target.alert_source_id)
    say = wording.dialog
    source_menu = _menu(SOURCE, say.source_placeholder(), len(sources), lambda: source_choices(wording, offer), chosen)
    blocks = [
        field(SOURCE, say.source_label(), source_menu, tells=True),
        _policy_field(wording, offer, source, typed.policy_id),
        *_hints(typed),
        *_text_fields(wording, typed),
    ]
    if offer.priority == "ask":
        blocks.append(_priority_field(wording))
    if channel_too:
        blocks.append(section_button(USE_CHANNEL, say.use_channel(), say.use_channel_button()))
    return _modal(wording, ACCOUNT, account_title(wording, dialog), blocks, metadata)


def channel_dialog(
    wording: Wording,
    offer: ChannelOffer,
    dialog: Dialog,
    metadata: Metadata,
    typed: Typed,
    *,
    account_too: bool = False,
    account_later: bool = False,
) -> Mapping[str, Any]:
    """Draw the channel dialog. All choices of the channel stand in one field, so that exactly one is made.

    `account_too` offers the way to the account dialog; `account_later` says that it may be there in a minute.
    """
    say = wording.dialog
    blocks = [_choice_field(wording, offer, wanted_choice(offer, typed)), *_hints(typed), *_text_fields(wording, typed)]
    asking = [source for source in offer.sources.values() if source.priority == "ask"]
    if asking:
        hint = "" if len(asking) == len(offer.sources) else _asking_hint(wording, offer, asking)
        blocks.append(_priority_field(wording, hint))
    if account_too:
        blocks.append(section_button(USE_ACCOUNT, say.use_account(), say.use_account_button()))
    elif account_later:
        blocks.append(context(say.account_unread()))
    return _modal(wording, CHANNEL, channel_title(wording, dialog), blocks, metadata)


def _policy_field(wording: Wording, offer: AccountOffer, source: AlertSource | None, policy_id: int | None) -> Block:
    label, placeholder = wording.dialog.policy_label(), wording.dialog.policy_placeholder()

    def menu(chosen: str | None) -> Block:
        number = len(offer.resources.escalation_policies)
        return _menu(POLICY, placeholder, number, lambda: policy_choices(wording, offer, source), chosen)

    if source is None:
        return field(POLICY, label, menu(None if policy_id is None else str(policy_id)))
    own = OWN_ROUTING_VALUE if offer.routes_itself(source) else str(source.escalation_policy_id)
    # Another source's policy must not stay chosen: another block id makes Slack forget it.
    block_id = f"{POLICY}.{source.id}"
    return field(block_id, label, menu(own), tells=True)


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


def _choice_field(wording: Wording, offer: ChannelOffer, chosen: str | None) -> Block:
    labels = list(dict.fromkeys(_label(wording, source) for source in offer.sources.values()))
    label = labels[0] if len(labels) == 1 else wording.dialog.choices_label()
    options = _choice_options(wording, offer)
    initial = options[0] if len(options) == 1 else next((one for one in options if one["value"] == chosen), None)
    if len(options) <= RADIO_LIMIT:
        return field(CHOICE, label, radio_buttons(CHOICE, options, initial), tells=True)
    groups = [
        (_group_label(wording, source), [one for one in options if one["value"].startswith(f"{source.id}:")])
        for source in offer.sources.values()
    ]
    return field(
        CHOICE, label, grouped_select(CHOICE, wording.dialog.policy_placeholder(), groups, initial), tells=True
    )


def _choice_options(wording: Wording, offer: ChannelOffer) -> list[Option]:
    shown = [choice_name(wording, choice) for choice in offer.choices]
    names = option_names(wording, dict(enumerate(shown, start=1)))
    return [
        option(name, choice_value(choice.target)) for name, choice in zip(names.values(), offer.choices, strict=True)
    ]


def _label(wording: Wording, source: SlackAlertSource) -> str:
    return source.label or wording.dialog.choice_label()


def _group_label(wording: Wording, source: SlackAlertSource) -> str:
    label = " ".join(_label(wording, source).split())
    return label if len(label) <= GROUP_LABEL_LIMIT else label[: GROUP_LABEL_LIMIT - 1] + "…"


def _hints(typed: Typed) -> list[Block]:
    """Say before the text fields what to know. Slack takes 3,000 characters in a paragraph."""
    lines = enumerate(typed.hints, start=1)
    return [{**callout(cut(line, SECTION_LIMIT)), "block_id": f"{HINTS}.{number}"} for number, line in lines]


def shown_hints(paragraphs: Mapping[str, str]) -> tuple[str, ...]:
    """Return the hints among the paragraphs of a dialog, which are given by block id."""
    return tuple(text for block_id, text in paragraphs.items() if block_id.startswith(f"{HINTS}."))


def _text_fields(wording: Wording, typed: Typed) -> list[Block]:
    say = wording.dialog
    summary = text_input(SUMMARY, say.summary_placeholder(), limit=SUMMARY_LIMIT, initial=typed.summary)
    details = text_input(DETAILS, say.details_placeholder(), limit=DETAILS_LIMIT, initial=typed.details, multiline=True)
    return [
        field(SUMMARY, say.summary_label(), summary, hint=say.summary_hint()),
        field(DETAILS, say.details_label(), details, optional=True),
    ]


def _priority_field(wording: Wording, hint: str = "") -> Block:
    say = wording.dialog
    options = [option(say.priority_high(), "HIGH"), option(say.priority_low(), "LOW")]
    menu = select(PRIORITY, say.priority_placeholder(), options)
    return field(PRIORITY, say.priority_label(), menu, optional=True, hint=hint)


def _asking_hint(wording: Wording, offer: ChannelOffer, asking: list[SlackAlertSource]) -> str:
    ids = {source.id for source in asking}
    names = [choice_name(wording, choice) for choice in offer.choices if choice.target.alert_source_id in ids]
    return wording.dialog.priority_only_for(", ".join(names))


def _modal(
    wording: Wording, callback_id: str, title: str, blocks: list[Block], metadata: Metadata
) -> Mapping[str, Any]:
    return modal(
        title,
        blocks,
        submit=wording.dialog.submit(),
        close=wording.dialog.close(),
        callback_id=callback_id,
        private_metadata=dump(metadata),
        notify_on_close=True,
    )
