"""Three hosts over one PostgreSQL that can be killed or frozen at points of an alert's way, with leases of seconds."""

import asyncio
import signal

from tests.e2e.forge import Forge
from tests.e2e.settings import settings_for

LEASE_SECONDS = 4.0

CONNECTED = "slack_connected"
"""What a host logs when it can be of use."""

SETTLE_SECONDS = 1.0


class Trio:
    """The hosts. At each of `points`, by the word that an alert's summary has, `number` is sent to who is first."""

    def __init__(self, sandbox, forge, folder, points=(), number=signal.SIGKILL, first_reaches=None):
        """`first_reaches` is the database's URL for the first host, where it is another one."""
        self.sandbox = sandbox
        self.forge = forge
        self._points = dict(points)
        self._number = number
        self._once = folder / "once"
        self._once.mkdir()
        urls = [first_reaches or forge.settings["IL_ALERT_DATABASE_URL"]] + 2 * [
            forge.settings["IL_ALERT_DATABASE_URL"]
        ]
        self.hosts = [self._host(folder / f"host-{count}", url) for count, url in enumerate(urls)]

    def _host(self, folder, url):
        folder.mkdir()
        return self.forge.beside(folder / "log", IL_ALERT_STATE_DIR=str(folder), IL_ALERT_DATABASE_URL=url)

    async def start(self, *hosts):
        quicker = {"settle_seconds": SETTLE_SECONDS, "lease_seconds": LEASE_SECONDS}
        before = [len(host.lines(CONNECTED)) for host in hosts]
        for host in hosts:
            await host.start_armed(self._points, self._once, self._number, **quicker)
        async with asyncio.timeout(20.0):
            while any(len(host.lines(CONNECTED)) == count for host, count in zip(hosts, before, strict=True)):  # noqa: ASYNC110 - other processes write them
                await asyncio.sleep(0.05)

    async def at(self, point, seconds=20.0):
        """Wait until a host has got to a point, and return it."""
        name = self._once / point
        async with asyncio.timeout(seconds):
            while not name.exists():  # noqa: ASYNC110 - another process makes it
                await asyncio.sleep(0.02)
        return next(host for host in self.hosts if host.pid == int(name.read_text()))

    async def calling(self, word, seconds=20.0):
        """Wait until a host has called ilert about an alert with this word, send it the signal, and return it."""
        calls = self.sandbox.ilert.calls
        await self.sandbox.until(
            lambda: any(call.method == "POST" and word in str(call.body) for call in calls), timeout=seconds
        )
        (entry,) = [one for one in await self.forge.entries() if word in one.request.summary and one.owner]
        host = next(host for host in self.hosts if entry.owner.startswith(_name(host)))
        host.send(self._number)
        return host

    async def end(self):
        for host in self.hosts:
            host.send(signal.SIGCONT)
            await host.kill()


def _name(host):
    """Return the name that a host has given itself, as owners begin."""
    return (host.log.parent / "host").read_text().strip() + "#"


def forge_for(sandbox, policy_file, folder, url):
    """Make the forge whose settings the hosts share."""
    return Forge({**settings_for(sandbox, policy_file, folder), "IL_ALERT_DATABASE_URL": url}, folder / "log")
