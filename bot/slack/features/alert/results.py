"""What people are told: in the dialog after Submit, in a message only they see, or in a direct message. Pure."""

from collections.abc import Mapping
from typing import Any

from bot.domain.alerts import AlertRequest, Delivered, NotDelivered, Outcome
from bot.domain.decision import Denied, Reason
from bot.domain.identity import NotMatched
from bot.slack.api.errors import MissingScope, SlackFailure, TokenRejected, TriggerExpired
from bot.slack.ui import texts
from bot.slack.ui.blocks import Block, context, modal, quotation, section
from bot.slack.ui.metadata import DialogContext
from bot.slack.ui.mrkdwn import escape, link

RESULT = "alert_result"

Message = Mapping[str, Any]
View = Mapping[str, Any]

_POLICY_MATTERS = frozenset({Denied.NO_SLACK_ALERT_SOURCE, NotMatched.NO_ACCOUNT, NotMatched.NO_EMAIL})


def sending_view(request: AlertRequest, title: str) -> View:
    """Show that Submit worked and ilert is being asked."""
    return _result_view(title, [section(f":hourglass_flowing_sand: {texts.SENDING}"), *_quoted(request)])


def still_trying_view(request: AlertRequest, title: str, fallback: str) -> View:
    """Show that ilert takes its time, and what to do in urgent cases."""
    return _result_view(
        title,
        [section(f":hourglass: {texts.STILL_TRYING}"), *_fallback(fallback), *_quoted(request)],
    )


def submitted_before_view(request: AlertRequest, outcome: Outcome | None, title: str, fallback: str) -> View:
    """Show that a second press changed nothing, and how the alert stands."""
    if outcome is not None:
        return outcome_view(request, outcome, title, fallback)
    return _result_view(title, [section(texts.SUBMITTED_BEFORE), *_fallback(fallback), *_quoted(request)])


def outcome_view(request: AlertRequest, outcome: Outcome, title: str, fallback: str) -> View:
    """Show what came of an alert."""
    return _result_view(title, _outcome_blocks(request, outcome, fallback))


def outcome_message(request: AlertRequest, outcome: Outcome, fallback: str) -> Message:
    """Tell what came of an alert."""
    blocks = _outcome_blocks(request, outcome, fallback)
    return {"text": f"{_headline(outcome)} {request.summary}", "blocks": blocks}


def denial_message(reason: Reason, place: DialogContext) -> Message:
    """Tell why somebody is offered nothing, and what to do about it."""
    text = texts.denial(reason)
    blocks = [section(text)]
    if reason in _POLICY_MATTERS:
        if place.place.direct_message:
            blocks.append(section(texts.HOW_TO_CONFIGURE_DM))
        else:
            lines = texts.policy_lines(place.place.channel_id)
            blocks.append(section(f"{texts.HOW_TO_CONFIGURE}\n```{lines}```"))
    return {"text": text, "blocks": [*blocks, _reference(place.reference)]}


def help_message() -> Message:
    """Explain the command."""
    return {"text": texts.HELP, "blocks": [section(texts.HELP)]}


def failure_message(text: str, reference: str, fallback: str) -> Message:
    """Tell that the bot failed, with the reference to quote."""
    return {"text": text, "blocks": [section(text), *_fallback(fallback), _reference(reference)]}


def failure_view(text: str, reference: str, title: str, fallback: str) -> View:
    """Show in the dialog that the bot failed."""
    return _result_view(title, [section(text), *_fallback(fallback), _reference(reference)])


def failure_text(error: SlackFailure, otherwise: str) -> str:
    """Say what a failed Slack call means to the person, as far as they can act on it."""
    match error:
        case MissingScope():
            return texts.MISSING_SCOPE.format(needed=escape(error.needed))
        case TokenRejected():
            return texts.ACCESS_REVOKED
        case TriggerExpired():
            return texts.DIALOG_TOO_LATE
        case _:
            return otherwise


def _result_view(title: str, blocks: list[Block]) -> View:
    return modal(title, blocks, close=texts.CLOSE, callback_id=RESULT)


def _outcome_blocks(request: AlertRequest, outcome: Outcome, fallback: str) -> list[Block]:
    extra = _fallback(fallback) if isinstance(outcome, NotDelivered) else []
    return [section(_outcome_text(outcome)), *extra, *_quoted(request)]


def _outcome_text(outcome: Outcome) -> str:
    if isinstance(outcome, NotDelivered):
        return f":x: {texts.NOT_RAISED[outcome.reason]}"
    raised = f":white_check_mark: {texts.RAISED}"
    if outcome.url is not None:
        return f"{raised}\n{link(outcome.url, texts.RAISED_LINK)}"
    return raised if outcome.alert_id is None else f"{raised} (#{outcome.alert_id})"


def _headline(outcome: Outcome) -> str:
    return texts.RAISED if isinstance(outcome, Delivered) else texts.NOT_RAISED[outcome.reason]


def _quoted(request: AlertRequest) -> list[Block]:
    """Repeat the person's summary and give the reference."""
    return [quotation(request.summary), _reference(request.reference)]


def _reference(reference: str) -> Block:
    return context(texts.REFERENCE.format(reference=reference))


def _fallback(text: str) -> list[Block]:
    return [section(escape(text))] if text.strip() else []
