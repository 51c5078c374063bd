"""What an alert about a message starts with: its words, who wrote them, and what hangs on it by name. Pure."""

from collections.abc import Callable, Mapping, Sequence

from bot.slack.api.source_message import SourceMessage
from bot.slack.features.alert.views import DETAILS_LIMIT, SUMMARY_LIMIT, Typed
from bot.slack.ui.mrkdwn import plain
from bot.slack.ui.typed import bare, clean, cut, is_blank, length
from bot.wording.wording import Wording

_NAMED = 20
"""Of more attachments or files than this, the first are named."""


def quoted(wording: Wording, message: SourceMessage, author: str, names: Mapping[str, str]) -> Typed:
    """Fill the dialog in from a message: its first line is the summary, all of it the details.

    `names` are those of people and channels that it mentions, by id.
    """
    text = clean(plain(message.text, names))
    text = "" if is_blank(text) else text.strip()
    words = [wording.shortcuts.wrote(author), text] if author and text else [text]
    hanging = [
        *_named(message.attachments, wording.shortcuts.attachments),
        *_named(message.files, wording.shortcuts.files),
    ]
    details = "\n\n".join(filter(None, ["\n".join(filter(None, words)), "\n".join(hanging)]))
    summary = _first_line(text) or _first_line(" ".join(message.files + message.attachments))
    return Typed(_shortened(summary, SUMMARY_LIMIT), _shortened(details, DETAILS_LIMIT))


def _first_line(text: str) -> str:
    lines = (" ".join(line.split()) for line in clean(text).splitlines())
    return next((bare(line) for line in lines if not is_blank(line)), "")


def _named(names: Sequence[str], say: Callable[[str], str]) -> list[str]:
    shown = [" ".join(clean(plain(name)).split()) for name in names[:_NAMED]]
    joined = ", ".join(name for name in shown if not is_blank(name))
    return [say(joined)] if joined else []


def _shortened(text: str, limit: int) -> str:
    return text if length(text) <= limit else cut(text, limit - 1).rstrip() + "…"
