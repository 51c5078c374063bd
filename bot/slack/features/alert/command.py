"""`/il-alert`: decide what this person may alert from here, and open the dialog that offers it."""

import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncApp
from structlog.contextvars import bound_contextvars
from structlog.stdlib import get_logger

from bot.domain.alerts import Person
from bot.domain.decision import AccountOffer, ChannelOffer, Decision, Reason
from bot.metrics.labels import Offer
from bot.policy.schema import Dialog
from bot.slack.api.errors import SlackFailure, TriggerExpired
from bot.slack.channels import place
from bot.slack.context import Context
from bot.slack.features.alert import results
from bot.slack.features.alert.views import Typed, account_dialog, channel_dialog, typed_inline
from bot.slack.features.whoami import whoami_message
from bot.slack.ui.metadata import DialogContext, new_reference
from bot.slack.ui.mrkdwn import plain
from bot.wording.wording import Wording

log = get_logger(__name__)

COMMAND = "/il-alert"


@dataclass(frozen=True, slots=True)
class Command:
    """A command as typed. `response_url` is a secret; `received_at` is of `time.perf_counter`, in seconds."""

    context: DialogContext
    user_id: str
    text: str
    trigger_id: str
    response_url: str = field(repr=False)
    received_at: float = field(default_factory=time.perf_counter)

    @property
    def waited(self) -> float:
        """For how many seconds the person has waited."""
        return time.perf_counter() - self.received_at


def register(app: AsyncApp, desk: Context) -> None:
    """Answer `/il-alert`."""

    @app.command(COMMAND)
    async def on_command(ack: AsyncAck, body: dict[str, Any]) -> None:
        await ack()
        desk.tasks.start(answer(desk, read_command(body)))


def read_command(body: Mapping[str, Any]) -> Command:
    """Read the payload of a slash command (Slack docs, slash commands)."""
    return Command(
        DialogContext(new_reference(), place(body["channel_id"], body.get("channel_name", ""))),
        user_id=body["user_id"],
        text=plain(body.get("text", "")),
        trigger_id=body["trigger_id"],
        response_url=body["response_url"],
    )


async def answer(desk: Context, command: Command) -> None:
    """Open the dialog, explain the command, or say why not."""
    context = command.context
    with bound_contextvars(ref=context.reference, user=command.user_id, channel=context.place.channel_id):
        if command.text.casefold() in ("help", "?", "--help", "-h"):
            await _tell(desk, command, results.help_message(desk.wordings.for_language(""), COMMAND))
            return
        try:
            person = await desk.people.person(command.user_id)
        except SlackFailure as error:
            log.error("person_unknown", problem=str(error))
            wording = desk.wordings.for_language("")
            text = results.failure_text(wording, error, wording.failures.unknown_person())
            await _tell_failure(desk, wording, command, text)
            return
        wording = desk.wordings.for_person(person)
        if command.text.casefold() == "whoami":
            decision = await desk.decide_with_newcomers(person, context.place)
            message = whoami_message(wording, person, desk.account(person), decision, desk.directory())
            await _tell(desk, command, message)
            return
        await _show(desk, wording, command, person)


async def _show(desk: Context, wording: Wording, command: Command, person: Person) -> None:
    context = command.context
    decision = await desk.decide_with_newcomers(person, context.place)
    _log_decision(decision, desk.policy().version)
    desk.metrics.decided(_offered(decision))
    if (reason := decision.denial) is not None:
        await _tell(desk, command, results.denial_message(wording, reason, context))
        return
    view = first_dialog(wording, desk.policy().config.dialog, decision, context, typed_inline(command.text))
    try:
        dialog_id = await desk.slack.open_view(command.trigger_id, view)
    except SlackFailure as error:
        desk.metrics.dialog("too_late" if isinstance(error, TriggerExpired) else "failed", command.waited)
        log.error("dialog_not_opened", problem=str(error))
        text = results.failure_text(wording, error, wording.failures.dialog_failed())
        await _tell_failure(desk, wording, command, text)
        return
    desk.metrics.dialog("opened", command.waited)
    log.info("dialog_opened", dialog=dialog_id)
    desk.response_urls.remember(dialog_id, command.response_url)
    await desk.channels.learn(context.place)


def first_dialog(
    wording: Wording, dialog: Dialog, decision: Decision, context: DialogContext, typed: Typed
) -> Mapping[str, Any]:
    """Draw the dialog to begin with: the channel dialog where there is one, else the account dialog."""
    if isinstance(decision.channel, ChannelOffer):
        account_too = isinstance(decision.account, AccountOffer)
        return channel_dialog(wording, decision.channel, dialog, context, typed, account_too=account_too)
    if isinstance(decision.account, AccountOffer):
        return account_dialog(wording, decision.account, dialog, context, typed)
    raise ValueError("a denial has no dialog")


async def _tell_failure(desk: Context, wording: Wording, command: Command, text: str) -> None:
    await _tell(desk, command, results.failure_message(wording, text, command.context.reference, desk.fallback()))


async def _tell(desk: Context, command: Command, message: results.Message) -> None:
    try:
        await desk.slack.respond(command.response_url, message)
    except SlackFailure as error:
        log.error("answer_not_shown", problem=str(error))


def _log_decision(decision: Decision, policy_version: str) -> None:
    log.info(
        "decision",
        account_dialog=_word(decision.account),
        channel_dialog=_word(decision.channel),
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


def _word(offer: AccountOffer | ChannelOffer | Reason) -> str:
    return "offered" if isinstance(offer, AccountOffer | ChannelOffer) else offer.value
