"""The ilert account for commands that work offline: as the bot last read it."""

import time

from bot.config.places import Places
from bot.directory import snapshot_file
from bot.domain.account import Directory
from bot.runtime.duration import duration

_HOUR = 3600


def last_directory(places: Places) -> Directory | None:
    """Return what the bot last read from ilert, or None where it left nothing that can be read."""
    directory = places.state_dir
    return snapshot_file.read(directory) if directory is not None else None


def basis(directory: Directory | None, caveat: str = "") -> str:
    """Return the sentence that says what is known of the ilert account, and since when."""
    if directory is None:
        where = "in the state directory (IL_ALERT_STATE_DIR)"
        return f"Nothing is known of the ilert account: no snapshot that you may read {where}."
    return f"The ilert account is as the bot read it {duration(time.time() - directory.taken_at)} ago{caveat}."


def out_of_date(directory: Directory, max_age_hours: float) -> bool:
    """Whether the bot itself would no longer use it."""
    return time.time() - directory.taken_at > max_age_hours * _HOUR
