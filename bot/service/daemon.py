"""The daemon's life: start, serve, reload, stop cleanly."""

import asyncio
import time
from collections.abc import Sequence
from contextlib import AsyncExitStack, suppress
from functools import partial
from pathlib import Path

from structlog.stdlib import get_logger

from bot.config.settings import Settings
from bot.network.session import Session, open_session
from bot.policy.file import LoadedPolicy
from bot.policy.watch import NOT_READ, changes
from bot.runtime import garbage
from bot.runtime.problem_log import ProblemLog
from bot.runtime.tasks import Tasks
from bot.service import http_endpoint, loop_lag, signals, wiring
from bot.service.health_monitor import HealthMonitor
from bot.service.outboxes import open_outboxes
from bot.service.policy_keeper import PolicyKeeper
from bot.service.token_checks import check_ilert, check_slack
from bot.service.wiring import Parts
from bot.slack.api.client import Installation
from bot.slack.api.errors import SlackFailure
from bot.slack.feature import Feature
from bot.slack.notifications import ilert_key
from bot.slack.socket_mode.backoff import Backoff

log = get_logger(__name__)

DRAIN_SECONDS = 10.0

# views.open must come within 3 seconds of the command; no call to Slack is worth waiting for longer than this.
_ANSWER_SECONDS = 10.0

_NAMES_LOOK_SECONDS = 5.0

# How long the first dialogs wait for ilert and for channel names, when those are slow.
_WARM_UP_SECONDS = 5.0


async def run(settings: Settings, state_dir: Path, loaded: LoadedPolicy, features: Sequence[Feature]) -> None:
    """Serve until SIGTERM or SIGINT; a second one ends the process. SIGHUP reloads the policy.

    The caller holds the state directory.

    Raises:
        PreflightError: A Slack token is wrong.
        SchemaTooNew: The outbox is of a newer version.
    """
    stop, reload = asyncio.Event(), asyncio.Event()
    async with (
        open_session(_ANSWER_SECONDS) as session,
        open_outboxes(state_dir, settings.database_url) as outboxes,
    ):
        parts = wiring.connect(settings, state_dir, loaded, session, outboxes, features=features)
        signals.install(stop, on_sighup=partial(_begin_reload, parts.health, reload))
        async with http_endpoint.serve(*settings.listen, parts.metrics, parts.health.snapshot):
            await _run_until_stopped(settings, parts, stop, reload)
    log.info("stopped")


def _begin_reload(monitor: HealthMonitor, reload: asyncio.Event) -> None:
    """Reload the policy. systemd waits for the end of a reload if it is told of the beginning at once."""
    monitor.reloading()
    reload.set()


async def _run_until_stopped(settings: Settings, parts: Parts, stop: asyncio.Event, reload: asyncio.Event) -> None:
    """Do everything until told to stop, or until Slack turns a token down; then stop in order."""
    await parts.directory.restore()
    monitoring = asyncio.create_task(_monitor(parts))
    # Alerts from before the restart are delivered at once, even while Slack cannot be reached.
    delivering = asyncio.create_task(_deliver(parts))
    refreshing = asyncio.create_task(_refresh(settings, parts, reload))
    serving = asyncio.create_task(_serve_slack(settings, parts))
    stopping = asyncio.create_task(stop.wait())
    await asyncio.wait({serving, refreshing, delivering, monitoring, stopping}, return_when=asyncio.FIRST_COMPLETED)
    if stop.is_set():
        log.info("stopping")
    parts.health.stopping()
    # The order matters: handlers that still run keep what they accept, and acknowledge it; then sends end.
    async with AsyncExitStack() as ends:
        ends.push_async_callback(_cancel, monitoring)
        ends.push_async_callback(parts.reporter.close)
        for delivery in parts.deliveries:
            ends.push_async_callback(delivery.drain, DRAIN_SECONDS)
        ends.push_async_callback(_cancel, delivering)
        ends.push_async_callback(_cancel, refreshing)
        ends.push_async_callback(_cancel, serving)
        stopping.cancel()


async def _deliver(parts: Parts) -> None:
    """Deliver until cancelled what is in the outboxes, and hand over what another one is to have."""
    async with asyncio.TaskGroup() as group:
        for delivery in parts.deliveries:
            group.create_task(delivery.run(parts.health.supervisor))
        if parts.sharing is not None:
            group.create_task(parts.health.supervisor.run_all(parts.sharing.loops()))


async def _cancel(task: asyncio.Task[None]) -> None:
    """Cancel a task and wait for its end. Raises what it failed of."""
    task.cancel()
    with suppress(asyncio.CancelledError):
        await task


