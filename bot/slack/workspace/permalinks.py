"""The address of the message that an alert is about."""

import asyncio
from dataclasses import replace
from typing import Protocol
from urllib.parse import quote

from structlog.stdlib import get_logger

from bot.domain.alerts import Origin
from bot.slack.api.errors import SlackFailure
from bot.slack.workspace.channels import place_url

log = get_logger(__name__)

_GONE = "message_not_found"


class PermalinkReader(Protocol):
    """The one call that says it; see `SlackApi`."""

    async def permalink(self, channel_id: str, message_ts: str) -> str:
        """See `SlackApi.permalink`."""
        ...


async def with_permalink(slack: PermalinkReader, workspace_url: str, origin: Origin, within: float) -> Origin:
    """Add the address of the message that an alert is about, if there is one, within so many seconds.

    Slack does not name the messages of conversations that the bot is not in, so that their address is written as
    Slack writes it (Slack docs, chat.getPermalink, examples). A message that was deleted has none any more, and
    without it no thread of its own.
    """
    if not origin.message_ts:
        return origin
    try:
        async with asyncio.timeout(within):
            return replace(origin, permalink=await slack.permalink(origin.channel_id, origin.message_ts))
    except (SlackFailure, TimeoutError) as error:
        if isinstance(error, SlackFailure) and error.error == _GONE:
            log.info("message_gone", channel=origin.channel_id)
            own_thread = origin.thread_ts == origin.message_ts
            return replace(origin, message_ts=None, thread_ts=None if own_thread else origin.thread_ts)
        log.debug("permalink_unknown", problem=str(error) or "no answer in time")
        return replace(origin, permalink=_written(workspace_url, origin, origin.message_ts))


def _written(workspace_url: str, origin: Origin, message_ts: str) -> str:
    address = f"{place_url(workspace_url, origin.channel_id)}/p{quote(message_ts.replace('.', ''))}"
    if origin.thread_ts in (None, message_ts):
        return address
    return f"{address}?thread_ts={quote(str(origin.thread_ts))}&cid={quote(origin.channel_id)}"
