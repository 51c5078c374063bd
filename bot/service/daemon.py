"""The daemon's life: start, serve, reload, stop cleanly."""

import asyncio
import gc
import signal
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from pathlib import Path
from typing import Any

from structlog.stdlib import get_logger

from bot.config.settings import Settings
from bot.directory.refresher import DirectoryRefresher
from bot.network.session import open_session
from bot.outbox import database
from bot.outbox.model import Damage
from bot.outbox.sqlite import SqliteStore
from bot.outbox.store import StoreUnavailable
from bot.policy.file import LoadedPolicy
from bot.policy.watch import changes
from bot.runtime.problem_log import ProblemLog
from bot.runtime.tasks import Tasks
from bot.service import http_endpoint, loop_lag, wiring
from bot.service.health_monitor import HealthMonitor
from bot.service.policy_keeper import PolicyKeeper
from bot.service.token_checks import check_ilert, check_slack
from bot.service.wiring import Parts
from bot.slack import app as slack_app
from bot.slack.api.client import Installation
from bot.slack.api.errors import SlackFailure
from bot.slack.feature import Feature
from bot.slack.features.all import FEATURES
from bot.slack.socket_mode.backoff import delay_after_failure
from bot.slack.socket_mode.client import SocketMode

log = get_logger(__name__)

DRAIN_SECONDS = 10.0

# views.open must come within 3 seconds of the command; no call to Slack is worth waiting for longer than this.
_ANSWER_SECONDS = 10.0

# How long the first dialogs wait for ilert and for channel names, when those are slow.
_WARM_UP_SECONDS = 5.0


async def run(
    settings: Settings, state_dir: Path, loaded: LoadedPolicy, features: Sequence[Feature] = FEATURES
) -> None:
    """Serve until SIGTERM or SIGINT; SIGHUP reloads the policy. The caller holds the state directory.

    Raises:
        PreflightError: A Slack token is wrong.
        SchemaTooNew: The outbox is of a newer version.
    """
    stop, reload = asyncio.Event(), asyncio.Event()
    async with (
        open_session(_ANSWER_SECONDS) as session,
        _outbox(state_dir) as (store, damages),
    ):
        parts = wiring.connect(settings, state_dir, loaded, session, store, damages, features=features)
        _obey_signals(stop, reload, parts.heartbeat)
        async with http_endpoint.serve(*settings.listen, parts.metrics, parts.heartbeat.vitals):
            await _live(settings, loaded, parts, stop, reload)
    log.info("stopped")


def _obey_signals(stop: asyncio.Event, reload: asyncio.Event, heartbeat: HealthMonitor) -> None:
    def hang_up() -> None:
        # systemd waits for the end of the reload if it hears of the beginning at once.
        heartbeat.reloading()
        reload.set()

    loop = asyncio.get_running_loop()
    loop.add_signal_handler(signal.SIGTERM, stop.set)
    loop.add_signal_handler(signal.SIGINT, stop.set)
    loop.add_signal_handler(signal.SIGHUP, hang_up)


async def _live(
    settings: Settings, loaded: LoadedPolicy, parts: Parts, stop: asyncio.Event, reload: asyncio.Event
) -> None:
    """Do everything until told to stop, or until something fails; then come to an end in order."""
    await parts.directory.restore()
    beating = asyncio.create_task(parts.heartbeat.run())
    # Alerts that wait from a former life go on at once, even while Slack cannot be reached.
    delivering = asyncio.create_task(parts.worker.run(parts.heartbeat.supervisor))
    keeping = asyncio.create_task(_keep_up(settings, loaded, parts, reload))
    serving = asyncio.create_task(_serve(parts))
    stopping = asyncio.create_task(stop.wait())
    await asyncio.wait({serving, keeping, delivering, beating, stopping}, return_when=asyncio.FIRST_COMPLETED)
    if stop.is_set():
        log.info("stopping")
    parts.heartbeat.stopping()
    # The order matters: handlers that still run keep what they accept, and acknowledge it; then sends end.
    async with AsyncExitStack() as ends:
        ends.push_async_callback(_end, beating)
        ends.push_async_callback(parts.worker.drain, DRAIN_SECONDS)
        ends.push_async_callback(_end, delivering)
        ends.push_async_callback(_end, keeping)
        ends.push_async_callback(_end, serving)
        stopping.cancel()


