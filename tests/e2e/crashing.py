"""Lets the daemon of this process, which has it alone, end by SIGKILL at chosen points, and makes it quicker.

An order says the points, for each what an alert must have for it to count, a word in its summary or one of some keys,
and what to make quicker. With `once`, a folder, each point counts for the first daemon that gets there, which leaves
its process id in a file there; `signal` names another signal than SIGKILL.
"""

import functools
import os
import signal
import threading
import time
from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from bot.delivery import follower, following, sender
from bot.directory import lookup
from bot.ilert import bucket
from bot.ilert.transport import AiohttpTransport
from bot.outbox import notice_table, queue_table, sightings_table, worker
from bot.outbox.postgres import host_table
from bot.service import sharing
from bot.slack.notifications.reporter import ReporterNotifier
from bot.slack.socket_mode.dispatcher import EnvelopeHandlers
from bot.storage import sqlite
from tests.e2e import card_points

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

_words: dict[str, str] = {}
_keys: defaultdict[str, set[str]] = defaultdict(set)
"""By point, what an alert must have for it to count."""

_signal = signal.SIGKILL
_once: Path | None = None

Reached = Callable[..., None]
"""Ends the daemon, if what was seen is about the alert that is meant."""


def _reached(point: str) -> Reached:
    def end(*seen: Any) -> None:
        text = repr(seen)
        if (_words[point] in text or any(key in text for key in _keys[point])) and _is_first(point):
            # This thread, so that it does nothing more, also where the process is only stopped.
            signal.pthread_kill(threading.get_ident(), _signal)

    return end


def _is_first(point: str) -> bool:
    if _once is None:
        return True
    mine = _once / f"{point} {os.getpid()}"
    mine.write_text(str(os.getpid()))
    try:
        # The name appears with its content, and for one of them.
        os.link(mine, _once / point)
    except FileExistsError:
        return False
    return True


def _around(module: Any, name: str, reached: Reached, *, before: bool = False, after: bool = False) -> None:
    original = getattr(module, name)

    @functools.wraps(original)
    def wrapped(*args: Any, **kwargs: Any) -> Any:
        if before:
            reached(args)
        result = original(*args, **kwargs)
        if after:
            reached(args, result)
        return result

    setattr(module, name, wrapped)


def _around_async(owner: Any, name: str, reached: Reached, *, before: bool = False, after: bool = False) -> None:
    original = getattr(owner, name)

    @functools.wraps(original)
    async def wrapped(*args: Any, **kwargs: Any) -> Any:
        if before:
            reached(args)
        result = await original(*args, **kwargs)
        if after:
            reached(args)
        return result

    setattr(owner, name, wrapped)


def _around_accept(reached: Reached, **when: bool) -> None:
    """Of either kind of outbox."""
    for table in (queue_table, host_table):
        _around(table, "accept", reached, **when)


def _remember_keys() -> None:
    """Know the alerts that are meant by their keys too."""

    def remember(_database: Any, request: Any, *_: Any) -> None:
        for point, word in _words.items():
            if word in request.summary:
                _keys[point].add(request.key)

    _around_accept(lambda args, *_: remember(*args), before=True)


def _inside(name: str, reached: Reached) -> None:
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
                reached(within)
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


def _after_the_claim(reached: Reached) -> None:
    """Of one that was claimed when it was accepted too."""
    _around(queue_table, "claim", reached, after=True)
    _around_async(worker.Worker, "_try", reached, before=True)


_SETTERS: dict[str, Callable[[Reached], None]] = {
    "before the row": lambda end: _around_accept(end, before=True),
    "while the row is written": lambda end: _inside("accept", end),
    "between row and acknowledgement": lambda end: _around_accept(end, after=True),
    "after the acknowledgement": lambda end: _around_async(EnvelopeHandlers, "_acknowledge", end, after=True),
    "after the claim": _after_the_claim,
    "before the intent": lambda end: _around(queue_table, "sending", end, before=True),
    "while the intent is written": lambda end: _inside("sending", end),
    "between intent and call": lambda end: _around_async(AiohttpTransport, "send", end, before=True),
    "during the call": lambda _: None,
    "after the call and before recording": lambda end: _around_async(AiohttpTransport, "send", end, after=True),
    "while the result is recorded": lambda end: _inside("settle", end),
    "between ilert's answer to an event and the sighting": lambda end: _around(
        sightings_table, "conclude", end, before=True
    ),
    "after the sighting is recorded": lambda end: _around(sightings_table, "conclude", end, after=True),
    "before a manual alert stands in": lambda end: _around(sightings_table, "stand_in", end, before=True),
    "after a manual alert stands in": lambda end: _around(sightings_table, "stand_in", end, after=True),
    "before Page now is recorded": lambda end: _around(sightings_table, "page_now", end, before=True),
    "after Page now is recorded": lambda end: _around(sightings_table, "page_now", end, after=True),
    "between recording and telling": lambda end: _around_async(ReporterNotifier, "notify", end, before=True),
    "after telling": lambda end: _around(notice_table, "finish", end, before=True),
    "between one telling and the next": lambda end: _around(notice_table, "finish", end, after=True),
    **card_points.setters(_around, _around_async),
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


def _shorten_the_leases(seconds: float) -> None:
    """Of alerts, of notices and of the lead among several hosts."""
    from bot.outbox.postgres import store  # noqa: PLC0415 - where there is a driver

    store.SHARED_LEASE_SECONDS = seconds
    sharing.OTHERS = replace(sharing.OTHERS, lead_seconds=seconds)


def _set_the_points(order: Mapping[str, Any]) -> None:
    global _once, _signal  # noqa: PLW0603 - each daemon is a process of its own
    _once = Path(order["once"]) if "once" in order else None
    _signal = signal.Signals(order.get("signal", signal.SIGKILL))
    for point, (word, keys) in order["points"].items():
        _words[point] = word
        _keys[point].update(keys)
        _SETTERS[point](_reached(point))
    _remember_keys()


def arm(order: Mapping[str, Any]) -> None:
    """Do what an order says before the daemon starts."""
    sender.SETTLE_SECONDS = order.get("settle_seconds", sender.SETTLE_SECONDS)
    if "minute" in order:
        bucket.WINDOW_SECONDS = order["minute"]
        bucket.PAUSES_SECONDS = tuple(pause * order["minute"] / 60 for pause in bucket.PAUSES_SECONDS)
    lookup.FRESH_SECONDS = order.get("fresh_seconds", lookup.FRESH_SECONDS)
    worker.GRACE_SECONDS = order.get("grace_seconds", worker.GRACE_SECONDS)
    if "look_seconds" in order:
        following.INTERVALS = ((following.FOLLOWED_SECONDS, order["look_seconds"]),)
        follower.CallBudget = functools.partial(following.CallBudget, 600)
    if order.get("disk_full"):
        _fill_the_disk()
    if "wall_clock_jump" in order:
        _let_the_clock_jump(order["wall_clock_jump"])
    if "lease_seconds" in order:
        _shorten_the_leases(order["lease_seconds"])
    if order["points"]:
        _set_the_points(order)
