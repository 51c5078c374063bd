"""Slack people as the bot knows them: `users.info`, cached for a few minutes."""

import asyncio
import time
from collections import OrderedDict
from collections.abc import Callable, Mapping
from functools import partial
from typing import Any, Protocol

from bot.domain.alerts import Person
from bot.slack.api.client import Installation
from bot.slack.api.errors import MissingScope, SlackUnreachable

CACHE_SECONDS = 300.0
_CACHE_SIZE = 20_000

EMAIL_SCOPE = "users:read.email"

# Slack's own bot is not marked as one (Slack docs, user object).
_SLACKBOT = "USLACKBOT"


class UserReader(Protocol):
    """The one Web API call that people are made of."""

    async def user(self, user_id: str) -> tuple[Mapping[str, Any], frozenset[str]]:
        """See `SlackApi.user`."""
        ...


class People:
    """Finds people by id; asks Slack once for any number of simultaneous questions about one person."""

    def __init__(
        self, slack: UserReader, installation: Installation, *, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._slack = slack
        self._installation = installation
        self._clock = clock
        self._known: OrderedDict[str, tuple[float, Person]] = OrderedDict()
        self._asking: dict[str, asyncio.Task[Person]] = {}

    async def person(self, user_id: str, *, within: float | None = None) -> Person:
        """Return a person. Where Slack answers later than `within` seconds, the person is known the next time.

        Raises:
            SlackFailure: Slack did not say, or not in time.
        """
        known = self._known.get(user_id)
        if known is not None and self._clock() - known[0] < CACHE_SECONDS:
            return known[1]
        task = self._asking.get(user_id)
        if task is None:
            task = asyncio.create_task(self._ask(user_id))
            self._asking[user_id] = task
            task.add_done_callback(partial(self._asked, user_id))
        try:
            return await asyncio.wait_for(asyncio.shield(task), within)
        except TimeoutError:
            raise SlackUnreachable("users.info", "timeout", "no answer in time") from None

    def known(self, user_id: str) -> Person | None:
        """Return a person as last seen, however long ago, without asking Slack."""
        seen = self._known.get(user_id)
        return seen[1] if seen is not None else None

    def forget(self, user_id: str) -> None:
        """Ask again next time: Slack says that this person has changed. An answer that is on its way is too old."""
        self._known.pop(user_id, None)
        self._asking.pop(user_id, None)

    def _asked(self, user_id: str, task: asyncio.Task[Person]) -> None:
        if self._asking.get(user_id) is task:
            del self._asking[user_id]

    async def _ask(self, user_id: str) -> Person:
        user, scopes = await self._slack.user(user_id)
        person = read_person(user, self._installation)
        if person.email is None and not person.bot and not person.external and EMAIL_SCOPE not in scopes:
            raise MissingScope("users.info", EMAIL_SCOPE, ", ".join(sorted(scopes)))
        if self._asking.get(user_id) is asyncio.current_task():
            self._remember(user_id, person)
        return person

    def _remember(self, user_id: str, person: Person) -> None:
        self._known[user_id] = (self._clock(), person)
        self._known.move_to_end(user_id)
        if len(self._known) > _CACHE_SIZE:
            self._known.popitem(last=False)


def read_person(user: Mapping[str, Any], installation: Installation) -> Person:
    """Read a user object, any field of which may be absent or empty (Slack docs, user object)."""
    profile = user.get("profile") or {}
    user_id = str(user["id"])
    return Person(
        id=user_id,
        name=str(user.get("real_name") or profile.get("real_name") or user.get("name") or user_id),
        email=profile.get("email") or None,
        # Absent for some accounts; only an explicit false says that nobody has proven the address.
        email_confirmed=user.get("is_email_confirmed") is not False,
        deleted=bool(user.get("deleted")),
        bot=bool(user.get("is_bot") or user.get("is_workflow_bot") or user_id == _SLACKBOT),
        guest=bool(user.get("is_restricted") or user.get("is_ultra_restricted")),
        external=_is_external(user, profile, installation),
        locale=str(user.get("locale") or ""),
    )


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
