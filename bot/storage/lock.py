"""One daemon per state directory. Two would send each row twice."""

import fcntl
import json
import os
import socket
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path

NAME = "daemon.lock"


class StateDirectoryHeld(Exception):
    """Another daemon works on this state directory. The text says which."""


class StateDirectoryUnusable(Exception):
    """The state directory is missing or not ours to write."""


@contextmanager
def hold(state_dir: Path) -> Iterator[None]:
    """Hold the state directory, made where only its parent exists. The kernel releases it when the process ends.

    Raises:
        StateDirectoryHeld: Somebody else holds it.
        StateDirectoryUnusable: It cannot be used at all.
    """
    path = state_dir / NAME
    try:
        with suppress(FileExistsError):
            state_dir.mkdir(mode=0o700)
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    except OSError as error:
        raise StateDirectoryUnusable(
            f"IL_ALERT_STATE_DIR: {state_dir} cannot be used: {error.strerror}; "
            "expected a directory that this user may write"
        ) from None
    with os.fdopen(descriptor, "r+") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise StateDirectoryHeld(
                f"another il-alert-bot works on {state_dir}: {_holder(file.read())}. Two on one state "
                "directory would send alerts twice. Stop that one first, or give this one a directory of its own."
            ) from None
        _write_holder(descriptor)
        yield


def _write_holder(descriptor: int) -> None:
    holder = {
        "pid": os.getpid(),
        "host": socket.gethostname(),
        "since": datetime.now(UTC).isoformat(timespec="seconds"),
    }
    try:
        os.ftruncate(descriptor, 0)
        os.pwrite(descriptor, json.dumps(holder).encode(), 0)
    except OSError:
        # A full disk keeps us from saying who we are, not from holding the directory.
        return


def _holder(text: str) -> str:
    try:
        holder = json.loads(text)
        return f"process {holder['pid']} on {holder['host']}, since {holder['since']}"
    except (ValueError, KeyError, TypeError):
        return "it did not say who it is"
