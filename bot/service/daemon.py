"""The daemon's life: put the parts together, serve, stop cleanly. The one place where wiring happens."""

import asyncio
import gc
import signal
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import aiohttp
from structlog.stdlib import get_logger

from bot.delivery.deliver import Courier
from bot.directory import snapshot_file
from bot.directory.keeper import DirectoryKeeper, Storage
from bot.directory.lookup import UserLookup
from bot.ilert.aiohttp_transport import AiohttpTransport
from bot.ilert.client import IlertClient
from bot.metrics import Metrics
from bot.outbox import database
from bot.outbox.clock import steady_clock
from bot.outbox.model import Damage
from bot.outbox.sqlite import SqliteStore
from bot.outbox.store import StoreUnavailable
from bot.outbox.telling import Telling
from bot.outbox.worker import Limits, Worker
from bot.policy.load import LoadedPolicy
from bot.policy.watch import changes
from bot.service import listener
from bot.service.policy_keeper import PolicyKeeper
from bot.service.preflight import check_ilert, check_slack
from bot.service.settings import Settings
from bot.slack import app as slack_app
from bot.slack.admin_channel import AdminChannel
from bot.slack.announcements import Announcements
from bot.slack.background import Background
from bot.slack.channels import Channels
from bot.slack.desk import Desk
from bot.slack.errors import SlackFailure
from bot.slack.people import People
from bot.slack.receipts import Receipts
from bot.slack.socket import SocketMode
from bot.slack.web_api import Installation, SlackApi

log = get_logger(__name__)

DRAIN_SECONDS = 10.0

# views.open must come within 3 seconds of the command; no call to Slack is worth waiting for longer than this.
_SLACK_TIMEOUT = aiohttp.ClientTimeout(total=10, sock_connect=5)

# How long the first dialogs wait for ilert and for channel names, when those are slow.
_WARM_UP_SECONDS = 5.0
_SLACK_RETRY_SECONDS = 5.0


@dataclass(frozen=True)
class _Parts:
    """What serving Slack and delivering alerts both work with."""

    session: aiohttp.ClientSession
    slack: SlackApi
    ilert: IlertClient
    channels: Channels
    policy: PolicyKeeper
    directory: DirectoryKeeper
    receipts: Receipts
    admins: AdminChannel
    worker: Worker
    damages: asyncio.Queue[Damage]


async def run(settings: Settings, state_dir: Path, loaded: LoadedPolicy) -> None:
    """Serve until SIGTERM or SIGINT; SIGHUP reloads the policy. The caller holds the state directory.

    Raises:
        PreflightError: A Slack token is wrong.
        SchemaTooNew: The outbox is of a newer version.
    """
    stop, reload = asyncio.Event(), asyncio.Event()
    loop = asyncio.get_running_loop()
    loop.add_signal_handler(signal.SIGTERM, stop.set)
    loop.add_signal_handler(signal.SIGINT, stop.set)
    loop.add_signal_handler(signal.SIGHUP, reload.set)
    # Proxy variables, NO_PROXY included, are honoured by the session, for HTTP and the websocket alike.
    async with (
        aiohttp.ClientSession(timeout=_SLACK_TIMEOUT, trust_env=True) as session,
        _outbox(state_dir) as (store, damages),
    ):
        parts = _parts(settings, state_dir, loaded, session, store, damages)
        # Alerts that wait from a former life go on at once, even while Slack cannot be reached.
        delivering = asyncio.create_task(parts.worker.run())
        serving = asyncio.create_task(_serve(settings, loaded, parts, reload))
        stopping = asyncio.create_task(stop.wait())
        await asyncio.wait({serving, delivering, stopping}, return_when=asyncio.FIRST_COMPLETED)
        if stop.is_set():
            log.info("stopping")
        # The order matters: handlers that still run keep what they accept, and acknowledge it; then sends end.
        try:
            await _end(serving)
        finally:
            stopping.cancel()
            await _end(delivering)
            await parts.worker.drain(DRAIN_SECONDS)
        log.info("stopped")


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


