"""What somebody typed after the command and no field has room for: they read it, so that it is not lost. Pure."""

from bot.slack.ui.blocks import SECTION_LIMIT, Block, Message, message, plain_section, section
from bot.slack.ui.typed import parts
from bot.wording.wording import Wording

_MOST_PARTS = 40
"""A message has at most 50 blocks (Slack docs), and Slack takes far shorter texts after a command than this holds."""


def left_out_message(wording: Wording, text: str) -> Message:
    """Show what is missing in the details of a dialog that was opened."""
    return message(left_out_blocks(wording, text))


def left_out_blocks(wording: Wording, text: str) -> list[Block]:
    """Show the same in a message about something else; nothing where nothing is missing."""
    shown = parts(text, SECTION_LIMIT)[:_MOST_PARTS]
    return [section(wording.dialog.left_out()), *map(plain_section, shown)] if shown else []
