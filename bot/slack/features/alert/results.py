"""What people are told: in the dialog after Submit, in a message only they see, or in a direct message. Pure."""

from bot.domain.alerts import AlertRequest, NotDelivered, Outcome, Raised
from bot.domain.decision import Denied, Reason
from bot.domain.identity import NotMatched
from bot.slack.ui.blocks import Block, Message, View, quotation, section
from bot.slack.ui.closing import closing_view, fallback_blocks, reference_block
from bot.slack.ui.metadata import Metadata
from bot.slack.ui.mrkdwn import link
from bot.wording.wording import Wording

_POLICY_MATTERS = frozenset({Denied.NO_SLACK_ALERT_SOURCE, NotMatched.NO_ACCOUNT, NotMatched.NO_EMAIL})


def sending_view(wording: Wording, request: AlertRequest, title: str) -> View:
    """Show that Submit worked and ilert is being asked."""
    return closing_view(
        wording, title, [section(f":hourglass_flowing_sand: {wording.results.sending()}"), *_quoted(wording, request)]
    )


def still_trying_view(wording: Wording, request: AlertRequest, title: str, fallback: str) -> View:
    """Show that ilert takes its time, and what to do in urgent cases."""
    return closing_view(
        wording,
        title,
        [
            section(f":hourglass: {wording.results.still_trying()}"),
            *fallback_blocks(fallback),
            *_quoted(wording, request),
        ],
    )


def submitted_before_view(
    wording: Wording, request: AlertRequest, outcome: Outcome | None, title: str, fallback: str
) -> View:
    """Show that a second press changed nothing, and how the alert stands."""
    if outcome is not None:
        return outcome_view(wording, request, outcome, title, fallback)
    known = section(wording.results.submitted_before())
    return closing_view(wording, title, [known, *fallback_blocks(fallback), *_quoted(wording, request)])


def outcome_view(wording: Wording, request: AlertRequest, outcome: Outcome, title: str, fallback: str) -> View:
    """Show what came of an alert."""
    return closing_view(wording, title, _outcome_blocks(wording, request, outcome, fallback))


def outcome_message(wording: Wording, request: AlertRequest, outcome: Outcome, fallback: str) -> Message:
    """Tell what came of an alert."""
    blocks = _outcome_blocks(wording, request, outcome, fallback)
    return {"text": f"{_headline(wording, outcome)} {request.summary}", "blocks": blocks}


def denial_message(wording: Wording, reason: Reason, metadata: Metadata) -> Message:
    """Tell why somebody is offered nothing, and what to do about it."""
    say = wording.denials
    text = say.denial(reason)
    blocks = [section(text)]
    if reason in _POLICY_MATTERS:
        if metadata.origin.direct_message:
            blocks.append(section(say.how_to_configure_in_dm()))
        else:
            lines = say.policy_lines(metadata.origin.channel_id)
            blocks.append(section(f"{say.how_to_configure()}\n```{lines}```"))
    return {"text": text, "blocks": [*blocks, reference_block(wording, metadata.reference)]}


def _outcome_blocks(wording: Wording, request: AlertRequest, outcome: Outcome, fallback: str) -> list[Block]:
    extra = fallback_blocks(fallback) if isinstance(outcome, NotDelivered) else []
    return [section(_outcome_text(wording, outcome)), *extra, *_quoted(wording, request)]


def _outcome_text(wording: Wording, outcome: Outcome) -> str:
    if isinstance(outcome, NotDelivered):
        return f":x: {wording.results.not_raised(outcome.reason)}"
    if not isinstance(outcome, Raised):
        return f":hourglass: {wording.results.submitted_before()}"
    raised, sighting = f":white_check_mark: {wording.results.raised()}", outcome.sighting
    if sighting.url is not None:
        return f"{raised}\n{link(sighting.url, wording.results.raised_link())}"
    return f"{raised} (#{sighting.alert_id})"


def _headline(wording: Wording, outcome: Outcome) -> str:
    if isinstance(outcome, NotDelivered):
        return wording.results.not_raised(outcome.reason)
    return wording.results.raised() if isinstance(outcome, Raised) else wording.results.submitted_before()


def _quoted(wording: Wording, request: AlertRequest) -> list[Block]:
    """Repeat the person's summary and give the reference."""
    return [quotation(request.summary), reference_block(wording, request.reference)]
