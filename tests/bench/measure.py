"""Measures one program once: everything that the table says about it."""

import asyncio
import functools
import tempfile
import time
from pathlib import Path

from bot.sandbox import large_world
from tests.bench import live_cards
from tests.bench.commands import commands
from tests.bench.ease import at_ease
from tests.bench.figures import Figures, held, waits
from tests.bench.process import Program, holds
from tests.bench.rows import ALONE_LATENCIES_MS, LATENCIES_MS
from tests.bench.stage import (
    ALL_AT_ONCE,
    LIVE_CARDS,
    PEOPLE,
    REGULARS,
    STRANGERS,
    WAITING,
    Plan,
    Scene,
    Stage,
    on_stage,
    workshop,
)
from tests.bench.world import crowded

BUSY = 32
"""How many of them raise alerts at the same time at saturation."""
ALONE_EACH_SECOND = 3
"""How many alerts are raised alone, for each second of a load."""
TYPING_SECONDS = 1.0
QUERIES = ("warehouse", "checkout database", "queue", "oslo", "network dns", "mail", "3", "payments api berlin")


async def measure(program: Program, plan: Plan, *, whole: bool, large: bool) -> Figures:
    """Measure a program. With `whole` also what only the bot has; with `large` also how it does in a large account."""
    figures = await _small(program, plan, whole=whole)
    if whole and live_cards.fit(program.root):
        figures |= await _with_cards(program, plan)
    if large:
        figures |= await _large(program, plan)
        figures["large_more_mb"] = figures["large_idle_mb"] - figures["idle_mb"]
    return figures


async def _small(program: Program, plan: Plan, *, whole: bool) -> Figures:
    figures: Figures = {}
    windows = []
    with tempfile.TemporaryDirectory(dir=workshop()) as name:
        folder = Path(name)
        if whole:
            figures |= await asyncio.to_thread(commands, program, folder)
        async with on_stage(program, plan, figures, folder, Scene(crowded(people=PEOPLE))) as stage:
            await _acquaint(stage)
            if whole:
                await _alone(stage)
                await stage.quiet()
                figures |= await at_ease(stage, range(REGULARS), "easy")
            began = time.monotonic()
            await _steady(stage)
            windows.append((began, time.monotonic()))
            await _saturated(stage)
            if whole:
                await _account(stage, "account_")
                await _account_far_away(stage)
            if program.name != "naive Bolt":
                await _backlog(stage)
        return figures | held(holds(folder), windows)


async def _with_cards(program: Program, plan: Plan) -> Figures:
    """Measure what people wait for while the cards of many alerts are kept up to date."""
    before = functools.partial(live_cards.leave, int(LIVE_CARDS * plan.share))
    with tempfile.TemporaryDirectory(dir=workshop()) as name:
        scene = Scene(crowded(people=PEOPLE), cards=True, before=before)
        async with on_stage(program, plan, {}, Path(name), scene) as stage:
            await stage.crowd.open_at_once(range(REGULARS))
            async with live_cards.changing(stage.sandbox):
                return await at_ease(stage, range(REGULARS), "cards")


async def _large(program: Program, plan: Plan) -> Figures:
    figures: Figures = {}
    with tempfile.TemporaryDirectory(dir=workshop()) as name:
        scene = Scene(crowded(people=PEOPLE, users=large_world.USERS), whole_account=True)
        async with on_stage(program, plan, figures, Path(name), scene) as stage:
            figures["large_idle_mb"] = figures["idle_mb"]
            for figure in ("idle_mb", "idle_pss_mb", "idle_private_mb", "start_s"):
                del figures[figure]
            await _acquaint(stage, "large_")
            raised = await stage.rate()
            figures |= waits("large_ack", [one.acknowledged for one in raised])
            figures |= waits("large_open", [one.opened for one in raised])
            figures |= waits("large_alert", [one.alerted for one in raised])
            await _account(stage, "large_account_")
            await stage.quiet()
            figures |= waits("large_search", await stage.crowd.search(0, QUERIES * 5))
            figures.pop("large_account_ilert_calls")
            figures.pop("large_account_slack_calls")
    return figures


