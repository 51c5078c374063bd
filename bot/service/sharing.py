"""What a host needs besides where it shares an outbox with others, put together."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass

from bot.delivery.route import has_a_key
from bot.delivery.tracker import Account
from bot.domain.alerts import AlertRequest, DialogKind
from bot.outbox.handover import Handover, Tables
from bot.outbox.intake import Intake
from bot.outbox.write_probe import OutboxProbe
from bot.runtime.clock import since_boot
from bot.service.delivering import Among, Delivery
from bot.service.hosts import Hosts
from bot.service.outboxes import Outboxes
from bot.service.policy_keeper import PolicyKeeper

OTHERS = Among(lead_seconds=9.0, tracker_poll=1.0, notifier_poll=1.5)
"""A host that has died still leads for nine seconds; another one takes the lead within a look more."""

BOARD = "ilert account"
"""Under which name the account stands in the database."""

POLICIES_TOLD = "policies told"
"""Under which name stands what the admins were told of the hosts' policies."""


@dataclass(frozen=True)
class Sharing:
    """The parts. `here` delivers what this host keeps itself while the database is away."""

    here: Delivery
    intake: Intake
    handover: Handover
    hosts: Hosts
    probe: OutboxProbe
    database: Tables

    def loops(self) -> Mapping[str, Callable[[], Awaitable[None]]]:
        """Return what is to run besides the deliveries."""
        return {"handover": self.handover.run, "hosts": self.hosts.run, "database probe": self.probe.run}


def connect(
    outboxes: Outboxes,
    main: Delivery,
    here: Delivery,
    probe: OutboxProbe,
    policy: PolicyKeeper,
    account: Account,
) -> Sharing:
    """Put them together. `probe` asks the database, and `main` delivers what is in it."""

    def may_keep_here(request: AlertRequest) -> bool:
        # Only an event is one in ilert though two hosts send it.
        by_alert = policy.current.raise_by(request.target.alert_source_id) == "alert"
        directory = account.directory()
        is_event = not by_alert and directory is not None and has_a_key(request, directory)
        return request.dialog is DialogKind.CHANNEL and is_event

    intake = Intake(
        main.worker,
        here.worker,
        is_away=lambda: bool(probe.problem),
        may_keep_here=may_keep_here,
        clock=since_boot,
    )
    handover = Handover(outboxes.here, outboxes.main, sleep=asyncio.sleep)
    hosts = Hosts(
        outboxes.main,
        outboxes.host,
        lambda: policy.file_version,
        main.tracker.leads,
        account.ilert,
        sleep=asyncio.sleep,
    )
    account.ilert.report_pauses_to(hosts.wake)
    return Sharing(here, intake, handover, hosts, probe, outboxes.main)
