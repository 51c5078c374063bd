"""Watches over the running service: checks each part's health and reports to systemd."""

import asyncio
import time

from structlog.stdlib import get_logger

from bot.directory.refresher import DirectoryRefresher
from bot.ilert.availability import Availability
from bot.outbox.write_probe import OutboxProbe
from bot.runtime.supervision import Supervisor
from bot.service.health import (
    DatabaseSnapshot,
    HealthSnapshot,
    IlertSnapshot,
    OutboxSnapshot,
    SlackSnapshot,
    is_ready,
    status,
    wedged,
)
from bot.service.policy_keeper import PolicyKeeper
from bot.service.sharing import Sharing
from bot.service.systemd import ServiceManager
from bot.slack.api.token_status import TokenStatus
from bot.slack.socket_mode.health import SocketHealth, incomplete_seconds, is_alive, outage_seconds, silent_seconds

log = get_logger(__name__)

START_SECONDS = 30.0
"""How long a start waits for Slack. After that the service counts as started: what waits must get to ilert."""

_TICK_SECONDS = 5.0
# systemd's advice is half of its patience; a third leaves room for one that comes late.
_TICKS_IN_PATIENCE = 3
_LOOK_SECONDS = 0.1


class HealthMonitor:
    """Checks the health of all parts, and reports to systemd while `run` runs."""

    def __init__(  # noqa: PLR0913 - each is another part of the bot
        self,
        manager: ServiceManager,
        slack: SocketHealth,
        outbox: OutboxProbe,
        ilert: Availability,
        directory: DirectoryRefresher,
        policy: PolicyKeeper,
        *,
        access: TokenStatus,
        sharing: Sharing | None = None,
    ) -> None:
        self._manager = manager
        self._slack = slack
        self._access = access
        self._sharing = sharing
        self._outbox = outbox
        self._ilert = ilert
        self._directory = directory
        self._policy = policy
        self.supervisor = Supervisor()
        """Runs loops whose failures are to show in its snapshots."""
        self._started = False
        self._stopping = False
        self._said = ""

    def snapshot(self) -> HealthSnapshot:
        """Look at every part, without waiting for any."""
        now, slack, ilert = time.monotonic(), self._slack, self._ilert
        return HealthSnapshot(
            SlackSnapshot(
                connected=slack.connected,
                standing=slack.standing,
                wanted=slack.wanted,
                incomplete_for=incomplete_seconds(slack, now),
                alive=is_alive(slack, now),
                silent_for=silent_seconds(slack, now) or 0.0,
                down_for=outage_seconds(slack, now),
                problem=slack.problem,
                needs_admin=slack.needs_admin,
                refused=self._access.problem,
            ),
            OutboxSnapshot(
                waiting=self._outbox.stats.waiting,
                oldest_for=self._outbox.oldest_for,
                unreadable=self._outbox.stats.unreadable,
                problem=self._outbox.problem,
                problem_for=self._outbox.failing_for,
                silent_for=self._outbox.unresponsive_for,
            ),
            IlertSnapshot(
                down_for=ilert.down_for,
                key_problem=ilert.key_problem,
                read_ago=self._directory.age,
                usable=self._directory.current is not None,
            ),
            database=self._database(),
            policy_refused=self._policy.refused,
            failing_loops=self.supervisor.problems(),
            stopping=self._stopping,
        )

    def _database(self) -> DatabaseSnapshot | None:
        if self._sharing is None:
            return None
        probe, hosts = self._sharing.probe, self._sharing.hosts
        return DatabaseSnapshot(
            waiting=probe.stats.waiting,
            oldest_for=probe.oldest_for,
            unreadable=probe.stats.unreadable,
            problem=probe.problem,
            problem_for=probe.failing_for,
            here=hosts.name,
            hosts=hosts.seen,
            policies_differ=hosts.policies_differ,
        )

    async def run(self, *, start_seconds: float = START_SECONDS) -> None:
        """Tell when the service has started, then how it is, again and again, and give the watchdog what it needs."""
        if not self._started:
            await self._wait_for_the_start(start_seconds)
            self._started = True
            self._manager.ready()
        watchdog_withheld = False
        while True:
            watchdog_withheld = self._tick(watchdog_withheld=watchdog_withheld)
            await asyncio.sleep(self._interval())

    def reloading(self) -> None:
        """Report that the policy file is being reloaded. Before the start is complete there is nothing to report."""
        if self._started:
            self._manager.reloading()

    def reloaded(self) -> None:
        """Tell that reading the policy file has ended, and how it is now."""
        if self._started:
            self._say(status(self.snapshot()))
            self._manager.ready()

    def stopping(self) -> None:
        """Tell that the service is about to stop."""
        self._stopping = True
        self._manager.stopping()
        self._say(status(self.snapshot()))

    async def _wait_for_the_start(self, seconds: float) -> None:
        end = time.monotonic() + seconds
        while not is_ready(snapshot := self.snapshot()) and time.monotonic() < end:
            self._say(f"starting: {status(snapshot)}")
            await asyncio.sleep(_LOOK_SECONDS)

    def _tick(self, *, watchdog_withheld: bool) -> bool:
        """Tell how the service is. Returns whether the watchdog was left without its sign of life."""
        snapshot = self.snapshot()
        self._say(status(snapshot))
        why = wedged(snapshot)
        if why is None:
            self._manager.alive()
        elif not watchdog_withheld:
            log.critical(
                "service_wedged", problem=why, what_happens="systemd's watchdog starts it again, if it watches"
            )
        return why is not None

    def _interval(self) -> float:
        patience = self._manager.watchdog_seconds
        return _TICK_SECONDS if patience is None else min(_TICK_SECONDS, patience / _TICKS_IN_PATIENCE)

    def _say(self, text: str) -> None:
        if text != self._said:
            self._said = text
            self._manager.status(text)
