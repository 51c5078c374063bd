"""What ends an interaction: a dialog without Submit, or a message that only its reader sees. Pure."""

from collections.abc import Sequence

from bot.slack.api.errors import MissingScope, SlackFailure, TokenRejected, TriggerExpired
from bot.slack.ui.blocks import SECTION_LIMIT, TITLE_LIMIT, Block, Message, View, context, message, modal, section
from bot.slack.ui.metadata import Metadata, dump
from bot.slack.ui.mrkdwn import cut, escape
from bot.wording.wording import Wording

_CLOSING = "closing"


def closing_view(wording: Wording, title: str, blocks: Sequence[Block], metadata: Metadata | None = None) -> View:
    """Draw a dialog that can only be closed, under its title if that fits. What may be pressed needs the metadata."""
    shown = title.strip() if 0 < len(title.strip()) <= TITLE_LIMIT else wording.dialog.account_title()
    carried = dump(metadata) if metadata is not None else ""
    return modal(shown, blocks, close=wording.dialog.close(), callback_id=_CLOSING, private_metadata=carried)


def failure_view(wording: Wording, text: str, reference: str, title: str, fallback: str) -> View:
    """Show in the dialog why nothing came of it."""
    return closing_view(wording, title, failure_blocks(wording, text, reference, fallback))


def failure_message(wording: Wording, text: str, reference: str, fallback: str) -> Message:
    """Tell why nothing came of it."""
    return message(failure_blocks(wording, text, reference, fallback))


def failure_blocks(wording: Wording, text: str, reference: str, fallback: str) -> list[Block]:
    """Say what failed, what to do in urgent cases, and what to quote to the admin."""
    return [section(text), *fallback_blocks(fallback), reference_block(wording, reference)]


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


def reference_block(wording: Wording, reference: str) -> Block:
    """Give the reference that people quote."""
    return context(wording.results.reference(reference))


def fallback_blocks(text: str) -> list[Block]:
    """Show the admin's text for urgent cases, if there is one."""
    return [section(cut(escape(text), SECTION_LIMIT))] if text.strip() else []
