"""The daemon's life: put the parts together, serve, stop cleanly. The one place where wiring happens."""

import asyncio
import gc
import signal
from contextlib import suppress
from functools import partial
from pathlib import Path

import aiohttp
from structlog.stdlib import get_logger

from bot.delivery.accepted import AcceptedAlerts
from bot.delivery.deliver import Courier
from bot.directory import snapshot_file
from bot.directory.keeper import DirectoryKeeper, Storage
from bot.directory.lookup import UserLookup
from bot.ilert.aiohttp_transport import AiohttpTransport
from bot.ilert.client import IlertClient
from bot.metrics import Metrics
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

DELIVERY_DEADLINE_SECONDS = 3600.0
DRAIN_SECONDS = 10.0

# views.open must come within 3 seconds of the command; no call to Slack is worth waiting for longer than this.
_SLACK_TIMEOUT = aiohttp.ClientTimeout(total=10, sock_connect=5)

# How long the first dialogs wait for ilert and for channel names, when those are slow.
_WARM_UP_SECONDS = 5.0
_SLACK_RETRY_SECONDS = 5.0


async def run(settings: Settings, loaded: LoadedPolicy) -> None:
    """Serve until SIGTERM or SIGINT; SIGHUP reloads the policy.

    Raises:
        PreflightError: A Slack token is wrong.
    """
    stop, reload = asyncio.Event(), asyncio.Event()
    loop = asyncio.get_running_loop()
    loop.add_signal_handler(signal.SIGTERM, stop.set)
    loop.add_signal_handler(signal.SIGINT, stop.set)
    loop.add_signal_handler(signal.SIGHUP, reload.set)
    # Proxy variables, NO_PROXY included, are honoured by the session, for HTTP and the websocket alike.
    async with aiohttp.ClientSession(timeout=_SLACK_TIMEOUT, trust_env=True) as session:
        slack = SlackApi(session, settings.slack_api_url, settings.slack_bot_token, settings.slack_app_token)
        ilert = IlertClient(AiohttpTransport(session, settings.ilert_endpoint, settings.ilert_api_token))
        serving = asyncio.create_task(_serve(settings, loaded, session, slack, ilert, reload))
        stopping = asyncio.create_task(stop.wait())
        await asyncio.wait({serving, stopping}, return_when=asyncio.FIRST_COMPLETED)
        if stop.is_set():
            log.info("stopping")
        serving.cancel()
        stopping.cancel()
        with suppress(asyncio.CancelledError):
            await serving
        log.info("stopped")


async def _serve(
    settings: Settings,
    loaded: LoadedPolicy,
    session: aiohttp.ClientSession,
    slack: SlackApi,
    ilert: IlertClient,
    reload: asyncio.Event,
) -> None:
    """Put the parts together and serve until cancelled; then drain."""
    installation = await _installation(slack)
    channels = Channels(slack)
    policy = PolicyKeeper(settings.il_alert_config, loaded, channels.ids)
    directory = DirectoryKeeper(
        ilert,
        max_age=settings.il_alert_directory_max_age_hours * 3600,
        storage=_storage(settings.il_alert_state_dir),
    )
    await directory.restore()
    people = People(slack, installation)
    receipts, background, metrics = Receipts(), Background(), Metrics()
    metrics.policy_refused.set_function(lambda: policy.refused)
    courier = Courier(ilert, lambda: directory.current, DELIVERY_DEADLINE_SECONDS, web_url=settings.ilert_web_url)
    admins = AdminChannel(slack, lambda: policy.current)
    accepted = AcceptedAlerts(courier, Announcements(slack, receipts, admins, lambda: policy.current).tell)
    desk = Desk(
        slack=slack,
        installation=installation,
        people=people,
        channels=channels,
        receipts=receipts,
        background=background,
        policy=lambda: policy.current,
        directory=lambda: directory.current,
        metrics=metrics,
        accounts=UserLookup(ilert, directory.add, directory.remove),
        accept=accepted.accept,
    )
    bolt = slack_app.build(desk)
    socket = SocketMode(session, slack.open_connection, lambda payload: slack_app.dispatch(bolt, payload))
    try:
        async with listener.serve(*settings.listen, metrics), asyncio.TaskGroup() as group:
            group.create_task(directory.run())
            group.create_task(policy.keep_resolving())
            group.create_task(_watch(settings.il_alert_config, loaded.version, reload))
            group.create_task(_reload(policy, admins, reload))
            group.create_task(check_ilert(ilert))
            await _warm_up(policy, directory)
            # What is in memory now stays for long. Unless told so, the collector would walk through all of it
            # again and again, and the event loop would stand still meanwhile (up to 90 ms in a large account).
            gc.collect()
            gc.freeze()
            group.create_task(socket.run())
    finally:
        await socket.drain(DRAIN_SECONDS)
        await background.drain(DRAIN_SECONDS)
        await accepted.drain(DRAIN_SECONDS)


def _storage(state_dir: Path | None) -> Storage | None:
    if state_dir is None:
        log.warning("state_directory_missing", what_to_do="set IL_ALERT_STATE_DIR")
        return None
    return Storage(partial(snapshot_file.read, state_dir), partial(snapshot_file.write, state_dir))


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
    first = {asyncio.create_task(policy.resolve()), asyncio.create_task(directory.read_once.wait())}
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
