"""Slack people as the bot knows them: `users.info`, cached for a few minutes."""

import asyncio
import time
from collections.abc import Mapping
from typing import Any, Protocol

from cachetools import TTLCache

from bot.domain.alerts import Person
from bot.runtime.clock import Clock
from bot.runtime.deadline import Deadline
from bot.runtime.single_flight import SingleFlight
from bot.slack.api.client import Installation
from bot.slack.api.errors import MissingScope, SlackUnreachable
from bot.slack.api.repeating import repeated
from bot.slack.ui.typed import clean, is_blank

CACHE_SECONDS = 300.0
_CACHE_SIZE = 20_000

ANSWER_SECONDS = 3.0
"""For how long Slack is asked about a person: whoever waits for it waits no longer than for a dialog."""

EMAIL_SCOPE = "users:read.email"

# Slack docs, user object; the last is a bot of a workspace that is connected by a shared channel.
_BOT_MARKS = ("is_bot", "is_workflow_bot", "is_connector_bot")

# Slack's own bot is not marked as one (Slack docs, user object).
_SLACKBOT = "USLACKBOT"


class UserReader(Protocol):
    """The one Web API call that people are made of."""

    async def user(self, user_id: str) -> tuple[Mapping[str, Any], frozenset[str]]:
        """See `SlackApi.user`."""
        ...


class People:
    """Finds people by id; asks Slack once for any number of simultaneous questions about one person."""

    def __init__(self, slack: UserReader, installation: Installation, *, clock: Clock = time.monotonic) -> None:
        self._slack = slack
        self._installation = installation
        self._clock = clock
        self._known: TTLCache[str, Person] = TTLCache(_CACHE_SIZE, CACHE_SECONDS, timer=clock)
        self._asking: SingleFlight[str, Person] = SingleFlight(self._ask, self._known.__setitem__)

    async def person(self, user_id: str, *, within: float | None = None) -> Person:
        """Return a person. Where Slack answers later than `within` seconds, the person is known the next time.

        Raises:
            SlackFailure: Slack did not say, or not in time.
        """
        if (known := self.known(user_id)) is not None:
            return known
        try:
            async with asyncio.timeout(within):
                return await self._asking.answer(user_id)
        except TimeoutError:
            raise SlackUnreachable("users.info", "timeout", "no answer in time") from None

    def known(self, user_id: str) -> Person | None:
        """Return a person without asking Slack; None where that was not done within the last minutes."""
        return self._known.get(user_id)

    def forget(self, user_id: str) -> None:
        """Ask again next time: Slack says that this person has changed. An answer that is on its way is too old."""
        self._known.pop(user_id, None)
        self._asking.forget(user_id)

    async def _ask(self, user_id: str) -> Person:
        deadline = Deadline.after(ANSWER_SECONDS, self._clock)
        user, scopes = await repeated(lambda: self._slack.user(user_id), deadline)
        person = read_person(user, self._installation)
        if person.email is None and not person.bot and not person.external and EMAIL_SCOPE not in scopes:
            raise MissingScope("users.info", EMAIL_SCOPE, ", ".join(sorted(scopes)))
        return person


def read_person(user: Mapping[str, Any], installation: Installation) -> Person:
    """Read a user object, any field of which may be absent or empty (Slack docs, user object)."""
    profile = user.get("profile") or {}
    user_id = str(user["id"])
    return Person(
        id=user_id,
        name=_name(user, profile) or user_id,
        email=profile.get("email") or None,
        # Absent for some accounts; only an explicit false says that nobody has proven the address.
        email_confirmed=user.get("is_email_confirmed") is not False,
        deleted=bool(user.get("deleted")),
        bot=bool(any(map(user.get, _BOT_MARKS)) or user_id == _SLACKBOT),
        guest=bool(user.get("is_restricted") or user.get("is_ultra_restricted")),
        external=_is_external(user, profile, installation),
        locale=str(user.get("locale") or ""),
        time_zone=str(user.get("tz") or ""),
    )


def _name(user: Mapping[str, Any], profile: Mapping[str, Any]) -> str:
    """Return the first name of a person that can be seen; empty where there is none."""
    names = (user.get("real_name"), profile.get("real_name"), user.get("name"))
    return next((clean(name) for name in names if isinstance(name, str) and not is_blank(name)), "")


def _is_external(user: Mapping[str, Any], profile: Mapping[str, Any], installation: Installation) -> bool:
    """Tell whether a user's home is another workspace; on Enterprise Grid the organisation is the home."""
    if user.get("is_stranger"):
        return True
    if installation.enterprise_id is not None:
        enterprise = (user.get("enterprise_user") or {}).get("enterprise_id")
        if enterprise is not None:
            return bool(enterprise != installation.enterprise_id)
    homes = {user.get("team_id"), profile.get("team")} - {None, ""}
    return homes != {installation.team_id}
