"""Keeps Python's garbage collector out of people's way.

While it looks through all objects, neither the event loop nor another thread does anything: ten milliseconds after a
few hundred alerts. It hardly finds anything: of what 300 alerts leave behind, some thousand objects hold each other.
"""

import gc

OLD_THRESHOLD = 100
"""After how many looks through the younger objects all are looked through. Python's own number is 10."""


def stand_back() -> None:
    """Leave out what is in memory now, which stays for long, and look through all the rest a tenth as often."""
    gc.collect()
    gc.freeze()
    young, middle, _ = gc.get_threshold()
    gc.set_threshold(young, middle, OLD_THRESHOLD)
