"""The outbox that the demo's hosts share, and what each of them shows there, as last read."""

import asyncio
from collections.abc import Callable, Mapping, Sequence

from bot.cli.demo.outbox_rows import read_rows
from bot.outbox.opening import open_outbox
from bot.outbox.postgres import host_table
from bot.outbox.postgres.host_table import Host
from bot.sandbox.backstage import OutboxRow
from bot.storage.errors import SchemaTooNew, StorageUnavailable

_LOOK_SECONDS = 0.15


class SharedOutbox:
    """Reads the database again and again. `changed` is called whenever something is another one.

    Raises:
        DriverMissing: psycopg is not installed.
    """

    def __init__(self, url: str, changed: Callable[[], None]) -> None:
        self._outbox = open_outbox(url, owner="demo#1")
        self._changed = changed
        self.rows: Sequence[OutboxRow] = ()
        """While the database is away, what it had before."""
        self.hosts: Mapping[str, Host] = {}
        """By name; none while the database is away."""

    async def follow(self) -> None:
        """Read until cancelled."""
        try:
            while True:
                before = self.rows, _shown(self.hosts)
                await self._read()
                if (self.rows, _shown(self.hosts)) != before:
                    self._changed()
                await asyncio.sleep(_LOOK_SECONDS)
        finally:
            await self._outbox.close()

    async def _read(self) -> None:
        try:
            self.rows = await read_rows(self._outbox)
            self.hosts = {host.name: host for host in await self._outbox.work(host_table.hosts)}
        except (StorageUnavailable, SchemaTooNew):
            self.hosts = {}


def _shown(hosts: Mapping[str, Host]) -> Mapping[str, tuple[bool, int]]:
    return {name: (host.leads, host.leases) for name, host in hosts.items()}
