"""Reads the whole ilert account once."""

import asyncio

from bot.directory.parsing import alert_source, directory, escalation_policy, team, user
from bot.domain.account import Directory
from bot.ilert.client import IlertClient


async def read_account(ilert: IlertClient, now: float) -> Directory:
    """Read users, teams, alert sources and escalation policies. `now` is the Unix time in seconds.

    Raises:
        IlertError: One of them could not be read.
    """
    users, teams, sources, policies = await asyncio.gather(
        ilert.users(user),
        ilert.teams(team),
        ilert.alert_sources(alert_source),
        ilert.escalation_policies(escalation_policy),
    )
    # In a thread: with thousands of users this takes longer than the event loop may stand still.
    return await asyncio.to_thread(directory, users, teams, sources, policies, taken_at=now)
