"""Opens the outbox that a URL names."""

import os
import socket
import time
from collections.abc import Callable
from pathlib import Path
from typing import Protocol
from urllib.parse import quote, unquote, urlsplit

from bot.outbox.handover import Tables
from bot.outbox.sqlite import SqliteOutbox
from bot.outbox.store import Outbox
from bot.runtime.clock import Clock
from bot.storage.salvage import Corruption

NAME = "outbox.sqlite3"
"""The file in the state directory."""


_POSTGRES = ("postgresql", "postgres")


class AnyOutbox(Outbox, Tables, Protocol):
    """An outbox of any kind, all of which are kept in tables."""


class UnknownOutbox(ValueError):
    """A URL that names no kind of outbox that there is. The text says what is expected."""


class DriverMissing(Exception):
    """A part of this program that the kind of outbox needs is not installed. The text says which."""


def sqlite_url(state_dir: Path) -> str:
    """Return the URL of the outbox in a state directory."""
    return f"sqlite:///{quote(str((state_dir / NAME).absolute()).removeprefix('/'))}"


def open_outbox(
    url: str,
    *,
    owner: str = "",
    clock: Clock | None = None,
    repair: bool = False,
    on_corruption: Callable[[Corruption], None] = lambda _: None,
) -> AnyOutbox:
    """Choose the outbox that `url` names. Nothing is opened yet.

    Args:
        url: `sqlite:///` and the absolute path of a file, or `postgresql://` as libpq has it.
        owner: Names the worker: a host, and after `#` its run. This process does where it is empty.
        clock: In seconds since 1970; else this machine's for a file, and for PostgreSQL that of the database.
        repair: Replace a damaged file: the caller must be the only one that works on it.
        on_corruption: Called then, on a thread of the outbox.

    Raises:
        UnknownOutbox: There is no such kind.
        DriverMissing: psycopg is not installed.
    """
    owner = owner or f"{socket.gethostname()}:{os.getpid()}"
    parts = urlsplit(url)
    if parts.scheme in _POSTGRES:
        return _postgres(url, owner, clock)
    path = Path(unquote(parts.path))
    if parts.scheme != "sqlite" or parts.netloc or not path.name:
        # The URL itself is not repeated: it may hold a password.
        raise UnknownOutbox(f"found a URL of the kind {parts.scheme!r}; expected sqlite:///path/to/a/file")
    return SqliteOutbox(path, owner=owner, clock=clock or time.time, repair=repair, on_corruption=on_corruption)


def _postgres(url: str, owner: str, clock: Clock | None) -> AnyOutbox:
    try:
        # Not at the top: the base installation has no driver.
        from bot.outbox.postgres.store import PostgresOutbox  # noqa: PLC0415
        from bot.storage.postgres.connection import MalformedUrl  # noqa: PLC0415
    except ImportError as error:
        raise DriverMissing(
            f"PostgreSQL needs the extra ilert-slack-bot[postgresql], and libpq (Debian: libpq5): {error}"
        ) from error
    try:
        return PostgresOutbox(url, owner=owner, clock=clock)
    except MalformedUrl as error:
        raise UnknownOutbox(str(error)) from None
