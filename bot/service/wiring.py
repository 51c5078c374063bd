"""The bot's parts, and how they are put together. The one place where that happens."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from bot.config import logging
from bot.config.settings import Settings
from bot.delivery.tracker import Account
from bot.directory import snapshot_file
from bot.directory.changes import with_source
from bot.directory.lookup import UserLookup
from bot.directory.on_call import OnCalls
from bot.directory.open_alerts import PolicyAlerts
from bot.directory.refresher import DirectoryRefresher, Storage, log_ignored
from bot.directory.shared import SharedAccount
from bot.domain.account import AlertSource, Directory
from bot.domain.decision_cache import CachedDecider
from bot.ilert.availability import Availability
from bot.ilert.client import IlertClient
from bot.ilert.transport import AiohttpTransport
from bot.metrics.registry import Metrics
from bot.network.session import Session
from bot.outbox.live_store import Cards
from bot.outbox.opening import AnyOutbox
from bot.outbox.write_probe import OutboxProbe
from bot.policy.file import LoadedPolicy
from bot.runtime.secret_mark import secret_mark
from bot.runtime.tasks import Tasks
from bot.service import delivering, last_good_policy, metrics_state, sharing
from bot.service.board import Board, FirstOfHosts
from bot.service.delivering import ALONE, Among, Delivery
from bot.service.health_monitor import HealthMonitor
from bot.service.outboxes import Outboxes
from bot.service.policy_keeper import PolicyKeeper
from bot.service.sharing import Sharing
from bot.service.systemd import ServiceManager
from bot.slack.api.client import Installation, SlackApi
from bot.slack.api.response_urls import ResponseUrls
from bot.slack.app import App
from bot.slack.context import Context
from bot.slack.feature import Feature, manual_of
from bot.slack.features.alert_card.poster import CardPoster
from bot.slack.features.alert_card.subscriber import CardSubscriber
from bot.slack.notifications.admin_alerts import AdminNotifier
from bot.slack.notifications.admins import AdminChannel
from bot.slack.notifications.differing_policies import DifferingPolicies
from bot.slack.notifications.reporter import ReporterNotifier
from bot.slack.notifications.reporter_progress import ProgressNotifier
from bot.slack.notifications.reporter_surfaces import ReporterSurfaces
from bot.slack.socket_mode.client import SocketMode
from bot.slack.socket_mode.health import SocketHealth
from bot.slack.ui.commands import Manual
from bot.slack.workspace.channels import Channels
from bot.slack.workspace.mentions import Mentions
from bot.slack.workspace.open_alerts import OpenAlerts
from bot.slack.workspace.people import People
from bot.slack.workspace.presence import Presence
from bot.slack.workspace.visitors import Visitors
from bot.storage.salvage import Corruption
from bot.wording.wording import Wordings


@dataclass(frozen=True)
class Parts:
    """What lives as long as the process."""

    features: Sequence[Feature]
    manual: Manual
    session: Session
    slack: SlackApi
    ilert: IlertClient
    on_calls: OnCalls
    policy_alerts: PolicyAlerts
    ilert_page: Callable[[str], str]
    channels: Channels
    wordings: Wordings
    policy: PolicyKeeper
    directory: DirectoryRefresher
    response_urls: ResponseUrls
    admins: AdminChannel
    reporter: ReporterNotifier
    delivery: Delivery
    sharing: Sharing | None
    cards: Cards
    corruptions: asyncio.Queue[Corruption]
    probe: OutboxProbe
    socket_health: SocketHealth
    health: HealthMonitor
    metrics: Metrics

    @property
    def deliveries(self) -> Sequence[Delivery]:
        """Return what delivers, of each outbox."""
        return (self.delivery,) if self.sharing is None else (self.delivery, self.sharing.here)


def connect(
    settings: Settings,
    state_dir: Path,
    loaded: LoadedPolicy,
    session: Session,
    outboxes: Outboxes,
    *,
    features: Sequence[Feature],
) -> Parts:
    """Put the parts together. Nothing is started, and nobody is asked anything."""
    metrics = metrics_state.open_metrics()
    slack = SlackApi.from_settings(session, settings, metrics.slack_called)
    availability = Availability()
    transport = AiohttpTransport.from_settings(session, settings, metrics.ilert_called)
    ilert = IlertClient(
        transport, availability=availability, api_key_mark=secret_mark(settings.ilert_api_token.get_secret_value())
    )
    channels, response_urls = Channels(slack), ResponseUrls()
    keep = partial(last_good_policy.keep, state_dir)
    policy = PolicyKeeper(settings.policy_file, loaded, channels.ids, keep, directory=lambda: directory.current)

    async def leads() -> bool:
        return await delivery.tracker.leads()

    directory = DirectoryRefresher(
        ilert,
        max_age=settings.directory_max_age_hours * 3600,
        storage=Storage(partial(snapshot_file.read, state_dir, log_ignored), partial(snapshot_file.write, state_dir)),
        on_read=_hide_keys,
        shared=None if outboxes.shared is None else _shared_account(outboxes.shared, leads),
    )

    def learn(source: AlertSource) -> None:
        directory.change(partial(with_source, source=source))
        if source.integration_key:
            logging.hide([source.integration_key])

    wordings = Wordings(lambda: policy.current.config.language)
    admins = AdminChannel(slack, lambda: policy.current, wordings, *_first_of_hosts(outboxes))
    surfaces = ReporterSurfaces(slack, response_urls)
    reporter = ReporterNotifier(surfaces, lambda: policy.current, wordings)

    account = Account(ilert, lambda: directory.current, settings.ilert_web_url, learn)

    def deliver(outbox: AnyOutbox, among: Among = ALONE) -> Delivery:
        poster = CardPoster(
            outbox, slack, wordings, clock=time.monotonic, sleep=asyncio.sleep, on_call=metrics.card_shown
        )
        return delivering.connect(
            settings,
            outbox,
            account,
            lambda: policy.current,
            wordings,
            metrics,
            reporter=reporter,
            admins=AdminNotifier(admins, wordings, lambda: directory.current, settings.sighting_window_seconds),
            subscribers=(
                ProgressNotifier(surfaces, lambda: policy.current, wordings, metrics.progress_told),
                CardSubscriber(outbox, lambda: policy.current, poster.wake),
            ),
            poster=poster,
            among=among,
        )

    socket_health, probe = SocketHealth(settings.slack_connections), OutboxProbe(outboxes.here)
    if outboxes.shared is None:
        delivery, shared = deliver(outboxes.here), None
    else:
        delivery = deliver(outboxes.shared, among=sharing.OTHERS)
        database = OutboxProbe(outboxes.shared)
        shared = sharing.connect(outboxes, delivery, deliver(outboxes.here), database, policy, account)
    monitor = HealthMonitor(
        ServiceManager.from_environment(),
        socket_health,
        probe,
        availability,
        directory,
        policy,
        access=slack.access,
        sharing=shared,
    )
    metrics_state.show_slack(metrics, monitor.snapshot, socket_health)
    metrics_state.show_outbox(metrics, probe if shared is None else shared.probe)
    metrics_state.show_sharing(metrics, shared, probe)
    metrics_state.show_drills(metrics, delivery.drills)
    metrics_state.show_ilert(metrics, monitor.snapshot, ilert)
    metrics_state.show_policy(metrics, policy)
    metrics_state.show_followed(metrics, lambda: delivery.follower.following, lambda: delivery.poster.live)
    return Parts(
        features=features,
        manual=manual_of(features, settings.command),
        session=session,
        slack=slack,
        ilert=ilert,
        on_calls=OnCalls(ilert),
        policy_alerts=PolicyAlerts(ilert),
        ilert_page=partial(_page, settings.ilert_web_url),
        channels=channels,
        wordings=wordings,
        policy=policy,
        directory=directory,
        response_urls=response_urls,
        admins=admins,
        reporter=reporter,
        delivery=delivery,
        sharing=shared,
        cards=outboxes.main,
        corruptions=outboxes.corruptions,
        probe=probe,
        socket_health=socket_health,
        health=monitor,
        metrics=metrics,
    )


def reports_among_hosts(parts: Parts) -> Mapping[str, Callable[[], Awaitable[None]]]:
    """Return what one of several hosts tells the admins, as loops by name."""
    if parts.sharing is None:
        return {}
    told = Board(parts.sharing.database, sharing.POLICIES_TOLD)
    differing = DifferingPolicies(parts.admins, parts.sharing.hosts, told)
    return {"report of differing policies": differing.run}


@dataclass(frozen=True)
class SlackSide:
    """What serves Slack: the socket, what goes on after it has acknowledged, and the features' loops by name."""

    socket: SocketMode
    tasks: Tasks
    loops: Mapping[str, Callable[[], Awaitable[None]]]


