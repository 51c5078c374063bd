"""Decides what people are offered, and remembers what they may alert.

Who searches a menu asks again at each key, and of many who come for the first time most stand as somebody before them.
"""

from collections.abc import Callable, Hashable

from cachetools import LRUCache

from bot.domain.account import Directory, IlertUser
from bot.domain.alerts import Origin, Person
from bot.domain.decision import Decision, decide
from bot.domain.identity import ilert_user
from bot.domain.permissions import AccessibleResources, accessible_resources, standing
from bot.policy.active import ActivePolicy

_KEPT = 128
"""In an account of 2,000 alert sources it takes about a millisecond to find out, and 100 KB to remember."""


class CachedDecider:
    """Decides with the newest policy and directory.

    The directory is replaced whole at any change, and then all that was remembered is forgotten.
    """

    def __init__(
        self,
        policy: Callable[[], ActivePolicy],
        directory: Callable[[], Directory | None],
        *,
        find: Callable[[IlertUser, Directory], AccessibleResources] = accessible_resources,
        kept: int = _KEPT,
    ) -> None:
        self._policy = policy
        self._directory = directory
        self._find = find
        self._found_in: Directory | None = None
        self._found: LRUCache[IlertUser, AccessibleResources] = LRUCache(kept)
        self._found_for: LRUCache[Hashable, AccessibleResources] = LRUCache(kept)
        """By how people stand: to find that out takes a look at every team, so that each one's is remembered too."""

    def decide(self, person: Person, place: Origin) -> Decision:
        """Decide what a person is offered in a place."""
        return decide(person, place, self._policy(), self._directory(), self._resources)

    def account(self, person: Person) -> IlertUser | None:
        """Return the ilert account that a person is matched with, if any."""
        found = ilert_user(person, self._policy().config.ilert_users, self._directory())
        return found if isinstance(found, IlertUser) else None

    def _resources(self, user: IlertUser, directory: Directory) -> AccessibleResources:
        if directory is not self._found_in:
            self._found_in = directory
            self._found.clear()
            self._found_for.clear()
        found = self._found.get(user)
        if found is None:
            found = self._found[user] = self._for_all_who_stand_like(user, directory)
        return found

    def _for_all_who_stand_like(self, user: IlertUser, directory: Directory) -> AccessibleResources:
        stands = standing(user, directory)
        found = self._found_for.get(stands)
        if found is None:
            found = self._found_for[stands] = self._find(user, directory)
        return found
