"""Keeps the policy: loads it, reloads it when the file changes, and keeps the last good one in force."""

import asyncio
from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence
from pathlib import Path
from typing import Protocol

from structlog.stdlib import get_logger

from bot.policy.active import ActivePolicy, activate, channel_names
from bot.policy.diagnostics import PolicyError
from bot.policy.diff import summarize
from bot.policy.file import LoadedPolicy, load_policy
from bot.runtime.problem_log import ProblemLog
from bot.slack.api.errors import SlackFailure

log = get_logger(__name__)

ResolveNames = Callable[[Collection[str]], Awaitable[Mapping[str, str]]]

NAMES_RETRY_SECONDS = 60.0

MOST_TOLD = 20
"""Of the problems or changes of a file, as many are logged and posted; the rest is counted."""


class Admins(Protocol):
    """Who wants to know about refused policy files."""

    async def policy_refused(self, problems: Sequence[str], more: int) -> None:
        """Hear that a file was refused, with its first problems and how many more there are."""
        ...

    async def policy_fixed(self, changes: Sequence[str], more: int) -> None:
        """A file is valid again after one was refused; what it changed."""
        ...


class PolicyKeeper:
    """Holds the policy in force. `current` is replaced whole, in one assignment."""

    def __init__(
        self,
        path: Path,
        loaded: LoadedPolicy,
        resolve_names: ResolveNames,
        *,
        names_retry_seconds: float = NAMES_RETRY_SECONDS,
    ) -> None:
        self._path = path
        self._loaded = loaded
        self._resolve_names = resolve_names
        self._names_retry_seconds = names_retry_seconds
        self._known_ids: dict[str, str] = {}
        self._refused = False
        self._problem_log = ProblemLog(log, "channel_names_not_resolved")
        self._loads = 1
        self._lock = asyncio.Lock()
        self.current: ActivePolicy = activate(loaded.policy, loaded.version, {})

    @property
    def refused(self) -> bool:
        """Whether the file as saved has mistakes, so that an older one stays in force."""
        return self._refused

    @property
    def file_version(self) -> str:
        """The version of the file in force; `current.version` counts the ids of its channels as well."""
        return self._loaded.version

    @property
    def loads(self) -> int:
        """How many files have come in force, the one of the start included."""
        return self._loads

    async def reload(self, admins: Admins) -> None:
        """Read the file again. One with a mistake changes nothing, and the admins are notified once."""
        async with self._lock:
            try:
                loaded = await asyncio.to_thread(load_policy, self._path)
            except PolicyError as error:
                await self._refuse(error, admins)
                return
            before, self._loaded = self._loaded, loaded
            self._loads += 1
            await self._activate()
            found = await asyncio.to_thread(summarize, before.policy, loaded.policy)
            told, more = found[:MOST_TOLD], max(0, len(found) - MOST_TOLD)
            log.info("policy_loaded", version=self.current.version, changes=told, more_changes=more)
            fixed, self._refused = self._refused, False
            if fixed:
                await admins.policy_fixed(told, more)

    async def _refuse(self, error: PolicyError, admins: Admins) -> None:
        """Go on with the last good policy. A file may have more problems than anybody wants to read."""
        told, more = error.diagnostics[:MOST_TOLD], max(0, len(error.diagnostics) - MOST_TOLD)
        for problem in told:
            log.error("policy_refused", problem=str(problem), source=problem.source)
        if more:
            log.error("policy_refused", problem=f"and {more} more; `il-alert-bot check` shows them")
        first, self._refused = not self._refused, True
        if first:
            await admins.policy_refused([str(problem) for problem in told], more)

    async def resolve(self) -> None:
        """Look up the ids of channels that the policy names."""
        async with self._lock:
            await self._activate()

    async def keep_resolving(self) -> None:
        """Try again every minute while some names have no id: a channel may come, Slack may come back."""
        while True:
            await asyncio.sleep(self._names_retry_seconds)
            if self.current.unresolved:
                await self.resolve()

    async def _activate(self) -> None:
        """Bring the loaded policy in force: at once where its names are known, else when they are."""
        names = channel_names(self._loaded.policy)
        if names <= self._known_ids.keys():
            self._swap()
        if not names:
            return
        try:
            self._known_ids |= await self._resolve_names(names)
            self._problem_log.over()
        except SlackFailure as error:
            # An outage refuses nothing: what was known stays known, the rest is looked up later.
            self._problem_log.tell(str(error))
        self._swap()

    def _swap(self) -> None:
        before = self.current.unresolved
        self.current = activate(self._loaded.policy, self._loaded.version, self._known_ids)
        if self.current.unresolved and self.current.unresolved != before:
            log.warning("channels_unknown", names=list(self.current.unresolved))
