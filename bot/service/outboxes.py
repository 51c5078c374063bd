"""The outboxes of this host: the file in its state directory, and the database that it may share with others."""

import asyncio
import secrets
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from pydantic import SecretStr
from structlog.stdlib import get_logger

from bot.outbox import transfer
from bot.outbox.opening import AnyOutbox, open_outbox, sqlite_url
from bot.runtime.clock import steady_clock
from bot.runtime.replace_file import replace_file
from bot.storage.errors import StorageUnavailable
from bot.storage.salvage import Corruption

log = get_logger(__name__)

HOST_FILE = "host"
"""The file in the state directory with this host's name."""


@dataclass(frozen=True)
class Outboxes:
    """`main` takes what people submit. `here` is the host's own; it is `main` where nothing is shared."""

    main: AnyOutbox
    here: AnyOutbox
    host: str
    corruptions: asyncio.Queue[Corruption]

    @property
    def shared(self) -> AnyOutbox | None:
        """The database that several hosts share."""
        return self.main if self.main is not self.here else None


@asynccontextmanager
async def open_outboxes(state_dir: Path, database_url: SecretStr | None) -> AsyncIterator[Outboxes]:
    """Open the outboxes. Where that fails for now, people are told when they submit, and it is tried again.

    Raises:
        SchemaTooNew: One is of a newer version.
    """
    corruptions: asyncio.Queue[Corruption] = asyncio.Queue()
    loop = asyncio.get_running_loop()

    def on_corruption(corruption: Corruption) -> None:
        loop.call_soon_threadsafe(corruptions.put_nowait, corruption)

    host = host_name(state_dir)
    here = open_outbox(sqlite_url(state_dir), clock=steady_clock(), repair=True, on_corruption=on_corruption)
    main = here
    if database_url is not None:
        main = open_outbox(database_url.get_secret_value(), owner=f"{host}#{secrets.token_hex(4)}")
    try:
        for outbox in {main, here}:
            await _open(outbox)
        if main is here:
            await _release(here)
        yield Outboxes(main, here, host, corruptions)
    finally:
        for outbox in {main, here}:
            await outbox.close()


def host_name(state_dir: Path) -> str:
    """Return this host's name among several: the machine's, and what tells two daemons of one machine apart.

    It is kept in the state directory, which one daemon has at a time.
    """
    path = state_dir / HOST_FILE
    try:
        if name := path.read_text().strip():
            return name
    except FileNotFoundError:
        pass
    except (OSError, UnicodeError) as error:
        log.warning("host_name_not_kept", problem=str(error))
    name = f"{socket.gethostname().partition('.')[0]}-{secrets.token_hex(2)}".replace("#", "")
    try:
        replace_file(path, f"{name}\n".encode())
    except OSError as error:
        log.warning("host_name_not_kept", problem=str(error))
    return name


async def _open(outbox: AnyOutbox) -> None:
    try:
        await outbox.open()
    except StorageUnavailable as error:
        log.error("outbox_unavailable", problem=str(error))


async def _release(here: AnyOutbox) -> None:
    """Take back what was on its way to a database that is used no more."""
    try:
        await here.work(lambda database, _: transfer.release_all(database))
    except StorageUnavailable as error:
        log.debug("outbox_unavailable", problem=str(error))