async def _end(task: asyncio.Task[None]) -> None:
    """Cancel a task and wait for its end. Raises what it failed of."""
    task.cancel()
    with suppress(asyncio.CancelledError):
        await task


@asynccontextmanager
async def _outbox(state_dir: Path) -> AsyncIterator[tuple[SqliteStore, asyncio.Queue[Damage]]]:
    """Open the outbox. Where that fails for now, people are told when they submit, and it is tried again."""
    damages: asyncio.Queue[Damage] = asyncio.Queue()
    loop = asyncio.get_running_loop()

    def on_damage(damage: Damage) -> None:
        loop.call_soon_threadsafe(damages.put_nowait, damage)

    store = SqliteStore(state_dir / database.NAME, on_damage=on_damage)
    try:
        try:
            await store.open()
        except StoreUnavailable as error:
            log.error("outbox_unavailable", problem=str(error))
        yield store, damages
    finally:
        await store.close()


async def _keep_up(settings: Settings, loaded: LoadedPolicy, parts: Parts, reload: asyncio.Event) -> None:
    """Keep policy and directory up to date until cancelled, whether Slack can be reached or not."""
    async with asyncio.TaskGroup() as group:
        group.create_task(parts.directory.run())
        group.create_task(parts.policy.keep_resolving())
        group.create_task(_watch(settings.policy_file, loaded.version, reload))
        group.create_task(_reload(parts, reload))
        group.create_task(check_ilert(parts.ilert))
        group.create_task(loop_lag.watch(parts.metrics.loop_late))


async def _serve(parts: Parts) -> None:
    """Serve Slack until cancelled; then finish and acknowledge what was received."""
    tasks = Tasks()
    installation = await _installation(parts)
    bolt = slack_app.build(parts.features, wiring.context(parts, installation, tasks))
    socket = SocketMode(
        parts.session,
        parts.slack.open_connection,
        lambda payload: slack_app.dispatch(bolt, payload),
        health=parts.socket_health,
        on_envelope=parts.metrics.envelope,
    )
    try:
        await _warm_up(parts.policy, parts.directory)
        # What is in memory now stays for long. Unless told so, the collector would walk through all of it
        # again and again, and the event loop would stand still meanwhile (up to 90 ms in a large account).
        gc.collect()
        gc.freeze()
        async with asyncio.TaskGroup() as group:
            # Not sooner: the admins' channel may be known by its name alone.
            group.create_task(_tell_damages(parts))
            await socket.run()
    finally:
        await socket.drain(DRAIN_SECONDS)
        await tasks.drain(DRAIN_SECONDS)


async def _tell_damages(parts: Parts) -> None:
    while True:
        await parts.admins.outbox_damaged(await parts.damages.get())


async def _installation(parts: Parts) -> Installation:
    """Check the tokens, waiting for Slack where it cannot be reached."""
    failures, problem_log, health = 0, ProblemLog(log, "slack_unreachable"), parts.socket_health
    while True:
        health.attempt(time.monotonic())
        try:
            return await check_slack(parts.slack, parts.features)
        except SlackFailure as error:
            failures += 1
            delay = delay_after_failure(error, failures)
            now = time.monotonic()
            health.lost(now, delay.problem, needs_admin=delay.needs_admin)
            health.attempt(now, now + delay.pause)
            problem_log.tell(delay.problem, again_in_seconds=round(delay.pause, 1))
            await asyncio.sleep(delay.pause)


async def _warm_up(policy: PolicyKeeper, directory: DirectoryRefresher) -> None:
    """Give ilert and Slack a moment to fill what dialogs are made from; then serve with what there is."""
    first: set[asyncio.Task[Any]] = {asyncio.create_task(policy.resolve())}
    if directory.current is None:
        first.add(asyncio.create_task(directory.loaded_once.wait()))
    _, late = await asyncio.wait(first, timeout=_WARM_UP_SECONDS)
    for task in late:
        task.cancel()


async def _watch(path: Path, version: str, reload: asyncio.Event) -> None:
    async for _ in changes(path, since=version):
        reload.set()


async def _reload(parts: Parts, reload: asyncio.Event) -> None:
    while True:
        await reload.wait()
        reload.clear()
        await parts.policy.reload(parts.admins)
        parts.heartbeat.reloaded()
