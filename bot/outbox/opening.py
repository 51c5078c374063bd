"""Opens the outbox that a URL names."""

import os
import socket
import time
from collections.abc import Callable
from pathlib import Path
from urllib.parse import quote, unquote, urlsplit

from bot.outbox.sqlite import SqliteOutbox
from bot.outbox.store import Outbox
from bot.runtime.clock import Clock
from bot.storage.salvage import Corruption

NAME = "outbox.sqlite3"
"""The file in the state directory."""


class UnknownOutbox(ValueError):
    """A URL that names no kind of outbox that there is. The text says what is expected."""


def sqlite_url(state_dir: Path) -> str:
    """Return the URL of the outbox in a state directory."""
    return f"sqlite:///{quote(str((state_dir / NAME).absolute()).removeprefix('/'))}"


def open_outbox(
    url: str,
    *,
    owner: str = "",
    clock: Clock = time.time,
    repair: bool = False,
    on_corruption: Callable[[Corruption], None] = lambda _: None,
) -> Outbox:
    """Choose the outbox that `url` names: `sqlite:///` and the absolute path of a file. Nothing is opened yet.

    `owner` names the worker, else this process does. With `repair` a damaged file is replaced: the caller must be the
    only one that works on it, and `on_corruption` is called, on a thread of the outbox.

    Raises:
        UnknownOutbox: There is no such kind.
    """
    parts = urlsplit(url)
    path = Path(unquote(parts.path))
    if parts.scheme != "sqlite" or parts.netloc or not path.name:
        # The URL itself is not repeated: it may hold a password.
        raise UnknownOutbox(f"found a URL of the kind {parts.scheme!r}; expected sqlite:///path/to/a/file")
    owner = owner or f"{socket.gethostname()}:{os.getpid()}"
    return SqliteOutbox(path, owner=owner, clock=clock, repair=repair, on_corruption=on_corruption)
