"""What happens inside an open dialog before Submit: searching, choosing a source, changing the dialog."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncApp
from structlog.contextvars import bound_contextvars
from structlog.stdlib import get_logger

from bot.domain.decision import AccountOffer, ChannelOffer, Decision
from bot.slack.api.errors import SlackFailure, ViewGone
from bot.slack.context import Context
from bot.slack.features.alert import results, views
from bot.slack.features.alert.form import chosen_source, typed_text
from bot.slack.ui.metadata import DialogContext, load
from bot.wording.wording import Wording

log = get_logger(__name__)


@dataclass(frozen=True, slots=True)
class OpenDialog:
    """A dialog as Slack describes it when somebody does something in it."""

    view_id: str
    view_hash: str
    title: str
    context: DialogContext
    user_id: str
    state: Mapping[str, Any]

    @property
    def typed(self) -> views.Typed:
        """What the person has typed so far."""
        return views.Typed(typed_text(self.state, views.SUMMARY), typed_text(self.state, views.DETAILS))


def register(app: AsyncApp, desk: Context) -> None:
    """Answer what people do in the dialog."""

    @app.options(views.SOURCE)
    async def on_source_search(ack: AsyncAck, body: dict[str, Any]) -> None:
        await ack(options=views.matching(await _source_choices(desk, body), str(body.get("value", ""))))

    @app.options(views.POLICY)
    async def on_policy_search(ack: AsyncAck, body: dict[str, Any]) -> None:
        await ack(options=views.matching(await _policy_choices(desk, body), str(body.get("value", ""))))

    @app.action(views.SOURCE)
    async def on_source_chosen(ack: AsyncAck, body: dict[str, Any]) -> None:
        await ack()
        desk.tasks.start(_redraw(desk, body, to_account=True))

    @app.action(views.USE_ACCOUNT)
    async def on_use_account(ack: AsyncAck, body: dict[str, Any]) -> None:
        await ack()
        desk.tasks.start(_redraw(desk, body, to_account=True))

    @app.action(views.USE_CHANNEL)
    async def on_use_channel(ack: AsyncAck, body: dict[str, Any]) -> None:
        await ack()
        desk.tasks.start(_redraw(desk, body, to_account=False))


def read_dialog(body: Mapping[str, Any]) -> OpenDialog | None:
    """Read the dialog out of an interaction's payload; None where it is not one of ours."""
    view = body.get("view") or {}
    context = load(view.get("private_metadata", ""))
    if context is None:
        return None
    return OpenDialog(
        view_id=view["id"],
        view_hash=view.get("hash", ""),
        title=view["title"]["text"],
        context=context,
        user_id=body["user"]["id"],
        state=view.get("state", {}).get("values", {}),
    )


async def _offer(desk: Context, dialog: OpenDialog) -> tuple[Decision, Wording]:
    person = await desk.people.person(dialog.user_id)
    return desk.decide(person, dialog.context.place), desk.wordings.for_person(person)


async def _source_choices(desk: Context, body: Mapping[str, Any]) -> list[views.Choice]:
    dialog = read_dialog(body)
    if dialog is None:
        return []
    decision, wording = await _offer(desk, dialog)
    offer = decision.account
    return views.source_choices(wording, offer) if isinstance(offer, AccountOffer) else []


async def _policy_choices(desk: Context, body: Mapping[str, Any]) -> list[views.Choice]:
    dialog = read_dialog(body)
    if dialog is None:
        return []
    decision, wording = await _offer(desk, dialog)
    offer = decision.account
    if not isinstance(offer, AccountOffer):
        return []
    # Slack sends no state along with a search, only the block's id, which names the chosen source.
    return views.policy_choices(wording, offer, views.source_of_block(offer, str(body.get("block_id", ""))))


async def _redraw(desk: Context, body: Mapping[str, Any], *, to_account: bool) -> None:
    dialog = read_dialog(body)
    if dialog is None:
        log.warning("dialog_unreadable")
        return
    context = dialog.context
    with bound_contextvars(ref=context.reference, user=dialog.user_id, channel=context.place.channel_id):
        try:
            decision, wording = await _offer(desk, dialog)
            view = _drawn(desk, wording, dialog, decision, to_account=to_account)
            await desk.slack.update_view(dialog.view_id, view, dialog.view_hash)
        except ViewGone as error:
            log.debug("dialog_gone", problem=str(error))
        except SlackFailure as error:
            log.error("dialog_not_updated", problem=str(error))


def _drawn(
    desk: Context, wording: Wording, dialog: OpenDialog, decision: Decision, *, to_account: bool
) -> Mapping[str, Any]:
    look = desk.policy().config.dialog
    if to_account and isinstance(decision.account, AccountOffer):
        return views.account_dialog(
            wording,
            decision.account,
            look,
            dialog.context,
            dialog.typed,
            source_id=chosen_source(dialog.state),
            channel_too=isinstance(decision.channel, ChannelOffer),
        )
    if not to_account and isinstance(decision.channel, ChannelOffer):
        account_too = isinstance(decision.account, AccountOffer)
        return views.channel_dialog(
            wording, decision.channel, look, dialog.context, dialog.typed, account_too=account_too
        )
    reason = decision.account if to_account else decision.channel
    say = wording
    text = say.failures.unexpected() if isinstance(reason, AccountOffer | ChannelOffer) else say.denials.denial(reason)
    return results.failure_view(wording, text, dialog.context.reference, dialog.title, desk.fallback())
