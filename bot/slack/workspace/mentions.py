"""Which Slack user has an e-mail address, so that people on call can be mentioned.

A mention in a message that only one person sees notifies nobody (Slack docs, chat.postEphemeral).
"""

import asyncio
import time
from collections.abc import Collection, Mapping
from typing import Any, Protocol

from cachetools import TTLCache
from structlog.stdlib import get_logger

from bot.domain.account import normalise_email
from bot.runtime.clock import Clock
from bot.slack.api.errors import PersonHidden, SlackFailure

log = get_logger(__name__)

_KEPT_SECONDS = 3600.0
_KEPT = 5_000
_MOST_ASKED = 20
"""Slack allows about 50 of these calls a minute (Slack docs, users.lookupByEmail, Tier 3)."""


class EmailReader(Protocol):
    """The one call; see `SlackApi`."""

    async def user_by_email(self, email: str) -> Mapping[str, Any]:
        """See `SlackApi.user_by_email`."""
        ...


class Mentions:
    """Finds the Slack users of e-mail addresses, remembering them for an hour."""

    def __init__(self, slack: EmailReader, *, clock: Clock = time.monotonic) -> None:
        self._slack = slack
        self._known: TTLCache[str, str] = TTLCache(_KEPT, _KEPT_SECONDS, timer=clock)

    async def find(self, emails: Collection[str], within: float) -> Mapping[str, str]:
        """Return the user ids of those addresses that Slack knows and names within so many seconds."""
        wanted = list(dict.fromkeys(normalise_email(email) for email in emails if email.strip()))
        unknown = [email for email in wanted if email not in self._known][:_MOST_ASKED]
        try:
            async with asyncio.timeout(within):
                await asyncio.gather(*map(self._ask, unknown))
        except TimeoutError:
            log.debug("people_not_found", problem="no answer in time")
        found = {email: self._known.get(normalise_email(email)) for email in emails}
        return {email: user_id for email, user_id in found.items() if user_id}

    async def _ask(self, email: str) -> None:
        try:
            user = await self._slack.user_by_email(email)
        except PersonHidden:
            self._known[email] = ""
        except SlackFailure as error:
            log.debug("people_not_found", problem=str(error))
        else:
            self._known[email] = "" if user.get("deleted") else str(user.get("id") or "")
