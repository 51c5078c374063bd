"""What happens inside an open dialog before Submit: searching, choosing a source, changing the dialog."""

from collections.abc import Sequence

from slack_bolt.async_app import AsyncApp

from bot.domain.decision import AccountOffer, ChannelOffer, Decision, Reason
from bot.slack.context import Context
from bot.slack.features.alert import choices, views
from bot.slack.features.alert.form import chosen_source, typed_text
from bot.slack.interaction import ACKNOWLEDGING_SECONDS, Interaction, answering, searching
from bot.slack.ui.blocks import Option
from bot.slack.ui.closing import failure_view
from bot.wording.wording import Wording


def register(app: AsyncApp, context: Context) -> None:
    """Answer what people do in the dialog."""
    app.options(views.SOURCE)(searching(context, search_sources))
    app.options(views.POLICY)(searching(context, search_policies))
    app.action(views.SOURCE)(answering(context, show_account_dialog))
    app.action(views.USE_ACCOUNT)(answering(context, show_account_dialog))
    app.action(views.USE_CHANNEL)(answering(context, show_channel_dialog))


async def search_sources(context: Context, interaction: Interaction) -> Sequence[Option]:
    """Find alert sources by what is typed into their menu."""
    wording, offer = await _search(context, interaction)
    found = choices.source_choices(wording, offer) if offer is not None else []
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
    offer = decision.account
    if not isinstance(offer, AccountOffer):
        await _deny(context, interaction, wording, offer)
        return
    view = views.account_dialog(
        wording,
        offer,
        context.policy().config.dialog,
        interaction.metadata,
        _typed(interaction),
        source_id=chosen_source(interaction.view.state),
        channel_too=isinstance(decision.channel, ChannelOffer),
    )
    await interaction.update_view(view)
    await context.accounts.prefetch(offer.user, chosen_source(interaction.view.state))


async def show_channel_dialog(context: Context, interaction: Interaction) -> None:
    """Draw the channel dialog in place of the account dialog."""
    wording, decision = await _decide(context, interaction)
    offer = decision.channel
    if not isinstance(offer, ChannelOffer):
        await _deny(context, interaction, wording, offer)
        return
    view = views.channel_dialog(
        wording,
        offer,
        context.policy().config.dialog,
        interaction.metadata,
        _typed(interaction),
        account_too=isinstance(decision.account, AccountOffer),
    )
    await interaction.update_view(view)


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
