"""Shows the sandbox's page the bot from inside, and lets it control the bot. See `bot.sandbox.backstage`."""

import asyncio
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from bot.cli.demo.daemon import Daemon
from bot.cli.demo.hosts import DATABASE, Bot, DemoDatabase, DemoHost
from bot.cli.demo.policy_file import PolicyFileChecker
from bot.cli.demo.reasons import reasons
from bot.domain.account import Directory
from bot.sandbox.backstage import BackstageState, Conflict, DaemonStatus, HostStatus, OutboxRow, Scenario
from bot.sandbox.server import Sandbox
from bot.sandbox.slack.actions import ImpossibleAction


class BotControl:
    """The bot on its hosts, with their files, beside a sandbox."""

    def __init__(self, sandbox: Sandbox, scenario: Scenario, policy_file: Path, bot: Bot) -> None:
        self._workspace = sandbox.slack.workspace
        self._scenario = scenario
        self._since = 0.0
        self._notify = sandbox.notify
        self._hosts = bot.hosts
        self._database = bot.database
        self._policy = PolicyFileChecker(policy_file, bot.hosts[0].state_dir, self._on_checked)
        self._processes = {host.name: host.daemon for host in bot.hosts}
        if bot.database is not None:
            self._processes[DATABASE] = bot.database.process

    @property
    def directory(self) -> Directory | None:
        """The account as a host has read it."""
        return next((host.files.directory for host in self._hosts if host.files.directory is not None), None)

    async def run(self) -> None:
        """Keep the bot running and follow its files, until cancelled. The database ends last."""
        if self._database is None:
            await self._run_hosts()
            return
        database = asyncio.create_task(self._database.process.keep_running())
        following = asyncio.create_task(self._database.outbox.follow())
        try:
            await self._run_hosts()
        finally:
            for task in (following, database):
                task.cancel()
            await asyncio.gather(following, database, return_exceptions=True)

    async def _run_hosts(self) -> None:
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(self._policy.follow())
            for host in self._hosts:
                tasks.create_task(host.files.follow())
                tasks.create_task(host.daemon.keep_running())

    def state(self) -> BackstageState:
        """See `Backstage.state`."""
        good, directory, database = self._policy.good, self.directory, self._database
        return BackstageState(
            scenario=self._scenario,
            daemon=self._daemon(),
            outbox=[row for row in self._rows() if row.state == "waiting" or row.accepted_at > self._since],
            policy=self._policy.verdict,
            knowledge=f"{good and good.version} {directory and directory.taken_at}",
            hosts=[] if database is None else [_status(host, database) for host in self._hosts],
            database=None if database is None else database.process.status,
        )

    def kill(self, process: str, *, restart: bool) -> None:
        """See `Backstage.kill`."""
        self._process(process).kill(restart=restart)

    def start(self, process: str) -> None:
        """See `Backstage.start`."""
        self._process(process).start()

    async def save_policy(self, text: str) -> None:
        """See `Backstage.save_policy`."""
        await asyncio.to_thread(self._policy.save, text)

    async def explain(self, user: str, channel: str) -> dict[str, Any]:
        """See `Backstage.explain`."""
        if self._policy.good is None:
            raise Conflict("there has been no good policy file yet")
        if user not in self._workspace.people or channel not in self._workspace.channels:
            raise ImpossibleAction("no such person or channel")
        return await asyncio.to_thread(reasons, self._workspace, self._policy.good, self.directory, user, channel)

    def start_over(self) -> None:
        """See `Backstage.start_over`."""
        self._since = time.time()

    def _daemon(self) -> DaemonStatus:
        """Return the status of a host that runs, or else of the first."""
        statuses = [host.daemon.status for host in self._hosts]
        return next((one for one in statuses if one.state == "started"), statuses[0])

    def _rows(self) -> Sequence[OutboxRow]:
        """List what the database has, and what hosts keep themselves, the newest first."""
        rows = {row.key: row for host in self._hosts for row in host.files.rows}
        if self._database is not None:
            rows |= {row.key: row for row in self._database.outbox.rows}
        return sorted(rows.values(), key=lambda row: -row.accepted_at)

    def _process(self, name: str) -> Daemon:
        if name not in self._processes:
            raise Conflict(f"there is no process of this name; expected one of {', '.join(self._processes)}")
        return self._processes[name]

    def _on_checked(self) -> None:
        if self._policy.verdict.accepted:
            for host in self._hosts:
                if host.daemon.status.state == "refused":
                    host.daemon.start()
        self._notify()


def _status(host: DemoHost, database: DemoDatabase) -> HostStatus:
    seen = database.outbox.hosts.get(host.name)
    alive = seen is not None and host.daemon.status.state == "started"
    leads, leases = (seen.leads, seen.leases) if seen is not None else (False, 0)
    return HostStatus(host.name, host.daemon.status, leads=leads and alive, leases=leases)