def _parts(
    settings: Settings,
    state_dir: Path,
    loaded: LoadedPolicy,
    session: aiohttp.ClientSession,
    store: SqliteStore,
    damages: asyncio.Queue[Damage],
) -> _Parts:
    slack = SlackApi(session, settings.slack_api_url, settings.slack_bot_token, settings.slack_app_token)
    ilert = IlertClient(AiohttpTransport(session, settings.ilert_endpoint, settings.ilert_api_token))
    channels, receipts = Channels(slack), Receipts()
    policy = PolicyKeeper(settings.il_alert_config, loaded, channels.ids)
    directory = DirectoryKeeper(
        ilert,
        max_age=settings.il_alert_directory_max_age_hours * 3600,
        storage=Storage(partial(snapshot_file.read, state_dir), partial(snapshot_file.write, state_dir)),
    )
    admins = AdminChannel(slack, lambda: policy.current)
    clock = steady_clock()
    worker = Worker(
        store,
        Courier(ilert, lambda: directory.current, settings.ilert_web_url, clock).attempt,
        Telling(store, Announcements(slack, receipts, admins, lambda: policy.current), asyncio.sleep),
        Limits(settings.il_alert_delivery_deadline_minutes * 60, settings.il_alert_outbox_keep_days),
        clock=clock,
    )
    return _Parts(session, slack, ilert, channels, policy, directory, receipts, admins, worker, damages)


async def _serve(settings: Settings, loaded: LoadedPolicy, parts: _Parts, reload: asyncio.Event) -> None:
    """Serve Slack until cancelled; then finish and acknowledge what was received."""
    policy, directory, background, metrics = parts.policy, parts.directory, Background(), Metrics()
    metrics.policy_refused.set_function(lambda: policy.refused)
    await directory.restore()
    installation = await _installation(parts.slack)
    bolt = slack_app.build(_desk(parts, installation, background, metrics))
    socket = SocketMode(parts.session, parts.slack.open_connection, lambda payload: slack_app.dispatch(bolt, payload))
    try:
        async with listener.serve(*settings.listen, metrics), asyncio.TaskGroup() as group:
            group.create_task(directory.run())
            group.create_task(policy.keep_resolving())
            group.create_task(_watch(settings.il_alert_config, loaded.version, reload))
            group.create_task(_reload(policy, parts.admins, reload))
            group.create_task(check_ilert(parts.ilert))
            await _warm_up(policy, directory)
            group.create_task(_tell_damages(parts))
            # What is in memory now stays for long. Unless told so, the collector would walk through all of it
            # again and again, and the event loop would stand still meanwhile (up to 90 ms in a large account).
            gc.collect()
            gc.freeze()
            group.create_task(socket.run())
    finally:
        await socket.drain(DRAIN_SECONDS)
        await background.drain(DRAIN_SECONDS)


def _desk(parts: _Parts, installation: Installation, background: Background, metrics: Metrics) -> Desk:
    policy, directory = parts.policy, parts.directory
    return Desk(
        slack=parts.slack,
        installation=installation,
        people=People(parts.slack, installation),
        channels=parts.channels,
        receipts=parts.receipts,
        background=background,
        policy=lambda: policy.current,
        directory=lambda: directory.current,
        metrics=metrics,
        accounts=UserLookup(parts.ilert, directory.add, directory.remove),
        accept=parts.worker.accept,
    )


async def _tell_damages(parts: _Parts) -> None:
    while True:
        await parts.admins.outbox_damaged(await parts.damages.get())


async def _installation(slack: SlackApi) -> Installation:
    """Check the tokens, waiting for Slack where it cannot be reached."""
    while True:
        try:
            return await check_slack(slack)
        except SlackFailure as error:
            log.warning("slack_not_reached", problem=str(error), again_in_seconds=_SLACK_RETRY_SECONDS)
            await asyncio.sleep(_SLACK_RETRY_SECONDS)


async def _warm_up(policy: PolicyKeeper, directory: DirectoryKeeper) -> None:
    """Give ilert and Slack a moment to fill what dialogs are made from; then serve with what there is."""
    first: set[asyncio.Task[Any]] = {asyncio.create_task(policy.resolve())}
    if directory.current is None:
        first.add(asyncio.create_task(directory.read_once.wait()))
    _, late = await asyncio.wait(first, timeout=_WARM_UP_SECONDS)
    for task in late:
        task.cancel()


async def _watch(path: Path, version: str, reload: asyncio.Event) -> None:
    async for _ in changes(path, since=version):
        reload.set()


async def _reload(policy: PolicyKeeper, admins: AdminChannel, reload: asyncio.Event) -> None:
    while True:
        await reload.wait()
        reload.clear()
        await policy.reload(admins)