async def _acquaint(stage: Stage, prefix: str = "") -> None:
    """Let the regulars come for the first time; then measure what strangers wait for."""
    await stage.quiet()
    await asyncio.gather(*(stage.crowd.raise_alert(number) for number in range(REGULARS)))
    seconds = len(STRANGERS) / stage.plan.each_second
    await stage.quiet()
    raised = await stage.crowd.at_rate(STRANGERS, stage.plan.each_second, seconds)
    await stage.calm()
    stage.figures |= waits(f"{prefix}first_open", [one.opened for one in raised])
    if not prefix:
        stage.figures["first_slack_calls"] = len(stage.sandbox.slack.calls) / len(raised)


async def _steady(stage: Stage) -> None:
    """Measure what people wait for, at each latency of ilert."""
    for latency in LATENCIES_MS:
        raised = await stage.rate(latency)
        stage.figures |= waits(f"open_{latency}", [one.opened for one in raised])
        stage.figures |= waits(f"alert_{latency}", [one.alerted for one in raised])
        if latency == 0:
            stage.figures |= waits("ack", [one.acknowledged for one in raised])
            stage.figures |= waits("submit", [one.submitted for one in raised])
            stage.figures |= stage.calls("", len(raised))


async def _alone(stage: Stage) -> None:
    """Measure how long somebody waits who raises an alert while nobody else does, until the dialog says that it is.

    Releases that do not say so have no such figure.
    """
    for latency in ALONE_LATENCIES_MS:
        await stage.quiet()
        stage.sandbox.faults.set({"ilert_latency_ms": latency})
        alerts = max(int(ALONE_EACH_SECOND * stage.plan.seconds), 5)
        shown: list[float | None] = []
        while len(shown) < alerts and (not shown or shown[0] is not None):
            shown.append((await stage.crowd.raise_alone(len(shown))).shown)
        if shown[0] is None:
            return
        stage.figures |= waits(f"shown_{latency}", shown)
        if latency == 0:
            stage.figures["alone_ilert_calls"] = len(stage.sandbox.ilert.calls) / alerts


async def _saturated(stage: Stage) -> None:
    await stage.quiet()
    stage.sandbox.faults.set({"ilert_latency_ms": 0})
    began, cpu, simulators = time.monotonic(), stage.program.cpu_seconds(), time.process_time()
    each_second = await stage.crowd.as_fast_as_it_goes(BUSY, stage.plan.seconds)
    seconds = time.monotonic() - began
    stage.figures |= {
        "saturation": each_second,
        "cpu_ms": 1000 * (stage.program.cpu_seconds() - cpu) / (each_second * seconds),
        "simulator_percent": 100 * (time.process_time() - simulators) / seconds,
        "peak_mb": stage.program.peak_memory_mb(),
    }


async def _account(stage: Stage, prefix: str) -> None:
    """Measure the account dialog, where an alert source is chosen and ilert is asked about the sender at Submit."""
    raised = await stage.rate(account=True)
    stage.figures |= waits(f"{prefix}open", [one.opened for one in raised])
    stage.figures |= waits(f"{prefix}alert", [one.alerted for one in raised])
    stage.figures |= stage.calls(prefix, len(raised))


async def _account_far_away(stage: Stage) -> None:
    raised = await stage.rate(200, account=True)
    stage.figures |= waits("account_alert_200", [one.alerted for one in raised])
    stage.crowd.typing_seconds = TYPING_SECONDS
    raised = await stage.rate(200, account=True)
    stage.crowd.typing_seconds = 0.0
    stage.figures |= waits("account_typed_submit_200", [one.submitted for one in raised])


async def _backlog(stage: Stage) -> None:
    """Let many people open dialogs while many alerts wait for an ilert that is down."""
    await stage.quiet()
    stage.sandbox.faults.set({"ilert": "down", "ilert_latency_ms": 0})
    await stage.crowd.submit_all(range(REGULARS, REGULARS + int(WAITING * stage.plan.share)))
    people = range(REGULARS + WAITING, STRANGERS.start)[: int(ALL_AT_ONCE * stage.plan.share)]
    stage.figures |= waits("backlog_first_open", await stage.crowd.open_at_once(people))
    await asyncio.sleep(stage.plan.quiet_seconds)
    stage.figures |= waits("backlog_open", await stage.crowd.open_at_once(people))
    stage.sandbox.faults.set({"ilert": "up"})
