"""Channel names and ids: ids for the names in the policy file, names for the alerts."""

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Protocol
from urllib.parse import quote

from cachetools import LRUCache
from structlog.stdlib import get_logger

from bot.domain.alerts import Origin
from bot.slack.api.errors import SlackFailure, SlackRateLimited, SlackRefused
from bot.slack.ui.typed import clean

log = get_logger(__name__)

DIRECT_MESSAGE = "directmessage"
PRIVATE_CHANNEL = "privategroup"

# Slack docs, slash command payload: group messages are named after their members.
_GROUP_MESSAGE = re.compile(r"mpdm-.*")

_NAMES_KEPT = 5_000

_UNNAMED_PAUSE_SECONDS = 30.0
_LONGEST_PAUSE_SECONDS = 300.0


def origin_of(channel_id: str, channel_name: str) -> Origin:
    """Read where somebody did something; Slack does not name private conversations.

    What was done in no conversation counts as done in the one with the bot, which everybody has.
    """
    hidden = channel_name in (DIRECT_MESSAGE, PRIVATE_CHANNEL) or _GROUP_MESSAGE.fullmatch(channel_name)
    return Origin(
        channel_id,
        None if hidden or not channel_name else clean(channel_name),
        direct_message=channel_name == DIRECT_MESSAGE or not channel_id,
    )


def place_url(workspace_url: str, channel_id: str) -> str:
    """Link to a channel, or to the workspace where it was in none."""
    return f"{workspace_url.rstrip('/')}/archives/{quote(channel_id)}" if channel_id else workspace_url


class ChannelPages(Protocol):
    """The calls by which channels are looked up; see `SlackApi`."""

    async def channel_page(self, cursor: str) -> tuple[list[Mapping[str, Any]], str]:
        """See `SlackApi.channel_page`."""
        ...

    async def channel(self, channel_id: str) -> Mapping[str, Any]:
        """See `SlackApi.channel`."""
        ...


@dataclass(frozen=True, slots=True)
class Found:
    """Ids of channels by their names, "#" included. Where `again_in` seconds are named, there may be more by then."""

    ids: Mapping[str, str]
    again_in: float | None = None


class Channels:
    """Looks channels up, remembering their names."""

    def __init__(self, slack: ChannelPages) -> None:
        self._slack = slack
        self._wanted: frozenset[str] = frozenset()
        self._found: dict[str, str] = {}
        self._cursor = ""
        self._names: LRUCache[str, str] = LRUCache(_NAMES_KEPT)

    async def ids(self, names: Collection[str]) -> Found:
        """Find the ids of channels written as `#name`. A name that no channel has is left out.

        Where Slack wants a pause, the next call for the same names goes on from there.

        Raises:
            SlackFailure: Slack did not answer.
        """
        if self._wanted != frozenset(names):
            self._begin(names)
        try:
            while not self._wanted <= self._found.keys():
                page, self._cursor = await self._slack.channel_page(self._cursor)
                self._note(page)
                if not self._cursor:
                    break
        except SlackRateLimited as error:
            return Found(dict(self._found), min(error.retry_after or _UNNAMED_PAUSE_SECONDS, _LONGEST_PAUSE_SECONDS))
        except SlackRefused:
            # A cursor is good for a while only.
            self._begin(names)
            raise
        found = Found(self._found)
        self._begin(names)
        return found

    def _begin(self, names: Collection[str]) -> None:
        self._wanted, self._found, self._cursor = frozenset(names), {}, ""

    def _note(self, page: Iterable[Mapping[str, Any]]) -> None:
        named = {f"#{channel.get('name')}": str(channel["id"]) for channel in page}
        self._found |= {name: named[name] for name in self._wanted & named.keys()}

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
