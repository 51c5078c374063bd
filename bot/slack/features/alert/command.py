"""`/il-alert`: decide what this person may alert from here, and open the dialog that offers it."""

import re
from collections.abc import Callable
from dataclasses import replace
from functools import partial

from slack_bolt.async_app import AsyncApp
from structlog.stdlib import get_logger

from bot.domain.alerts import Target
from bot.domain.decision import AccountOffer, ChannelOffer, Decision, Reason, account_may_follow
from bot.metrics.labels import Offer
from bot.policy.schema import Dialog
from bot.slack.api.errors import SlackFailure, SlackRefused, TriggerExpired
from bot.slack.context import Context
from bot.slack.features.alert.choices import choice_value
from bot.slack.features.alert.denying import deny
from bot.slack.features.alert.hints import hints, policy_of
from bot.slack.features.alert.left_out import left_out_message
from bot.slack.features.alert.newcomers import OPENING_SECONDS, decide_with_newcomers
from bot.slack.features.alert.views import (
    Typed,
    account_dialog,
    channel_dialog,
    chosen_first,
    typed_inline,
    wanted_choice,
)
from bot.slack.interaction import Interaction, answering, wording_for
from bot.slack.ui.blocks import Message, View
from bot.slack.ui.commands import help_message
from bot.slack.ui.metadata import Metadata
from bot.slack.ui.mrkdwn import plain
from bot.slack.ui.typed import bare, clean
from bot.wording.wording import Wording

log = get_logger(__name__)

_HELP = frozenset({"help", "?", "-help", "-h"})


def register(app: AsyncApp, context: Context) -> None:
    """Answer `/il-alert`."""
    app.command(context.manual.command)(answering(context, answer))


async def answer(context: Context, interaction: Interaction) -> None:
    """Do what the word after the command says; where it is none that we know, it begins a summary."""
    typed = clean(plain(interaction.payload.text))
    word = _word(typed)
    if word in _HELP:
        await show_help(context, interaction)
    elif (subcommand := context.manual.subcommand(word)) is not None:
        await subcommand.answer(context, interaction)
    else:
        await open_dialog(context, interaction, typed_inline(typed))


async def show_help(context: Context, interaction: Interaction) -> None:
    """Explain all that people may type and choose."""
    await interaction.reply(help_message(wording_for(context, interaction), context.manual))


# Telephones make one long dash of two hyphens.
_DASHES = re.compile(r"[-\u2010-\u2015\u2212\ufe58\ufe63\uff0d]+")


def _word(typed: str) -> str:
    """Write a word as subcommands are written, whatever its case, its dashes, and what comes invisibly with a paste."""
    return _DASHES.sub("-", bare(typed).casefold())


async def open_dialog(context: Context, interaction: Interaction, typed: Typed) -> None:
    """Open the dialog with what this person may alert from here, or tell them why there is none.

    Raises:
        SlackFailure: Slack did not say who the person is, or did not open the dialog.
    """
    within = interaction.deadline.left(keep=OPENING_SECONDS)
    person = await context.people.person(interaction.person_id, within=within)
    decision = await decide_with_newcomers(context, interaction, person)
    policy, wording = context.policy(), context.wordings.for_person(person)
    context.metrics.decided(_offered(decision))
    if (reason := decision.denial) is not None:
        _log_decision(decision, policy.version)
        await deny(context, interaction, person, reason, typed.details + typed.left_out or typed.summary)
        return
    dialog, metadata = policy.config.dialog, interaction.metadata
    later = account_may_follow(decision, person, interaction.origin, policy)
    draw = partial(first_dialog, wording, dialog, decision, metadata, account_later=later)
    offer, target = starting_target(decision, typed)
    typed = replace(typed, hints=hints(context, wording, person, offer, target))
    try:
        dialog_id = await _open(context, interaction, typed, draw)
    finally:
        # Not sooner: nobody waits for a dialog until a line is written.
        _log_decision(decision, policy.version)
    context.presence.at(dialog_id, person.id, policy_of(context, target))
    if typed.left_out:
        await _show_left_out(interaction, left_out_message(wording, typed.left_out))
    await context.channels.learn(interaction.origin)
    if isinstance(decision.account, AccountOffer) and not isinstance(decision.channel, ChannelOffer):
        # While they type, so that Submit finds it confirmed.
        await context.accounts.prefetch(decision.account.user)