async def _monitor(parts: Parts) -> None:
    """Watch over the service until cancelled."""
    await parts.health.supervisor.run_all(
        {
            "health monitor": parts.health.run,
            "outbox probe": parts.probe.run,
            "event loop measurement": partial(loop_lag.watch, parts.metrics.loop_late),
        }
    )


async def _refresh(settings: Settings, parts: Parts, reload: asyncio.Event) -> None:
    """Keep policy and directory up to date until cancelled, whether Slack can be reached or not."""
    await parts.health.supervisor.run_all(
        {
            "directory refresh": parts.directory.run,
            "channel lookup": parts.policy.keep_resolving,
            "policy file watch": partial(_watch, settings.policy_file, parts.policy, reload),
            "policy reload": partial(_reload, parts, reload),
            "check of the ilert key": partial(check_ilert, parts.ilert),
        }
    )


async def _serve_slack(settings: Settings, parts: Parts) -> None:
    """Serve Slack until cancelled; then finish and acknowledge what was received."""
    async with open_session(_ANSWER_SECONDS, reuse=False) as session:
        await _serve_slack_on(session, settings, parts)


async def _serve_slack_on(session: Session, settings: Settings, parts: Parts) -> None:
    installation = await _installation(parts)
    slack = wiring.slack_side(parts, installation, session, settings)
    try:
        await _warm_up(parts, slack.tasks)
        # What is in memory now stays for long. Unless told so, the collector would walk through all of it
        # again and again, and the event loop would stand still meanwhile (up to 90 ms in a large account).
        garbage.stand_back()
        await parts.health.supervisor.run_all(
            {
                "connection to Slack": slack.socket.run,
                # Not sooner: the admins' channel may be known by its name alone.
                "report of corruption": partial(_report_corruptions, parts),
                "report of channel names": partial(_report_names, parts, installation),
                "report of the ilert key": partial(_report_ilert_key, parts),
                "report of a refused policy file": partial(parts.policy.keep_reminding, parts.admins),
                **wiring.reports_among_hosts(parts),
                **slack.loops,
            }
        )
    finally:
        await slack.socket.drain(DRAIN_SECONDS)
        await slack.tasks.drain(DRAIN_SECONDS)


async def _report_corruptions(parts: Parts) -> None:
    while True:
        await parts.admins.database_damaged(await parts.corruptions.get())


async def _report_ilert_key(parts: Parts) -> None:
    await ilert_key.keep_telling(parts.admins, lambda: parts.health.snapshot().ilert.key_problem)


async def _report_names(parts: Parts, installation: Installation) -> None:
    """Say once of each policy which of its channel names an installation for an organisation cannot find."""
    told: tuple[str, ...] = ()
    while True:
        unresolved = parts.policy.current.unresolved
        if installation.organisation_wide and unresolved != told:
            told = unresolved
            if told:
                log.error("channel_names_need_ids", names=list(told))
                await parts.admins.names_need_ids(told)
        await asyncio.sleep(_NAMES_LOOK_SECONDS)


async def _installation(parts: Parts) -> Installation:
    """Check the tokens, waiting for Slack where it cannot be reached."""
    failures, problem_log, health = 0, ProblemLog(log, "slack_unreachable"), parts.socket_health
    backoff = Backoff()
    while True:
        health.attempt(time.monotonic())
        try:
            return await check_slack(parts.slack, parts.features)
        except SlackFailure as error:
            failures += 1
            delay = backoff.after_failure(error, failures)
            now = time.monotonic()
            health.lost(now, delay.problem, needs_admin=delay.needs_admin)
            health.attempt(now, now + delay.pause)
            problem_log.report(delay.problem, again_in_seconds=round(delay.pause, 1))
            await asyncio.sleep(delay.pause)


async def _warm_up(parts: Parts, tasks: Tasks) -> None:
    """Give ilert and Slack a moment to fill what dialogs are made from; then serve with what there is."""
    first = {tasks.start(parts.policy.resolve())}
    if parts.directory.current is None:
        first.add(tasks.start(parts.directory.loaded_once.wait()))
    _, late = await asyncio.wait(first, timeout=_WARM_UP_SECONDS)
    for task in late:
        task.cancel()


async def _watch(path: Path, policy: PolicyKeeper, reload: asyncio.Event) -> None:
    # Where a file was refused at the start, it may have been mended by now, into the very one that is in force.
    since = NOT_READ if policy.refused else policy.file_version
    async for _ in changes(path, since=since):
        reload.set()


async def _reload(parts: Parts, reload: asyncio.Event) -> None:
    while True:
        await reload.wait()
        reload.clear()
        try:
            await parts.policy.reload(parts.admins)
        finally:
            parts.health.reloaded()
