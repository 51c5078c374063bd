"""What somebody reads who is offered nothing: why, where else they could do it, and whom to call. Pure."""

import re
from collections.abc import Sequence

from bot.domain.alerts import Origin
from bot.domain.decision import Denied, Reason
from bot.domain.identity import NotMatched
from bot.slack.features.alert.left_out import left_out_blocks
from bot.slack.ui.blocks import Block, Message, button, buttons, message, section
from bot.slack.ui.closing import fallback_blocks, reference_block
from bot.slack.ui.metadata import Metadata
from bot.slack.ui.mrkdwn import escape
from bot.slack.ui.typed import cut
from bot.wording.wording import Wording

HOW_TO_SET_UP = "how_to_set_up"
"""The action id of the button. Its value is the channel's id."""

ALERT_FROM = re.compile(r"alert_from_\d+")
"""The action ids of the buttons that open the dialog of another channel; see `written_in`."""

# Slack docs, button element: at most 2,000 characters; the channel's id is in front of it.
_WRITTEN_LIMIT = 1900

_POLICY_MATTERS = frozenset({Denied.NO_SLACK_ALERT_SOURCE, NotMatched.NO_ACCOUNT, NotMatched.NO_EMAIL})


def denial_message(
    wording: Wording,
    reason: Reason,
    metadata: Metadata,
    others: Sequence[Origin] = (),
    fallback: str = "",
    written: str = "",
) -> Message:
    """Tell why somebody is offered nothing, and what to do about it.

    `others` are channels where this person is offered something: buttons open their dialogs with what was `written`
    after the command. `fallback` is the admin's text for urgent cases. What an admin would write into the policy file
    stands behind a button: to everybody else it is no help.
    """
    say = wording.denials
    words = [say.denial(reason)]
    if others:
        words.append(say.elsewhere(", ".join(f"<#{channel.channel_id}>" for channel in others)))
    carried = cut(written, _WRITTEN_LIMIT)
    blocks = [*map(section, words), *_buttons(wording, others, carried), *fallback_blocks(fallback)]
    blocks += left_out_blocks(wording, written[len(carried) :]) if others else []
    if reason in _POLICY_MATTERS:
        blocks += _set_up(wording, metadata, elsewhere=bool(others))
    return message([*blocks, reference_block(wording, metadata.reference)])


def written_in(value: str) -> tuple[str, str]:
    """Read the value of a button: the id of its channel, and what was written after the command."""
    channel_id, _, written = value.partition(" ")
    return channel_id, written


def set_up_message(wording: Wording, channel_id: str, *, guest: bool) -> Message:
    """Show what an admin writes into the policy file to set a channel up for somebody."""
    say = wording.denials
    lines = say.policy_lines(escape(channel_id), guest=guest)
    return message([section(f"{say.how_to_configure()}\n```{lines}```")])


def _buttons(wording: Wording, others: Sequence[Origin], carried: str) -> list[Block]:
    labels = [wording.denials.alert_from(channel.name or channel.channel_id) for channel in others]
    values = [f"{channel.channel_id} {carried}".rstrip() for channel in others]
    shown = [
        (f"alert_from_{number}", label, value) for number, (label, value) in enumerate(zip(labels, values, strict=True))
    ]
    return [buttons(shown)] if shown else []


def _set_up(wording: Wording, metadata: Metadata, *, elsewhere: bool) -> list[Block]:
    say, origin = wording.denials, metadata.origin
    if not origin.direct_message:
        return [button(HOW_TO_SET_UP, say.how_to_button(), origin.channel_id)]
    return [] if elsewhere else [section(say.how_to_configure_in_dm())]
