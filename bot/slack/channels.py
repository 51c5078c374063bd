"""Channel names and ids: ids for the names in the policy file, names for the alerts."""

import re
from collections.abc import Collection, Mapping
from urllib.parse import quote

from cachetools import LRUCache
from structlog.stdlib import get_logger

from bot.domain.alerts import Origin
from bot.slack.api.client import SlackApi
from bot.slack.api.errors import SlackFailure
from bot.slack.ui.typed import clean

log = get_logger(__name__)

DIRECT_MESSAGE = "directmessage"
PRIVATE_CHANNEL = "privategroup"

# Slack docs, slash command payload: group messages are named after their members.
_GROUP_MESSAGE = re.compile(r"mpdm-.*")

_NAMES_KEPT = 5_000


def origin_of(channel_id: str, channel_name: str) -> Origin:
    """Read where somebody did something; Slack does not name private conversations."""
    hidden = channel_name in (DIRECT_MESSAGE, PRIVATE_CHANNEL) or _GROUP_MESSAGE.fullmatch(channel_name)
    return Origin(
        channel_id,
        None if hidden or not channel_name else clean(channel_name),
        direct_message=channel_name == DIRECT_MESSAGE,
    )


def place_url(workspace_url: str, channel_id: str) -> str:
    """Link to a channel."""
    return f"{workspace_url.rstrip('/')}/archives/{quote(channel_id)}"


class Channels:
    """Looks channels up, remembering their names."""

    def __init__(self, slack: SlackApi) -> None:
        self._slack = slack
        self._names: LRUCache[str, str] = LRUCache(_NAMES_KEPT)

    async def ids(self, names: Collection[str]) -> Mapping[str, str]:
        """Find the ids of channels written as `#name`. A name that no channel has is left out.

        Raises:
            SlackFailure: Slack did not tell.
        """
        found: dict[str, str] = {}
        if not names:
            return found
        async for channel in self._slack.channels():
            written = f"#{channel.get('name')}"
            if written in names:
                found[written] = str(channel["id"])
        return found

    def name(self, where: Origin) -> str | None:
        """Return a channel's name as far as it is known."""
        return where.name or self._names.get(where.channel_id)

    async def learn(self, where: Origin) -> None:
        """Find out the name of a private channel, so that it is known when the dialog is submitted."""
        if where.direct_message or self.name(where) is not None:
            return
        try:
            channel = await self._slack.channel(where.channel_id)
        except SlackFailure as error:
            log.debug("channel_name_unknown", channel=where.channel_id, problem=str(error))
            return
        if isinstance(name := channel.get("name"), str):
            self._names[where.channel_id] = name
