"""Several daemons over one PostgreSQL, each with a state directory of its own."""

import asyncio
import signal

from bot.outbox.opening import open_outbox
from tests.e2e.daemon import Daemon
from tests.e2e.settings import settings_for

START_SECONDS = 40.0
"""How long a host may take to start on a machine that has other things to do."""


class Hosts:
    """Daemons by number. `url` is the database's, as they reach it."""

    def __init__(self, sandbox, policy_file, folder, url, *, reached_by=None):
        self.sandbox = sandbox
        self.url = url
        self.daemons = []
        self._policy_file = policy_file
        self._folder = folder
        self._reached_by = reached_by or {}

    async def start(self, number=3, **more):
        """Start more hosts and wait until Slack and ilert are there."""
        new = [self.add(**more) for _ in range(number)]
        await asyncio.gather(*(daemon.start() for daemon in new))
        await asyncio.gather(*(daemon.logged("slack_connected", seconds=START_SECONDS) for daemon in new))
        return new

    def add(self, kind=Daemon, **more):
        """Make a host that the test starts itself."""
        state = self._folder / f"state-{len(self.daemons)}"
        state.mkdir()
        url = self._reached_by.get(len(self.daemons), self.url)
        settings = {**settings_for(self.sandbox, self._policy_file, state), "IL_ALERT_DATABASE_URL": url, **more}
        self.daemons.append(kind(settings))
        return self.daemons[-1]

    async def restart(self, daemon):
        """Start a host again that has ended, with what it left."""
        again = Daemon({name: value for name, value in daemon.settings.items() if name.startswith(("SLACK", "I"))})
        self.daemons[self.daemons.index(daemon)] = again
        await again.start()
        await again.logged("slack_connected", seconds=START_SECONDS)
        return again

    async def kill(self, daemon):
        daemon.send(signal.SIGKILL)
        await daemon.wait()

    async def stop(self):
        await asyncio.gather(*(daemon.stop() for daemon in self.daemons))

    async def entries(self):
        """Return all that is in the database."""
        outbox = open_outbox(self.url, owner="test#1")
        try:
            return await outbox.list()
        finally:
            await outbox.close()

    async def leader(self):
        """Wait for one host, and only one, that leads."""

        def leading():
            changes = [daemon.events("leader_changed") for daemon in self.daemons]
            return [
                daemon
                for daemon, lines in zip(self.daemons, changes, strict=True)
                if lines and lines[-1]["leads"] and daemon.is_running
            ]

        await self.sandbox.until(lambda: len(leading()) == 1, timeout=20)
        return leading()[0]
