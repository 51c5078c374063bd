"""What happens inside an open dialog before Submit: searching, choosing a source, changing the dialog."""

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from functools import partial

from slack_bolt.async_app import AsyncApp

from bot.domain.alerts import Target
from bot.domain.decision import AccountOffer, ChannelOffer, Decision, Reason
from bot.slack.context import Context
from bot.slack.features.alert import choices, views
from bot.slack.features.alert.form import chosen_source, chosen_target, typed_text
from bot.slack.features.alert.hints import hints, policy_of
from bot.slack.features.alert.source_menus import SourceMenus
from bot.slack.interaction import ACKNOWLEDGING_SECONDS, Interaction, answering, searching
from bot.slack.ui.blocks import Option, View
from bot.slack.ui.closing import failure_view
from bot.wording.wording import Wording

Offer = AccountOffer | ChannelOffer

_ILERT_SECONDS = 1.0


def register(app: AsyncApp, context: Context) -> None:
    """Answer what people do in the dialog."""
    app.options(views.SOURCE)(searching(context, partial(search_sources, SourceMenus())))
    app.options(views.POLICY)(searching(context, search_policies))
    app.action(views.SOURCE)(answering(context, show_account_dialog))
    app.action(views.POLICY)(answering(context, show_hints))
    app.action(views.CHOICE)(answering(context, show_hints))
    for callback_id in (views.ACCOUNT, views.CHANNEL):
        app.view_closed(callback_id)(answering(context, on_close))
    app.action(views.USE_ACCOUNT)(answering(context, show_account_dialog))
    app.action(views.USE_CHANNEL)(answering(context, show_channel_dialog))


async def search_sources(menus: SourceMenus, context: Context, interaction: Interaction) -> Sequence[Option]:
    """Find alert sources by what is typed into their menu."""
    wording, offer = await _search(context, interaction)
    found = menus.choices(wording, offer) if offer is not None else []
    return choices.matching(found, interaction.payload.text)


async def search_policies(context: Context, interaction: Interaction) -> Sequence[Option]:
    """Find escalation policies by what is typed into their menu."""
    wording, offer = await _search(context, interaction)
    if offer is None:
        return ()
    # Slack sends no state along with a search, only the block's id, which names the chosen source.
    source = choices.source_of_block(offer, interaction.payload.block_id)
    return choices.matching(choices.policy_choices(wording, offer, source), interaction.payload.text)


async def show_account_dialog(context: Context, interaction: Interaction) -> None:
    """Draw the account dialog anew, for the source that is chosen in it, or in place of the channel dialog."""
    wording, decision = await _decide(context, interaction)
    await _show(context, interaction, wording, decision, decision.account)
    if isinstance(decision.account, AccountOffer):
        await context.accounts.prefetch(decision.account.user, chosen_source(interaction.view.state))


async def show_channel_dialog(context: Context, interaction: Interaction) -> None:
    """Draw the channel dialog in place of the account dialog."""
    wording, decision = await _decide(context, interaction)
    await _show(context, interaction, wording, decision, decision.channel)


async def show_hints(context: Context, interaction: Interaction) -> None:
    """Draw the dialog anew where what is known of the target that is chosen now differs from what it says."""
    wording, decision = await _decide(context, interaction)
    offer = decision.account if interaction.view.callback_id == views.ACCOUNT else decision.channel
    if not isinstance(offer, AccountOffer | ChannelOffer):
        return  # Submit says why.
    typed = await _foreseen(context, interaction, wording, offer, chosen_target(interaction.view.state))
    if typed.hints != views.shown_hints(interaction.view.paragraphs):
        await interaction.update_view(_dialog(context, interaction, wording, decision, offer, typed))


async def on_close(context: Context, interaction: Interaction) -> None:
    """Forget that somebody has the dialog open."""
    context.presence.closed(interaction.view.root_id)


async def _show(
    context: Context, interaction: Interaction, wording: Wording, decision: Decision, offer: Offer | Reason
) -> None:
    """Draw the dialog of an offer in place of the one that is open, or say why there is none any more."""
    if not isinstance(offer, AccountOffer | ChannelOffer):
        await _deny(context, interaction, wording, offer)
        return
    state = interaction.view.state
    # Another source brings its own policy with it.
    target = (
        views.chosen_first(offer, chosen_source(state)) if isinstance(offer, AccountOffer) else chosen_target(state)
    )
    typed = await _foreseen(context, interaction, wording, offer, target)
    await interaction.update_view(_dialog(context, interaction, wording, decision, offer, typed))


def _dialog(
    context: Context, interaction: Interaction, wording: Wording, decision: Decision, offer: Offer, typed: views.Typed
) -> View:
    """Draw the dialog of an offer, with all that is chosen and typed in the one that is open."""
    look, metadata = context.policy().config.dialog, interaction.metadata
    if isinstance(offer, ChannelOffer):
        account_too = isinstance(decision.account, AccountOffer)
        return views.channel_dialog(wording, offer, look, metadata, typed, account_too=account_too)
    source_id, channel_too = chosen_source(interaction.view.state), isinstance(decision.channel, ChannelOffer)
    return views.account_dialog(wording, offer, look, metadata, typed, source_id=source_id, channel_too=channel_too)


async def _foreseen(
    context: Context, interaction: Interaction, wording: Wording, offer: Offer, target: Target | None
) -> views.Typed:
    """Return what was typed so far, with what to know about the target. The dialog is open: ilert may be asked."""
    person = await context.people.person(interaction.person_id)
    policy_id = policy_of(context, target)
    context.presence.at(interaction.view.root_id, person.id, policy_id)
    if policy_id is not None:
        await asyncio.gather(
            context.on_calls.find([policy_id], _ILERT_SECONDS),
            context.policy_alerts.find([policy_id], _ILERT_SECONDS),
        )
    return replace(_typed(interaction), hints=hints(context, wording, person, offer, target))


async def _search(context: Context, interaction: Interaction) -> tuple[Wording, AccountOffer | None]:
    """Decide within the time that Slack waits for options."""
    within = interaction.deadline.left(keep=ACKNOWLEDGING_SECONDS)
    wording, decision = await _decide(context, interaction, within)
    return wording, decision.account if isinstance(decision.account, AccountOffer) else None


async def _decide(context: Context, interaction: Interaction, within: float | None = None) -> tuple[Wording, Decision]:
    person = await context.people.person(interaction.person_id, within=within)
    return context.wordings.for_person(person), context.decisions.decide(person, interaction.origin)


async def _deny(context: Context, interaction: Interaction, wording: Wording, reason: Reason) -> None:
    """Show why the person may not do this any more; an admin changed something meanwhile."""
    fallback = context.policy().fallback_for(None)
    text, title = wording.denials.denial(reason), interaction.view.title
    await interaction.update_view(failure_view(wording, text, interaction.reference, title, fallback))


def _typed(interaction: Interaction) -> views.Typed:
    """Return what the person has typed so far."""
    state = interaction.view.state
    return views.Typed(typed_text(state, views.SUMMARY), typed_text(state, views.DETAILS))
