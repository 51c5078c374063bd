"""Keeps Python's garbage collector out of people's way.

While it looks through all objects, neither the event loop nor another thread does anything: ten milliseconds after a
few hundred alerts. It hardly finds anything: of what 300 alerts leave behind, some thousand objects hold each other.
"""

import gc
from collections.abc import Iterator
from contextlib import contextmanager

OLD_THRESHOLD = 100
"""After how many looks through the younger objects all are looked through. Python's own number is 10."""


@contextmanager
def left_alone() -> Iterator[None]:
    """Let nothing be looked for, and leave out what is in memory then: of what is imported, nothing goes away."""
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        gc.enable()


def stand_back() -> None:
    """Leave out what is in memory now, which stays for long, and look through all the rest a tenth as often."""
    gc.collect()
    gc.freeze()
    young, middle, _ = gc.get_threshold()
    gc.set_threshold(young, middle, OLD_THRESHOLD)
