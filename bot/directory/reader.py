"""Reads the whole ilert account once."""

import asyncio

from bot.directory.parsing import directory
from bot.domain.account import Directory
from bot.ilert.client import IlertClient


async def read_account(ilert: IlertClient, now: float) -> Directory:
    """Read users, teams, alert sources and escalation policies. `now` is the Unix time in seconds.

    Raises:
        IlertError: One of them could not be read.
    """
    users, teams, sources, policies = await asyncio.gather(
        ilert.users(), ilert.teams(), ilert.alert_sources(), ilert.escalation_policies()
    )
    # In a thread: with thousands of users this takes longer than the event loop may stand still.
    return await asyncio.to_thread(directory, users, teams, sources, policies, taken_at=now)