async def _open(context: Context, interaction: Interaction, typed: Typed, draw: Callable[[Typed], View]) -> str:
    try:
        dialog_id = await _opened(interaction, typed, draw)
    except SlackFailure as error:
        context.metrics.dialog(
            "too_late" if isinstance(error, TriggerExpired) else "failed", interaction.deadline.passed
        )
        raise
    context.metrics.dialog("opened", interaction.deadline.passed)
    log.info("dialog_opened", dialog=dialog_id)
    context.response_urls.remember(dialog_id, interaction.payload.response_url)
    return dialog_id


async def _show_left_out(interaction: Interaction, message: Message) -> None:
    try:
        await interaction.reply(message)
    except SlackFailure as error:
        # The dialog is open, which is what they asked for.
        log.warning("left_out_text_not_shown", problem=str(error))


async def _opened(interaction: Interaction, typed: Typed, draw: Callable[[Typed], View]) -> str:
    """Open the dialog. Where Slack does not take it with the summary filled in, all that was typed is a detail."""
    try:
        return await interaction.open_view(draw(typed))
    except SlackRefused as error:
        if not typed.summary:
            raise
        log.warning("summary_refused", problem=str(error))
        return await interaction.open_view(draw(replace(typed, summary="", details=typed.details or typed.summary)))


def first_dialog(
    wording: Wording,
    dialog: Dialog,
    decision: Decision,
    metadata: Metadata,
    typed: Typed,
    *,
    account_later: bool = False,
) -> View:
    """Draw the dialog to begin with: the channel dialog where there is one, else the account dialog.

    What is to be chosen and stands in the account dialog alone makes that the first.

    `account_later` is whether the latter may be there once ilert has been read.
    """
    if isinstance(decision.channel, ChannelOffer) and not _account_first(decision, decision.channel, typed):
        return channel_dialog(
            wording,
            decision.channel,
            dialog,
            metadata,
            typed,
            account_too=isinstance(decision.account, AccountOffer),
            account_later=account_later,
        )
    if isinstance(decision.account, AccountOffer):
        channel_too = isinstance(decision.channel, ChannelOffer)
        return account_dialog(wording, decision.account, dialog, metadata, typed, channel_too=channel_too)
    raise ValueError("a denial has no dialog")


def starting_target(decision: Decision, typed: Typed) -> tuple[AccountOffer | ChannelOffer, Target | None]:
    """Say what `first_dialog` offers, and what is chosen in it at the beginning."""
    channel, account = decision.channel, decision.account
    if isinstance(channel, ChannelOffer) and not _account_first(decision, channel, typed):
        wanted = wanted_choice(channel, typed)
        only = channel.choices[0].target if len(channel.choices) == 1 else None
        return channel, next((one.target for one in channel.choices if choice_value(one.target) == wanted), only)
    if isinstance(account, AccountOffer):
        return account, chosen_first(account, typed.source_id)
    raise ValueError("a denial has no dialog")


def _account_first(decision: Decision, channel: ChannelOffer, typed: Typed) -> bool:
    wanted = typed.policy_id is not None or typed.source_id is not None
    return wanted and wanted_choice(channel, typed) is None and isinstance(decision.account, AccountOffer)


def _log_decision(decision: Decision, policy_version: str) -> None:
    log.info(
        "decision",
        account_dialog=_offer_word(decision.account),
        channel_dialog=_offer_word(decision.channel),
        config_problems={str(key): value.value for key, value in decision.config_problems.items()} or None,
        policy_version=policy_version,
    )


def _offered(decision: Decision) -> Offer:
    """Name what is offered, for the counter."""
    match decision.account, decision.channel:
        case AccountOffer(), ChannelOffer():
            return "both"
        case AccountOffer(), _:
            return "account"
        case _, ChannelOffer():
            return "channel"
        case _:
            return "none"


def _offer_word(offer: AccountOffer | ChannelOffer | Reason) -> str:
    return "offered" if isinstance(offer, AccountOffer | ChannelOffer) else offer.value
