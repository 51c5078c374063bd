"""Reads the whole ilert account once."""

import asyncio
import time

from bot.directory.model import Directory
from bot.directory.reading import directory
from bot.ilert.client import IlertClient


async def read_account(ilert: IlertClient) -> Directory:
    """Read users, teams, alert sources and escalation policies.

    Raises:
        IlertError: One of them could not be read.
    """
    started = time.time()
    users, teams, sources, policies = await asyncio.gather(
        ilert.users(), ilert.teams(), ilert.alert_sources(), ilert.escalation_policies()
    )
    return directory(users, teams, sources, policies, taken_at=started)
