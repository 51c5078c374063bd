"""What people are told: in the dialog after Submit, in a message only they see, or in a direct message. Pure."""

from collections.abc import Mapping
from typing import Any

from bot.domain.alerts import AlertRequest, Delivered, NotDelivered, Outcome
from bot.domain.decision import Denied, Reason
from bot.domain.identity import NotMatched
from bot.slack.api.errors import MissingScope, SlackFailure, TokenRejected, TriggerExpired
from bot.slack.ui.blocks import SECTION_LIMIT, Block, context, modal, quotation, section
from bot.slack.ui.metadata import DialogContext
from bot.slack.ui.mrkdwn import cut, escape, link
from bot.wording.wording import Wording

RESULT = "alert_result"

Message = Mapping[str, Any]
View = Mapping[str, Any]

_POLICY_MATTERS = frozenset({Denied.NO_SLACK_ALERT_SOURCE, NotMatched.NO_ACCOUNT, NotMatched.NO_EMAIL})


def sending_view(wording: Wording, request: AlertRequest, title: str) -> View:
    """Show that Submit worked and ilert is being asked."""
    return _result_view(
        wording, title, [section(f":hourglass_flowing_sand: {wording.results.sending()}"), *_quoted(wording, request)]
    )


def still_trying_view(wording: Wording, request: AlertRequest, title: str, fallback: str) -> View:
    """Show that ilert takes its time, and what to do in urgent cases."""
    return _result_view(
        wording,
        title,
        [section(f":hourglass: {wording.results.still_trying()}"), *_fallback(fallback), *_quoted(wording, request)],
    )


def submitted_before_view(
    wording: Wording, request: AlertRequest, outcome: Outcome | None, title: str, fallback: str
) -> View:
    """Show that a second press changed nothing, and how the alert stands."""
    if outcome is not None:
        return outcome_view(wording, request, outcome, title, fallback)
    known = section(wording.results.submitted_before())
    return _result_view(wording, title, [known, *_fallback(fallback), *_quoted(wording, request)])


def outcome_view(wording: Wording, request: AlertRequest, outcome: Outcome, title: str, fallback: str) -> View:
    """Show what came of an alert."""
    return _result_view(wording, title, _outcome_blocks(wording, request, outcome, fallback))


def outcome_message(wording: Wording, request: AlertRequest, outcome: Outcome, fallback: str) -> Message:
    """Tell what came of an alert."""
    blocks = _outcome_blocks(wording, request, outcome, fallback)
    return {"text": f"{_headline(wording, outcome)} {request.summary}", "blocks": blocks}


def denial_message(wording: Wording, reason: Reason, place: DialogContext) -> Message:
    """Tell why somebody is offered nothing, and what to do about it."""
    say = wording.denials
    text = say.denial(reason)
    blocks = [section(text)]
    if reason in _POLICY_MATTERS:
        if place.place.direct_message:
            blocks.append(section(say.how_to_configure_in_dm()))
        else:
            lines = say.policy_lines(place.place.channel_id)
            blocks.append(section(f"{say.how_to_configure()}\n```{lines}```"))
    return {"text": text, "blocks": [*blocks, _reference(wording, place.reference)]}


def help_message(wording: Wording, command: str) -> Message:
    """Explain the command."""
    text = wording.commands.help(command)
    return {"text": text, "blocks": [section(text)]}


def failure_message(wording: Wording, text: str, reference: str, fallback: str) -> Message:
    """Tell that the bot failed, with the reference to quote."""
    return {"text": text, "blocks": [section(text), *_fallback(fallback), _reference(wording, reference)]}


def failure_view(wording: Wording, text: str, reference: str, title: str, fallback: str) -> View:
    """Show in the dialog that the bot failed."""
    return _result_view(wording, title, [section(text), *_fallback(fallback), _reference(wording, reference)])


def failure_text(wording: Wording, error: SlackFailure, otherwise: str) -> str:
    """Say what a failed Slack call means to the person, as far as they can act on it."""
    match error:
        case MissingScope():
            return wording.failures.missing_scope(escape(error.needed))
        case TokenRejected():
            return wording.failures.access_revoked()
        case TriggerExpired():
            return wording.failures.dialog_too_late()
        case _:
            return otherwise


def _result_view(wording: Wording, title: str, blocks: list[Block]) -> View:
    return modal(title, blocks, close=wording.dialog.close(), callback_id=RESULT)


def _outcome_blocks(wording: Wording, request: AlertRequest, outcome: Outcome, fallback: str) -> list[Block]:
    extra = _fallback(fallback) if isinstance(outcome, NotDelivered) else []
    return [section(_outcome_text(wording, outcome)), *extra, *_quoted(wording, request)]


def _outcome_text(wording: Wording, outcome: Outcome) -> str:
    if isinstance(outcome, NotDelivered):
        return f":x: {wording.results.not_raised(outcome.reason)}"
    raised = f":white_check_mark: {wording.results.raised()}"
    if outcome.url is not None:
        return f"{raised}\n{link(outcome.url, wording.results.raised_link())}"
    return raised if outcome.alert_id is None else f"{raised} (#{outcome.alert_id})"


def _headline(wording: Wording, outcome: Outcome) -> str:
    if isinstance(outcome, Delivered):
        return wording.results.raised()
    return wording.results.not_raised(outcome.reason)


def _quoted(wording: Wording, request: AlertRequest) -> list[Block]:
    """Repeat the person's summary and give the reference."""
    return [quotation(request.summary), _reference(wording, request.reference)]


def _reference(wording: Wording, reference: str) -> Block:
    return context(wording.results.reference(reference))


def _fallback(text: str) -> list[Block]:
    return [section(cut(escape(text), SECTION_LIMIT))] if text.strip() else []
