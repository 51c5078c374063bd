"""What signals do: the first SIGTERM or SIGINT begins the stop, a second one of either ends at once; SIGHUP reloads."""

import asyncio
import os
import signal
from collections.abc import Callable
from functools import partial

from structlog.stdlib import get_logger

log = get_logger(__name__)

EXIT_BY_SIGNAL = 128
"""Plus the signal's number: the exit code of what a signal has ended, as shells have it."""


def install(stop: asyncio.Event, *, on_sighup: Callable[[], None]) -> None:
    """Handle signals in the running loop: `stop` is set by the first that asks to stop."""
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, partial(_on_stop, stop, number))
    loop.add_signal_handler(signal.SIGHUP, on_sighup)


def _on_stop(stop: asyncio.Event, number: signal.Signals) -> None:
    if stop.is_set():
        log.warning(
            "stopped_at_once", signal=number.name, what_happens="alerts that wait are sent after the next start"
        )
        # Not by an exception: whatever holds up the drain would hold that up as well.
        os._exit(EXIT_BY_SIGNAL + number)
    stop.set()
