"""The ilert account as commands know it that work without asking: as the bot last read it."""

import time

from bot.config.settings import LocalSettings
from bot.directory import snapshot_file
from bot.domain.account import Directory

_MINUTE, _HOUR, _DAY = 60, 3600, 86400


def last_directory(settings: LocalSettings) -> Directory | None:
    """Return what the bot last read from ilert, or None where it left nothing that can be read."""
    directory = settings.state_dir
    return snapshot_file.read(directory) if directory is not None else None


def age_in_words(directory: Directory, now: float | None = None) -> str:
    """Say how old a directory is, such as "4 minutes ago"."""
    seconds = max(0.0, (now if now is not None else time.time()) - directory.taken_at)
    for unit, name in ((_DAY, "day"), (_HOUR, "hour"), (_MINUTE, "minute")):
        number = int(seconds // unit)
        if number >= 1:
            return f"{number} {name}{'' if number == 1 else 's'} ago"
    return "less than a minute ago"


def out_of_date(directory: Directory, settings: LocalSettings) -> bool:
    """Tell whether the bot itself would not use it any more."""
    return time.time() - directory.taken_at > settings.directory_max_age_hours * _HOUR
