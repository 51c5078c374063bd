"""Measures one size of each axis once: what people wait for while there is so much of something."""

import asyncio
import functools
import shutil
import tempfile
import time
from pathlib import Path

import aiohttp
from pydantic import SecretStr

from bot.directory import snapshot_file
from bot.directory.reader import read_account
from bot.ilert.client import IlertClient
from bot.ilert.transport import AiohttpTransport
from bot.outbox.opening import NAME
from bot.sandbox.server import Sandbox
from tests.bench import live_cards, settled_rows
from tests.bench.figures import Figures, waits
from tests.bench.process import BOT
from tests.bench.stage import REGULARS, STRANGERS, Plan, Scene, Stage, on_stage, workshop
from tests.bench.world import crowded

PLAN = Plan(repetitions=3, seconds=3.0)
EACH_SECOND = 10
PEOPLE = 560
LOOK_SECONDS = 12.0
"""Longer than it takes until the bot looks at alerts that are followed."""


class Prepared:
    """What takes long to make and is the same each time, in a folder that it is kept in."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def outbox(self, number: int, state_dir: Path) -> None:
        """Leave an outbox with so many settled alerts in a state directory."""
        kept = self._folder / f"rows-{number}"
        if not kept.exists():
            kept.mkdir()
            settled_rows.settle(kept, number)
        if number:
            shutil.copy(kept / NAME, state_dir / NAME)

    async def account(self, users: int, sandbox: Sandbox, state_dir: Path) -> None:
        """Leave what an earlier run has read of the account. To read it anew takes minutes, at ilert's pace."""
        kept = self._folder / f"users-{users}"
        if not kept.exists():
            kept.mkdir()
            snapshot_file.write(kept, await _read(sandbox))
        shutil.copy(kept / snapshot_file.NAME, state_dir / snapshot_file.NAME)


async def _read(sandbox: Sandbox):
    """Read the account at once: the time that the bot would wait passes by itself."""
    now = 0.0

    async def sleep(seconds: float) -> None:
        nonlocal now
        now += seconds

    async with aiohttp.ClientSession() as session:
        transport = AiohttpTransport(session, sandbox.ilert_endpoint, SecretStr(sandbox.ilert_token))
        return await read_account(IlertClient(transport, clock=lambda: now, sleep=sleep), time.time())


async def measured(axis: str, size: int, prepared: Prepared) -> Figures:
    """Measure one size of an axis of `growth_report.AXES` once."""
    with tempfile.TemporaryDirectory(dir=workshop()) as name:
        return await {"users": _users, "people": _people, "rows": _rows, "cards": _cards}[axis](
            size, prepared, Path(name)
        )


async def _users(size: int, prepared: Prepared, folder: Path) -> Figures:
    figures: Figures = {}
    scene = Scene(crowded(users=size, people=PEOPLE), before=functools.partial(prepared.account, size))
    async with on_stage(BOT, PLAN, figures, folder, scene) as stage:
        # It reads the account anew, as fast as ilert allows at the beginning: that is not what is measured.
        await stage.quiet()
        first = await stage.crowd.at_rate(STRANGERS, EACH_SECOND, len(STRANGERS) / EACH_SECOND)
        await _come(stage)
        known = await _come(stage)
        account = await _come(stage, account=True)
    figures |= waits("first_open", [one.opened for one in first])
    figures |= waits("open", [one.opened for one in known])
    return figures | waits("account_open", [one.opened for one in account])


async def _people(size: int, _prepared: Prepared, folder: Path) -> Figures:
    async with on_stage(BOT, PLAN, {}, folder, Scene(crowded(people=PEOPLE))) as stage:
        people = range(size)
        for _ in range(2):
            opened = await stage.crowd.open_at_once(people)
            await asyncio.sleep(PLAN.quiet_seconds)
    return waits("at_once", opened)


async def _rows(size: int, prepared: Prepared, folder: Path) -> Figures:
    figures: Figures = {}

    async def before(_sandbox: Sandbox, state_dir: Path) -> None:
        await asyncio.to_thread(prepared.outbox, size, state_dir)

    async with on_stage(BOT, PLAN, figures, folder, Scene(crowded(people=PEOPLE), before=before)) as stage:
        await _come(stage)
        raised = await _come(stage)
    return figures | _waited(raised)


async def _cards(size: int, _prepared: Prepared, folder: Path) -> Figures:
    scene = Scene(crowded(people=PEOPLE), cards=True, before=functools.partial(live_cards.leave, size))
    async with on_stage(BOT, PLAN, {}, folder, scene) as stage:
        await stage.crowd.open_at_once(range(REGULARS))
        async with live_cards.changing(stage.sandbox):
            raised = await stage.crowd.at_rate(range(REGULARS), EACH_SECOND, LOOK_SECONDS)
    return _waited(raised)


async def _come(stage: Stage, *, account: bool = False):
    """Let regulars raise alerts. The first time they get to know the bot."""
    await stage.quiet()
    return await stage.crowd.at_rate(range(REGULARS), EACH_SECOND, PLAN.seconds, account=account)


def _waited(raised) -> Figures:
    opened = waits("open", [one.opened for one in raised])
    submitted = waits("submit", [one.submitted for one in raised])
    return opened | submitted | waits("alert", [one.alerted for one in raised])
