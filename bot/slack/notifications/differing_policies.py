"""Tells the admins when hosts go by different policies, and when that is over: each once, whatever their number."""

import asyncio
import time
from collections.abc import Sequence
from typing import Protocol

from structlog.stdlib import get_logger

from bot.outbox.postgres.host_table import Host
from bot.runtime.clock import Clock, Sleep
from bot.slack.api.errors import CannotPost, SlackFailure, SlackRefused
from bot.slack.notifications.admins import AdminChannel, AdminChannelUnknown
from bot.storage.errors import StorageUnavailable

log = get_logger(__name__)

LOOK_SECONDS = 5.0

PATIENCE_SECONDS = 60.0
"""A change of the file reaches one host after the other: for so long nobody need know."""

_DIFFER, _AGREE = "differ", "agree"


class Hosts(Protocol):
    """This host among several, as last seen."""

    leads: bool
    seen: Sequence[Host]

    @property
    def policies_differ(self) -> bool:
        """Whether hosts go by different policies."""
        ...


class Record(Protocol):
    """What the admins were last told, wherever the host stands that told them. Raises `StorageUnavailable`."""

    async def publish(self, content: str) -> None:
        """Write it down."""
        ...

    async def newer(self, since: float) -> tuple[str, float, float] | None:
        """Return what was written down after a time, when, and how many seconds ago."""
        ...


class DifferingPolicies:
    """Tells the admins while this host leads. What cannot be posted now is posted later."""

    def __init__(
        self,
        channel: AdminChannel,
        hosts: Hosts,
        told: Record,
        *,
        clock: Clock = time.monotonic,
        sleep: Sleep = asyncio.sleep,
    ) -> None:
        self._channel = channel
        self._hosts = hosts
        self._told = told
        self._clock = clock
        self._sleep = sleep
        self._news_since: float | None = None

    async def run(self) -> None:
        """Look for ever."""
        while True:
            try:
                await self._look()
            except StorageUnavailable as error:
                log.debug("outbox_unavailable", problem=str(error))
            except (SlackFailure, AdminChannelUnknown) as error:
                log.debug("notification_postponed", problem=str(error))
            await self._sleep(LOOK_SECONDS)

    async def _look(self) -> None:
        if not self._hosts.leads or not await self._is_news():
            self._news_since = None
            return
        now = self._clock()
        self._news_since = now if self._news_since is None else self._news_since
        if now - self._news_since >= PATIENCE_SECONDS:
            await self._tell()

    async def _is_news(self) -> bool:
        told = await self._told.newer(0.0)
        return self._hosts.policies_differ is not (told is not None and told[0] == _DIFFER)

    async def _tell(self) -> None:
        differ, agree = self._hosts.policies_differ, f":white_check_mark: {self._channel.say().hosts_agree()}"
        try:
            await self._channel.post(self._text() if differ else agree)
        except (CannotPost, SlackRefused) as error:
            log.error("admin_notification_failed", problem=str(error))
        await self._told.publish(_DIFFER if differ else _AGREE)
        self._news_since = None

    def _text(self) -> str:
        say, by_policy = self._channel.say(), dict[str, list[str]]()
        for host in self._hosts.seen:
            by_policy.setdefault(host.policy_version, []).append(host.name)
        lines = [say.policy_of_hosts(version, ", ".join(names)) for version, names in by_policy.items() if version]
        return "\n".join([f":warning: {say.hosts_differ()}", *(f"• {line}" for line in lines)])
