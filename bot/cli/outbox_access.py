"""Which outbox a command is about: the database that several hosts share, or the file in the state directory."""

import sqlite3
from pathlib import Path

from bot.cli import exits
from bot.cli.exits import CommandFailed
from bot.config.settings import LocalSettings, required_state_dir
from bot.outbox.opening import NAME, AnyOutbox, DriverMissing, UnknownOutbox, open_outbox, sqlite_url
from bot.storage.errors import StorageUnavailable

_WHO = "expected root, the daemon's user, or a member of the group that its directory belongs to"


def open_configured(settings: LocalSettings, *, make: bool = False) -> AnyOutbox:
    """Choose the outbox of this host. Nothing is opened yet. With `make` a file that is missing will be made.

    Raises:
        SettingsError: No state directory is set.
        CommandFailed: There is no outbox to use.
    """
    if settings.database_url is None:
        state_dir = required_state_dir(settings)
        return open_outbox(sqlite_url(state_dir)) if make else open_file(state_dir)
    try:
        return open_outbox(settings.database_url.get_secret_value())
    except (UnknownOutbox, DriverMissing) as error:
        raise CommandFailed(f"IL_ALERT_DATABASE_URL: {error}", exits.CONFIGURATION) from error


def open_file(state_dir: Path) -> AnyOutbox:
    """Choose the file of a state directory. Nothing is opened yet.

    Raises:
        CommandFailed: There is none to use.
    """
    path = state_dir / NAME
    try:
        path.stat()
    except PermissionError as error:
        raise CommandFailed(f"{path}: closed to this user; {_WHO}", exits.CONFIGURATION) from error
    except OSError as error:
        reason = f"{path}: there is no outbox yet; the daemon makes it when it starts"
        raise CommandFailed(reason, exits.CONFIGURATION) from error
    return open_outbox(sqlite_url(state_dir))


def reason(error: StorageUnavailable) -> str:
    """Say why an outbox cannot be used, and who can where that is a matter of permissions.

    While no daemon has the file open, SQLite must write beside it even in order to read (SQLite docs, "WAL mode").
    """
    cause = error.__cause__
    closed = (sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN)
    if isinstance(cause, sqlite3.Error) and getattr(cause, "sqlite_errorcode", 0) & 0xFF in closed:
        return f"{error}; while the bot is stopped, expected root or the daemon's user"
    return str(error)
