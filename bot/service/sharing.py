"""What a host needs besides where it shares an outbox with others, put together."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass

from bot.domain.alerts import AlertRequest, DialogKind
from bot.outbox.handover import Handover
from bot.outbox.intake import Intake
from bot.outbox.write_probe import OutboxProbe
from bot.policy.active import ActivePolicy
from bot.runtime.clock import since_boot
from bot.service.delivering import Among, Delivery
from bot.service.hosts import Hosts
from bot.service.outboxes import Outboxes

OTHERS = Among(lead_seconds=9.0, tracker_poll=1.0, notifier_poll=1.5)
"""A host that has died still leads for nine seconds; another one takes the lead within a look more."""

BOARD = "ilert account"
"""Under which name the account stands in the database."""


@dataclass(frozen=True)
class Sharing:
    """The parts. `here` delivers what this host keeps itself while the database is away."""

    here: Delivery
    intake: Intake
    handover: Handover
    hosts: Hosts
    probe: OutboxProbe

    def loops(self) -> Mapping[str, Callable[[], Awaitable[None]]]:
        """Return what is to run besides the deliveries."""
        return {"handover": self.handover.run, "hosts": self.hosts.run, "database probe": self.probe.run}


def connect(
    outboxes: Outboxes,
    main: Delivery,
    here: Delivery,
    probe: OutboxProbe,
    policy: Callable[[], ActivePolicy],
) -> Sharing:
    """Put them together. `probe` asks the database, and `main` delivers what is in it."""

    def may_keep_here(request: AlertRequest) -> bool:
        return request.dialog is DialogKind.CHANNEL and policy().raise_by(request.target.alert_source_id) != "alert"

    intake = Intake(
        main.worker,
        here.worker,
        is_away=lambda: bool(probe.problem),
        may_keep_here=may_keep_here,
        clock=since_boot,
    )
    handover = Handover(outboxes.here, outboxes.main, sleep=asyncio.sleep)
    hosts = Hosts(outboxes.main, outboxes.host, lambda: policy().version, main.tracker.leads, sleep=asyncio.sleep)
    return Sharing(here, intake, handover, hosts, probe)
