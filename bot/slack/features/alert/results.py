"""What people see of their alert: in the dialog after Submit, in a message only they see, in a direct message. Pure."""

from collections.abc import Sequence

from bot.domain.alerts import AlertRequest, DialogKind, Outcome
from bot.outbox.model import LiveAlert
from bot.policy.schema import Dialog
from bot.slack.features.alert.standing import Standing, opens_ilert, standing
from bot.slack.features.alert.views import account_title, channel_title
from bot.slack.ui.blocks import Block, Message, View, button, quotation, section
from bot.slack.ui.closing import closing_view, fallback_blocks, reference_block
from bot.slack.ui.metadata import Metadata
from bot.slack.ui.mrkdwn import escape, link
from bot.wording.states import State, Surface
from bot.wording.wording import Wording

PAGE_NOW = "page_now"
"""The action id of the button. Its value is the alert's key."""


def result_title(wording: Wording, request: AlertRequest, dialog: Dialog) -> str:
    """Head what the dialog of an alert has become."""
    title = channel_title if request.dialog is DialogKind.CHANNEL else account_title
    return title(wording, dialog)


def sending_view(wording: Wording, request: AlertRequest, title: str) -> View:
    """Show that Submit worked and ilert is being asked."""
    return standing_view(wording, Standing(request, State.SENDING), title, "")


def submitted_before_view(
    wording: Wording, request: AlertRequest, outcome: Outcome | None, title: str, fallback: str
) -> View:
    """Show that a second press changed nothing, and how the alert stands."""
    if outcome is not None:
        return standing_view(wording, standing(request, outcome), title, fallback)
    known = section(wording.results.submitted_before())
    return closing_view(wording, title, [known, *fallback_blocks(fallback), *_quoted(wording, request)])


def standing_view(wording: Wording, stands: Standing, title: str, fallback: str) -> View:
    """Show in the dialog how an alert stands. `fallback` is shown where people need another way."""
    blocks = _blocks(wording, stands, Surface.DIALOG, fallback)
    request = stands.request
    return closing_view(wording, title, blocks, Metadata(request.reference, request.origin))


def standing_message(wording: Wording, stands: Standing, surface: Surface, fallback: str) -> Message:
    """Tell how an alert stands. The text is all that screen readers and notifications have (Slack docs, messages)."""
    say, request = wording.results, stands.request
    sentences = stands.sentences(wording, surface)
    if stands.wants_fallback and fallback.strip():
        sentences.append(escape(fallback))
    text = " ".join([*sentences, f"“{escape(request.summary)}”", say.reference(request.reference)])
    return {"text": text, "blocks": _blocks(wording, stands, surface, fallback)}


def progress_message(wording: Wording, alert: LiveAlert, sentences: Sequence[str], fallback: str) -> Message:
    """Tell how an alert goes on in ilert."""
    request = alert.entry.request
    said = [*sentences, escape(fallback)] if fallback.strip() else sentences
    text = " ".join([*said, f"“{escape(request.summary)}”", wording.results.reference(request.reference)])
    return {"text": text, "blocks": _progress_blocks(wording, alert, sentences, fallback)}


def progress_view(wording: Wording, alert: LiveAlert, sentences: Sequence[str], title: str, fallback: str) -> View:
    """Show in the dialog how an alert goes on in ilert."""
    request = alert.entry.request
    blocks = _progress_blocks(wording, alert, sentences, fallback)
    return closing_view(wording, title, blocks, Metadata(request.reference, request.origin))


def _progress_blocks(wording: Wording, alert: LiveAlert, sentences: Sequence[str], fallback: str) -> list[Block]:
    request, url = alert.entry.request, alert.seen.url
    page = link(url, wording.results.raised_link()) if url and opens_ilert(request) else ""
    lines = [" ".join(sentences), page]
    blocks = [section("\n".join(filter(None, lines))), *fallback_blocks(fallback)]
    return [*blocks, *_quoted(wording, request)]


def _blocks(wording: Wording, stands: Standing, surface: Surface, fallback: str) -> list[Block]:
    words = f"{stands.emoji} {' '.join(stands.sentences(wording, surface))}"
    blocks = [section("\n".join(filter(None, [words, stands.link(wording, surface)])))]
    if stands.can_page_now:
        blocks.append(button(PAGE_NOW, wording.states.page_now(), stands.request.key))
    if stands.wants_fallback:
        blocks += fallback_blocks(fallback)
    return [*blocks, *_quoted(wording, stands.request)]


def _quoted(wording: Wording, request: AlertRequest) -> list[Block]:
    """Repeat the person's summary and give the reference."""
    return [quotation(request.summary), reference_block(wording, request.reference)]
