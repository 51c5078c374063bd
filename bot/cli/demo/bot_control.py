"""Shows the sandbox's page the bot from inside, and lets it control the bot. See `bot.sandbox.backstage`."""

import asyncio
import time
from pathlib import Path
from typing import Any

from bot.cli.demo.daemon import Daemon
from bot.cli.demo.policy_file import PolicyFileChecker
from bot.cli.demo.reasons import reasons
from bot.cli.demo.state_directory import StateDirectory
from bot.sandbox.backstage import BackstageState, Conflict, Scenario
from bot.sandbox.server import Sandbox
from bot.sandbox.slack.actions import ImpossibleAction


class BotControl:
    """The daemon with its files, beside a sandbox."""

    def __init__(
        self, sandbox: Sandbox, scenario: Scenario, policy_file: Path, state_dir: Path, settings: dict[str, str]
    ) -> None:
        self._workspace = sandbox.slack.workspace
        self._scenario = scenario
        self._since = 0.0
        self._notify = sandbox.notify
        self.daemon = Daemon(settings, self._notify)
        self.policy = PolicyFileChecker(policy_file, state_dir, self._on_checked)
        self.files = StateDirectory(state_dir, self._notify)

    async def run(self) -> None:
        """Keep the daemon running and follow its files, until cancelled."""
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(self.files.follow())
            tasks.create_task(self.policy.follow())
            tasks.create_task(self.daemon.keep_running())

    def state(self) -> BackstageState:
        """See `Backstage.state`."""
        good, directory = self.policy.good, self.files.directory
        return BackstageState(
            scenario=self._scenario,
            daemon=self.daemon.status,
            outbox=[row for row in self.files.rows if row.state == "waiting" or row.accepted_at > self._since],
            policy=self.policy.verdict,
            knowledge=f"{good and good.version} {directory and directory.taken_at}",
        )

    def kill(self, *, restart: bool) -> None:
        """See `Backstage.kill`."""
        self.daemon.kill(restart=restart)

    def start(self) -> None:
        """See `Backstage.start`."""
        self.daemon.start()

    async def save_policy(self, text: str) -> None:
        """See `Backstage.save_policy`."""
        await asyncio.to_thread(self.policy.save, text)

    async def explain(self, user: str, channel: str) -> dict[str, Any]:
        """See `Backstage.explain`."""
        if self.policy.good is None:
            raise Conflict("there has been no good policy file yet")
        if user not in self._workspace.people or channel not in self._workspace.channels:
            raise ImpossibleAction("no such person or channel")
        return await asyncio.to_thread(reasons, self._workspace, self.policy.good, self.files.directory, user, channel)

    def start_over(self) -> None:
        """See `Backstage.start_over`."""
        self._since = time.time()

    def _on_checked(self) -> None:
        if self.policy.verdict.accepted and self.daemon.status.state == "refused":
            self.daemon.start()
        self._notify()
