"""This host among several: it shows its sign of life, and sees the others' and who leads."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from importlib.metadata import version
from typing import Protocol

from structlog.stdlib import get_logger

from bot.outbox.handover import Tables
from bot.outbox.postgres import host_table
from bot.outbox.postgres.host_table import Host
from bot.runtime.clock import Sleep
from bot.runtime.wakeup import Wakeup
from bot.storage.connection import Database
from bot.storage.errors import StorageUnavailable

log = get_logger(__name__)

LOOK_SECONDS = 3.0
"""How often a host shows that it lives, and keeps or takes the lead."""


class Limits(Protocol):
    """What is known of ilert's rate limits, each by the mark of the key that it is of."""

    def pauses(self) -> Mapping[str, float]:
        """Return for how many seconds ilert has this host wait."""
        ...

    def pause_as_others(self, pauses: Mapping[str, float]) -> None:
        """Wait as the other hosts do."""
        ...


class Hosts:
    """The hosts as last seen. Reading it waits for no database."""

    def __init__(
        self,
        database: Tables,
        name: str,
        policy_version: Callable[[], str],
        lead: Callable[[], Awaitable[bool]],
        limits: Limits,
        *,
        sleep: Sleep,
    ) -> None:
        self.name = name
        self._database = database
        self._policy_version = policy_version
        self._lead = lead
        self._limits = limits
        self._wakeup = Wakeup(sleep)
        self.leads = False
        """Whether this host reads the ilert account for all of them, and looks for their alerts."""
        self.seen: Sequence[Host] = ()
        """All that were alive lately, this one among them."""

    @property
    def policies_differ(self) -> bool:
        """Whether hosts go by different policies."""
        return len({host.policy_version for host in self.seen if host.policy_version}) > 1

    @property
    def leases(self) -> int:
        """How many alerts of the shared database this host has in hand."""
        return sum(host.leases for host in self.seen if host.name == self.name)

    async def run(self) -> None:
        """Show and look for ever."""
        while True:
            self._wakeup.clear()
            await self.look()
            await self._wakeup.wait(LOOK_SECONDS)

    def wake(self) -> None:
        """Show at once what is news to the others."""
        self._wakeup.set()

    async def look(self) -> None:
        """Show and look once."""
        try:
            leads = await self._lead()
            seen, pauses = await self._database.work(self._exchange())
        except StorageUnavailable as error:
            log.debug("outbox_unavailable", problem=str(error))
            self.leads, self.seen = False, ()
            return
        self._limits.pause_as_others(pauses)
        self._saw(seen, leads=leads)

    def _exchange(self) -> Callable[[Database, float], tuple[Sequence[Host], Mapping[str, float]]]:
        """Return what writes how this host is now, and reads how the others are and what ilert has them wait."""
        mine = (self.name, version("ilert-slack-bot"), self._policy_version())
        paused = self._limits.pauses()

        def exchange(database: Database, now: float) -> tuple[Sequence[Host], Mapping[str, float]]:
            host_table.share_pauses(database, self.name, paused, now)
            return host_table.show(database, *mine, now), host_table.pauses(database, self.name, now)

        return exchange

    def _saw(self, seen: Sequence[Host], *, leads: bool) -> None:
        if leads is not self.leads:
            log.info("leader_changed", leads=leads, host=self.name)
        differed = self.policies_differ
        self.leads, self.seen = leads, seen
        if self.policies_differ and not differed:
            policies = {host.name: host.policy_version for host in seen}
            log.warning("hosts_have_different_policies", policies=policies)
