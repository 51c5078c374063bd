"""Daemons that end by SIGKILL at a chosen point. They are forked from a process that has everything imported already.

Standard input takes one JSON line for each daemon: the settings, the point, what an alert must have for the point to
count, a word in its summary or one of some keys, and what to make quicker. Standard output gives each one's process id.
"""

import functools
import json
import os
import signal
import sys
import time
from collections.abc import Callable
from typing import Any

from bot.cli.main import main
from bot.delivery import sender
from bot.directory import lookup
from bot.ilert import bucket
from bot.ilert.transport import AiohttpTransport
from bot.outbox import notice_table, queue_table, sightings_table, worker
from bot.service import daemon as _imported_before_the_forks
from bot.slack.notifications.reporter import ReporterNotifier
from bot.slack.socket_mode.dispatcher import EnvelopeHandlers
from bot.storage import sqlite

POINTS = (
    "before the row",
    "while the row is written",
    "between row and acknowledgement",
    "after the acknowledgement",
    "after the claim",
    "before the intent",
    "while the intent is written",
    "between intent and call",
    "during the call",
    "after the call and before recording",
    "while the result is recorded",
    "between ilert's answer to an event and the sighting",
    "after the sighting is recorded",
    "between recording and telling",
    "after telling",
    "between one telling and the next",
)
"""Where a daemon can be killed; some alerts have further points. "During the call" is the test's to do."""

_word = ""
_keys: set[str] = set()


def _kill(*seen: Any) -> None:
    """End here, if this is about the alert that is meant."""
    text = repr(seen)
    if _word in text or any(key in text for key in _keys):
        os.kill(os.getpid(), signal.SIGKILL)


def _around(module: Any, name: str, *, before: bool = False, after: bool = False) -> None:
    original = getattr(module, name)

    @functools.wraps(original)
    def wrapped(*args: Any, **kwargs: Any) -> Any:
        if before:
            _kill(args)
        result = original(*args, **kwargs)
        if after:
            _kill(args, result)
        return result

    setattr(module, name, wrapped)


def _around_async(owner: Any, name: str, *, before: bool = False, after: bool = False) -> None:
    original = getattr(owner, name)

    @functools.wraps(original)
    async def wrapped(*args: Any, **kwargs: Any) -> Any:
        if before:
            _kill(args)
        result = await original(*args, **kwargs)
        if after:
            _kill(args)
        return result

    setattr(owner, name, wrapped)


def _remember_keys() -> None:
    """Know the alert that is meant by its key too."""
    original = queue_table.accept

    def accept(database: Any, request: Any, now: float) -> Any:
        if _word in request.summary:
            _keys.add(request.key)
        return original(database, request, now)

    queue_table.accept = accept


def _inside(name: str) -> None:
    """Kill between the statements of a transaction and its COMMIT."""
    original, within = getattr(queue_table, name), []
    transaction = queue_table.transaction

    class Transaction:
        def __init__(self, database: Any) -> None:
            self._inner = transaction(database)

        def __enter__(self) -> None:
            self._inner.__enter__()

        def __exit__(self, *error: object) -> bool | None:
            if within:
                _kill(within)
            return self._inner.__exit__(*error)

    def wrapped(database: Any, *args: Any) -> Any:
        within.append(args)
        try:
            return original(database, *args)
        finally:
            within.clear()

    # The outermost one commits: that of a batch, or of a single change.
    queue_table.transaction = sqlite.transaction = Transaction
    setattr(queue_table, name, wrapped)


_SETTERS: dict[str, Callable[[], None]] = {
    "before the row": lambda: _around(queue_table, "accept", before=True),
    "while the row is written": lambda: _inside("accept"),
    "between row and acknowledgement": lambda: _around(queue_table, "accept", after=True),
    "after the acknowledgement": lambda: _around_async(EnvelopeHandlers, "_acknowledge", after=True),
    "after the claim": lambda: _around(queue_table, "claim", after=True),
    "before the intent": lambda: _around(queue_table, "sending", before=True),
    "while the intent is written": lambda: _inside("sending"),
    "between intent and call": lambda: _around_async(AiohttpTransport, "send", before=True),
    "during the call": lambda: None,
    "after the call and before recording": lambda: _around_async(AiohttpTransport, "send", after=True),
    "while the result is recorded": lambda: _inside("settle"),
    "between ilert's answer to an event and the sighting": lambda: _around(sightings_table, "conclude", before=True),
    "after the sighting is recorded": lambda: _around(sightings_table, "conclude", after=True),
    "before a manual alert stands in": lambda: _around(sightings_table, "stand_in", before=True),
    "after a manual alert stands in": lambda: _around(sightings_table, "stand_in", after=True),
    "before Page now is recorded": lambda: _around(sightings_table, "page_now", before=True),
    "after Page now is recorded": lambda: _around(sightings_table, "page_now", after=True),
    "between recording and telling": lambda: _around_async(ReporterNotifier, "notify", before=True),
    "after telling": lambda: _around(notice_table, "finish", before=True),
    "between one telling and the next": lambda: _around(notice_table, "finish", after=True),
}


def _fill_the_disk() -> None:
    """Let the outbox not grow any more once it is open."""
    original = sqlite.open_database

    def opened(*args: Any) -> Any:
        database = original(*args)
        pages = database.execute("PRAGMA page_count").fetchone()[0]
        database.execute(f"PRAGMA max_page_count = {pages}").fetchone()
        database.executescript(
            "CREATE TEMP TRIGGER full BEFORE INSERT ON main.alert BEGIN SELECT RAISE(ABORT, 'disk is full'); END"
        )
        return database

    sqlite.open_database = opened


def _let_the_clock_jump(seconds: float) -> None:
    """Set the wall clock, for this process, once the daemon has marked its first send."""
    original, real, jumped = queue_table.sending, time.time, []

    def sending(*args: Any) -> None:
        original(*args)
        jumped.append(seconds)

    queue_table.sending = sending
    time.time = lambda: real() + sum(jumped[:1])


def _become_a_daemon(order: dict[str, Any]) -> int:
    global _word  # noqa: PLW0603 - each daemon is a process of its own
    os.environ.clear()
    os.environ.update(order["settings"])
    log = os.open(order["log"], os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    os.dup2(log, 2)
    sys.stdin.close()
    _word = order["word"]
    sender.SETTLE_SECONDS = order.get("settle_seconds", sender.SETTLE_SECONDS)
    if "minute" in order:
        bucket.WINDOW_SECONDS = order["minute"]
        bucket.PAUSES_SECONDS = tuple(pause * order["minute"] / 60 for pause in bucket.PAUSES_SECONDS)
    lookup.FRESH_SECONDS = order.get("fresh_seconds", lookup.FRESH_SECONDS)
    worker.GRACE_SECONDS = order.get("grace_seconds", worker.GRACE_SECONDS)
    if order.get("disk_full"):
        _fill_the_disk()
    if "wall_clock_jump" in order:
        _let_the_clock_jump(order["wall_clock_jump"])
    if order["point"]:
        _SETTERS[order["point"]]()
        _remember_keys()
        _keys.update(order.get("keys", ()))
    return main(["run"])


def serve() -> None:
    """Fork a daemon for each line."""
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    for line in sys.stdin:
        order = json.loads(line)
        process = os.fork()
        if process == 0:
            signal.signal(signal.SIGCHLD, signal.SIG_DFL)
            code = 1
            try:
                code = _become_a_daemon(order)
            finally:
                os._exit(code)
        sys.stdout.write(f"{process}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    assert _imported_before_the_forks
    serve()
