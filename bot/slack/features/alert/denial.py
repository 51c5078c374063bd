"""What somebody reads who is offered nothing: why, where else they could do it, and whom to call. Pure."""

from collections.abc import Sequence

from bot.domain.decision import Denied, Reason
from bot.domain.identity import NotMatched
from bot.slack.ui.blocks import Block, Message, button, section
from bot.slack.ui.closing import fallback_blocks, reference_block
from bot.slack.ui.metadata import Metadata
from bot.slack.ui.mrkdwn import escape
from bot.wording.wording import Wording

HOW_TO_SET_UP = "how_to_set_up"
"""The action id of the button. Its value is the channel's id."""

_POLICY_MATTERS = frozenset({Denied.NO_SLACK_ALERT_SOURCE, NotMatched.NO_ACCOUNT, NotMatched.NO_EMAIL})


def denial_message(
    wording: Wording, reason: Reason, metadata: Metadata, places: Sequence[str] = (), fallback: str = ""
) -> Message:
    """Tell why somebody is offered nothing, and what to do about it.

    `places` are ids of channels where this person is offered something; `fallback` is the admin's text for urgent
    cases. What an admin would write stands behind a button: to everybody else it is no help.
    """
    say = wording.denials
    words = [say.denial(reason)]
    if places:
        words.append(say.elsewhere(", ".join(f"<#{channel}>" for channel in places)))
    blocks = [*map(section, words), *fallback_blocks(fallback)]
    if reason in _POLICY_MATTERS:
        blocks += _set_up(wording, metadata, elsewhere=bool(places))
    text = "\n".join([*words, *([escape(fallback)] if fallback.strip() else [])])
    return {"text": text, "blocks": [*blocks, reference_block(wording, metadata.reference)]}


def set_up_message(wording: Wording, channel_id: str, *, guest: bool) -> Message:
    """Show what an admin writes into the policy file to set a channel up for somebody."""
    say = wording.denials
    lines = say.policy_lines(escape(channel_id), guest=guest)
    blocks = [section(f"{say.how_to_configure()}\n```{lines}```")]
    return {"text": say.how_to_configure(), "blocks": blocks}


def _set_up(wording: Wording, metadata: Metadata, *, elsewhere: bool) -> list[Block]:
    say, origin = wording.denials, metadata.origin
    if not origin.direct_message:
        return [button(HOW_TO_SET_UP, say.how_to_button(), origin.channel_id)]
    return [] if elsewhere else [section(say.how_to_configure_in_dm())]
