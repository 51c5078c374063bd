"""Keeps the policy: loads it, reloads it when the file changes, and keeps the last good one in force."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Collection, Sequence
from pathlib import Path
from typing import Protocol

from structlog.stdlib import get_logger

from bot.domain.account import Directory
from bot.policy.active import ActivePolicy, activate, channel_names
from bot.policy.diagnostics import Diagnostic, PolicyError
from bot.policy.file import LoadedPolicy, load_policy
from bot.runtime.clock import Clock, Sleep
from bot.runtime.problem_log import ProblemLog
from bot.service.policy_news import PolicyNews, judge
from bot.slack.api.errors import SlackFailure
from bot.slack.notifications.admins import PolicyChange
from bot.slack.workspace.channels import Found

log = get_logger(__name__)

ResolveNames = Callable[[Collection[str]], Awaitable[Found]]

NAMES_RETRY_SECONDS = 60.0

_NAMES_LOOK_SECONDS = 1.0

REMIND_SECONDS = 4 * 3600.0
"""How often the admins are reminded of a refused file."""

_REMINDER_LOOK_SECONDS = 10.0

MOST_TOLD = 20
"""Of the problems or changes of a file, as many are logged and posted; the rest is counted."""


class Admins(Protocol):
    """Who wants to know about policy files that were refused or that change something for people."""

    async def policy_refused(self, problems: Sequence[str], more: int) -> None:
        """Hear that a file was refused, with its first problems and how many more there are."""
        ...

    async def policy_loaded(self, change: PolicyChange) -> None:
        """A file came in force of which they should be told; see `PolicyChange`."""
        ...


def _told(error: PolicyError) -> tuple[Sequence[Diagnostic], int]:
    """Return the first problems of a file, and how many more there are."""
    return error.diagnostics[:MOST_TOLD], max(0, len(error.diagnostics) - MOST_TOLD)


class PolicyKeeper:
    """Holds the policy in force. `current` is replaced whole, in one assignment."""

    def __init__(  # noqa: PLR0913 - what it works with, and the time that tests set
        self,
        path: Path,
        loaded: LoadedPolicy,
        resolve_names: ResolveNames,
        keep: Callable[[LoadedPolicy], None] = lambda _: None,
        *,
        directory: Callable[[], Directory | None] = lambda: None,
        names_retry_seconds: float = NAMES_RETRY_SECONDS,
        clock: Clock = time.monotonic,
        sleep: Sleep = asyncio.sleep,
    ) -> None:
        self._path = path
        self._loaded = loaded
        self._resolve_names = resolve_names
        self._names_retry_seconds = names_retry_seconds
        self._all_searched = True
        self._search_at = clock() + names_retry_seconds
        self._keep = keep
        self._directory = directory
        self._clock = clock
        self._sleep = sleep
        self._known_ids: dict[str, str] = {}
        self._refusal = loaded.instead_of
        self._told_at: float | None = None
        self._warned: Collection[str] = ()
        self._problem_log = ProblemLog(log, "channel_names_not_resolved")
        self._loads = 1
        self._lock = asyncio.Lock()
        self.current: ActivePolicy = activate(loaded.policy, loaded.version, {})

    @property
    def refused(self) -> bool:
        """Whether the file as saved has mistakes, so that an older one stays in force."""
        return self._refusal is not None

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
            await asyncio.to_thread(self._keep, loaded)
            fixed, self._refusal, self._told_at = self._refusal is not None, None, None
            judged = asyncio.to_thread(judge, before, loaded, self._directory(), time.time())
            await self._announce(await judged, admins, fixed=fixed)

    async def _announce(self, news: PolicyNews, admins: Admins, *, fixed: bool) -> None:
        told, more = news.written[:MOST_TOLD], max(0, len(news.written) - MOST_TOLD)
        log.info("policy_loaded", version=self.current.version, changes=told, more_changes=more)
        for problem in news.missing[:MOST_TOLD]:
            log.warning("policy_names_missing", problem=problem)
        for problem in news.warnings[:MOST_TOLD]:
            log.warning("policy_warning", problem=problem)
        # What an admin wants so need not be posted at each save.
        warnings = [warning for warning in news.warnings if warning not in self._warned]
        self._warned = news.warnings
        if fixed or news.people or news.missing or warnings:
            # Where a file was refused, somebody waits to read that theirs counts, whatever it changed.
            changes = [*news.people, *(news.written if fixed else ())]
            left = max(0, len(changes) - MOST_TOLD)
            named = news.missing[:MOST_TOLD], warnings[:MOST_TOLD]
            await admins.policy_loaded(PolicyChange(changes[:MOST_TOLD], left, *named, fixed=fixed))

    async def _refuse(self, error: PolicyError, admins: Admins) -> None:
        """Go on with the last good policy. A file may have more problems than anybody wants to read."""
        told, more = _told(error)
        for problem in told:
            log.error("policy_refused", problem=str(problem), source=problem.source)
        if more:
            log.error("policy_refused", problem=f"and {more} more; `il-alert-bot check` shows them")
        first, self._refusal = self._refusal is None, error
        if first:
            await self._tell(error, admins)

    async def _tell(self, error: PolicyError, admins: Admins) -> None:
        self._told_at = self._clock()
        told, more = _told(error)
        await admins.policy_refused([str(problem) for problem in told], more)

    async def keep_reminding(self, admins: Admins) -> None:
        """Notify the admins of a file that was refused at the start, and every few hours while one is."""
        while True:
            # Their channel may be known by its name alone, which is looked up first.
            reachable = self.current.admin_channel_id is not None
            due = self._told_at is None or self._clock() - self._told_at >= REMIND_SECONDS
            if self._refusal is not None and reachable and due:
                await self._tell(self._refusal, admins)
            await self._sleep(_REMINDER_LOOK_SECONDS)

    async def resolve(self) -> None:
        """Look up the ids of channels that the policy names."""
        async with self._lock:
            await self._activate()

    async def keep_resolving(self) -> None:
        """Try again while some names have no id: when Slack allows it, else every minute, as a channel may come."""
        while True:
            await self._sleep(_NAMES_LOOK_SECONDS)
            if self.current.unresolved and self._clock() >= self._search_at:
                await self.resolve()

    async def _activate(self) -> None:
        """Bring the loaded policy in force: at once where its names are known, else when they are."""
        names = channel_names(self._loaded.policy)
        if names <= self._known_ids.keys():
            self._swap()
        if not names:
            return
        try:
            found = await self._resolve_names(names)
            self._known_ids |= found.ids
            self._search_again(found.again_in)
            self._problem_log.clear()
        except SlackFailure as error:
            self._search_again(None)
            # An outage refuses nothing: what was known stays known, the rest is looked up later.
            self._problem_log.report(str(error))
        self._swap()

    def _search_again(self, seconds: float | None) -> None:
        """Note when to look for names again: when Slack allows to go on, or else, after a whole search, some time."""
        self._all_searched = seconds is None
        self._search_at = self._clock() + (self._names_retry_seconds if seconds is None else seconds)

    def _swap(self) -> None:
        before = self.current.unresolved
        self.current = activate(self._loaded.policy, self._loaded.version, self._known_ids)
        if self._all_searched and self.current.unresolved and self.current.unresolved != before:
            log.warning("channels_unknown", names=list(self.current.unresolved))