def slack_side(parts: Parts, installation: Installation, session: Session, settings: Settings) -> SlackSide:
    """Put together what serves Slack. Nothing is started."""
    tasks = Tasks()
    shared = context(parts, installation, tasks)
    app = App(parts.features, shared, lambda: parts.socket_health.app_id)
    socket = SocketMode(
        session,
        SlackApi.from_settings(session, settings, parts.metrics.slack_called).open_connection,
        app.dispatch,
        health=parts.socket_health,
        on_envelope=parts.metrics.envelope,
    )
    loops = {one.name: partial(one.run, shared) for one in parts.features if one.run is not None}
    return SlackSide(socket, tasks, loops)


def _page(web_url: str | None, page: str) -> str:
    """Write the address of a page in ilert; empty where ilert's address is not set."""
    return f"{web_url}/{page}" if web_url else ""


def _shared_account(database: AnyOutbox, leads: Callable[[], Awaitable[bool]]) -> SharedAccount:
    return SharedAccount(Board(database, sharing.BOARD), leads)


def _first_of_hosts(outboxes: Outboxes) -> Sequence[Callable[[str], Awaitable[bool]]]:
    """Return what says which host writes to the admins, where there are several."""
    return () if outboxes.shared is None else (FirstOfHosts(outboxes.shared, outboxes.host).says,)


def _hide_keys(account: Directory) -> None:
    """Keep the integration keys, which are read from ilert, out of the log."""
    logging.hide(source.integration_key for source in account.alert_sources.values() if source.integration_key)


def context(parts: Parts, installation: Installation, tasks: Tasks) -> Context:
    """Put together what the Slack features work with, for one installation of the app."""
    policy, directory = parts.policy, parts.directory
    alerts = parts.delivery.worker if parts.sharing is None else parts.sharing.intake
    return Context(
        slack=parts.slack,
        installation=installation,
        manual=parts.manual,
        people=People(parts.slack, installation),
        wordings=parts.wordings,
        channels=parts.channels,
        response_urls=parts.response_urls,
        tasks=tasks,
        policy=lambda: policy.current,
        directory=lambda: directory.current,
        metrics=parts.metrics,
        decisions=CachedDecider(lambda: policy.current, lambda: directory.current),
        accounts=UserLookup(parts.ilert, directory),
        on_calls=parts.on_calls,
        policy_alerts=parts.policy_alerts,
        mentions=Mentions(parts.slack),
        presence=Presence(),
        open_alerts=OpenAlerts(),
        visitors=Visitors(),
        ilert_page=parts.ilert_page,
        accept=alerts.accept,
        alerts=alerts,
        acting=parts.delivery.acting,
        cards=parts.cards,
    )
