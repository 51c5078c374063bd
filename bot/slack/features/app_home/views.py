"""What the Home tab shows. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.slack.ui.blocks import Block, View, button, section
from bot.wording.wording import Wording

RAISE = "home_raise_alert"

BLOCKS_LIMIT = 100
"""Slack docs, views.publish."""


@dataclass(frozen=True, slots=True)
class Home:
    """What one person sees, each part as blocks or paragraphs that are ready."""

    alerts: Sequence[str]
    """Their own alerts, as mrkdwn, the newest first; None was read where the outbox could not be."""
    alerts_known: bool
    on_call: Sequence[Block]
    whoami: Sequence[Block]


def home_view(wording: Wording, home: Home) -> View:
    """Draw the tab: what one can do, one's alerts, who is on call, and what one may do and why not more."""
    say = wording.home
    alerts = home.alerts or [wording.mine.none() if home.alerts_known else wording.mine.unknown()]
    blocks = [
        section(say.welcome()),
        button(RAISE, wording.commands.open_dialog_button(), ""),
        _heading(say.my_alerts()),
        *map(section, alerts),
        *([_heading(say.on_call()), *home.on_call] if home.on_call else []),
        _heading(say.what_i_may()),
        *home.whoami,
    ]
    return {"type": "home", "blocks": blocks[:BLOCKS_LIMIT]}


def _heading(text: str) -> Block:
    return {"type": "header", "text": {"type": "plain_text", "text": text, "emoji": False}}
