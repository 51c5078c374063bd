"""What brings alerts to ilert and looks for them there, put together."""

import asyncio
import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from bot.config.settings import Settings
from bot.delivery.acting import Acting
from bot.delivery.drills import BesideDrills, Drills
from bot.delivery.follower import Follower
from bot.delivery.sender import Sender
from bot.delivery.shared_looks import SharedLooks
from bot.delivery.source_ways import SourceWays
from bot.delivery.tracker import LEASE_SECONDS, Account, Patience, Tracker
from bot.domain.alerts import Outcome, Raised, Sent
from bot.metrics.registry import Metrics
from bot.outbox import audit
from bot.outbox.model import Entry
from bot.outbox.notifier import POLL_SECONDS, Notifier, Subscriber
from bot.outbox.store import Outbox
from bot.outbox.worker import Limits, Worker
from bot.policy.active import ActivePolicy
from bot.runtime.supervision import Supervisor
from bot.slack.features.alert_card.poster import CardPoster
from bot.slack.notifications.admin_alerts import AdminNotifier
from bot.slack.notifications.reporter import ReporterNotifier
from bot.wording.wording import Wordings


@dataclass(frozen=True, slots=True)
class Among:
    """How a host works among others, who cannot wake it: how often it looks, and for how long it leads, in seconds."""

    lead_seconds: float = LEASE_SECONDS
    tracker_poll: float = math.inf
    notifier_poll: float = POLL_SECONDS


ALONE = Among()


@dataclass(frozen=True)
class Delivery:
    """The worker, the tracker and the follower of one outbox, and what is known of drills."""

    worker: Worker
    tracker: Tracker
    follower: Follower
    drills: Drills
    acting: Acting
    poster: CardPoster

    async def run(self, supervisor: Supervisor) -> None:
        """Deliver and look until cancelled; then `drain`."""
        beside = {
            "tracker": self.tracker.run,
            "follower": self.follower.run,
            "cards": self.poster.run,
            "last drill": self.drills.restore,
        }
        await self.worker.run(supervisor, beside)

    async def drain(self, seconds: float) -> None:
        """Let what is being sent come to its end, at most so long; the rest stays as it is."""
        await self.worker.drain(seconds)


def connect(  # noqa: PLR0913 - each is another part of the bot
    settings: Settings,
    outbox: Outbox,
    account: Account,
    policy: Callable[[], ActivePolicy],
    wordings: Wordings,
    metrics: Metrics,
    *,
    reporter: ReporterNotifier,
    admins: AdminNotifier,
    subscribers: Sequence[Subscriber],
    poster: CardPoster,
    among: Among = ALONE,
) -> Delivery:
    """Put them together. Each is woken by what the other does on this host."""
    deadline, ways = settings.delivery_deadline_minutes * 60, SourceWays(policy, outbox)
    drills = Drills(account.ilert, outbox, metrics.drill_ended, clock=outbox.now)
    told = (BesideDrills(reporter, drills.notify), *(BesideDrills(one) for one in (admins, *subscribers)))
    notifier = Notifier(outbox, told, clock=outbox.now, sleep=asyncio.sleep, poll_seconds=among.notifier_poll)

    def count(entry: Entry, outcome: Outcome, seconds: float) -> None:
        if not entry.request.is_drill:
            metrics.settled(audit.word(outcome), seconds)

    def on_settled(entry: Entry, outcome: Outcome, seconds: float) -> None:
        if isinstance(outcome, Sent):
            tracker.wake()
            reporter.sent(entry.request)
        else:
            count(entry, outcome, seconds)
            follower.wake()

    def on_concluded(entry: Entry, outcome: Outcome, since_sent: float) -> None:
        notifier.wake()
        follower.wake()
        seconds = outbox.now() - entry.accepted_at
        count(entry, outcome, seconds)
        if isinstance(outcome, Raised) and not entry.request.is_drill:
            metrics.sighted(since_sent)
        audit.record(entry, outcome, seconds)

    def on_stand_in() -> None:
        worker.wake()
        notifier.wake()

    async def leads() -> bool:
        return await tracker.leads()

    sender = Sender(
        account.ilert,
        SharedLooks(account.ilert),
        account.directory,
        wordings,
        account.web_url,
        outbox.now,
        ways.by_alert,
        account.learn,
    )
    worker = Worker(
        outbox,
        sender.attempt,
        notifier,
        Limits(deadline, settings.outbox_keep_days),
        on_accepted=reporter.expect,
        on_settled=on_settled,
        may_prune=leads,
    )
    tracker = Tracker(
        outbox,
        account,
        ways.may_stand_in,
        Patience(settings.sighting_window_seconds, deadline, among.lead_seconds, among.tracker_poll),
        sleep=asyncio.sleep,
        on_concluded=on_concluded,
        on_stand_in=on_stand_in,
    )
    follower = Follower(
        outbox,
        account,
        tracker.leads,
        lambda: policy().config.reminder.minutes * 60.0,
        now=outbox.now,
        sleep=asyncio.sleep,
        on_news=notifier.wake,
    )
    acting = Acting(outbox, account, wordings, on_news=notifier.wake)
    return Delivery(worker, tracker, follower, drills, acting, poster)
