"""`il-alert-bot outbox move`: bring the alerts of this host's file into the database that several hosts share."""

import asyncio

from bot.cli import exits
from bot.cli.exits import CommandFailed
from bot.cli.outbox_access import open_configured, open_file
from bot.config import logging
from bot.config.settings import LocalSettings, required_state_dir
from bot.outbox.handover import Handover
from bot.outbox.opening import AnyOutbox
from bot.storage import lock
from bot.storage.lock import StateDirectoryHeld, StateDirectoryUnusable


async def move(settings: LocalSettings) -> None:
    """Move all of it, each alert once, and look whether it is there. Raises `StorageUnavailable`.

    Raises:
        CommandFailed: The daemon runs, or there is nothing to move from or to.
    """
    logging.silence()
    state_dir = required_state_dir(settings)
    if settings.database_url is None:
        raise CommandFailed("IL_ALERT_DATABASE_URL is not set: expected the database to move to", exits.CONFIGURATION)
    file, database = open_file(state_dir), open_configured(settings)
    try:
        with lock.hold(state_dir):
            await _move(file, database)
    except (StateDirectoryHeld, StateDirectoryUnusable) as error:
        raise CommandFailed(f"{error}; stop the daemon first", exits.CONFIGURATION) from error
    finally:
        await file.close()
        await database.close()


async def _move(file: AnyOutbox, database: AnyOutbox) -> None:
    # The daemon is not running: what it held, nobody holds.
    await file.recover()
    keys = {entry.key for entry in await file.list()}
    handover = Handover(file, database, sleep=asyncio.sleep)
    moved = 0
    while some := await handover.once():
        moved += some
    missing = keys - {entry.key for entry in await database.list()}
    if missing or await file.list():
        problem = f"{len(missing)} alerts are not in the database: {', '.join(sorted(missing))}"
        raise CommandFailed(problem, exits.MISTAKES)
    print(f"{moved} alerts moved. Each is in the database, and none is left in the file.")
