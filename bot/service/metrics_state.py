"""What a scrape shows of the parts' state. Everything is in memory: nobody is asked, nothing is waited for."""

import time

from bot.domain.alerts import Failure
from bot.ilert.client import IlertClient
from bot.metrics import labels
from bot.metrics.registry import Metrics
from bot.metrics.state import State
from bot.outbox.write_probe import OutboxProbe
from bot.runtime.clock import Clock
from bot.service.health import HealthSnapshot, is_ready
from bot.service.policy_keeper import PolicyKeeper
from bot.slack.socket_mode.envelopes import KINDS
from bot.slack.socket_mode.health import SocketHealth, silent_seconds


def open_metrics() -> Metrics:
    """Make the metrics, with every kind of envelope and every end of an alert at zero."""
    # What an admin drops, another process drops: this one counts nothing of it.
    outcomes = sorted({labels.DELIVERED, *Failure} - {Failure.DROPPED})
    return Metrics(envelope_types=sorted(KINDS), delivery_outcomes=outcomes)


def read(
    snapshot: HealthSnapshot,
    slack: SocketHealth,
    outbox: OutboxProbe,
    ilert: IlertClient,
    policy: PolicyKeeper,
    clock: Clock,
) -> State:
    """Read the state of this moment. `clock` is the one that the outbox's times are written with."""
    oldest = outbox.stock.oldest
    return State(
        ready=is_ready(snapshot),
        slack_connected=snapshot.slack.connected,
        slack_connections=slack.connections,
        slack_last_heard_age=silent_seconds(slack, time.monotonic()),
        outbox_writable=not snapshot.outbox.problem,
        outbox_waiting=outbox.stock.waiting,
        outbox_oldest_age=0.0 if oldest is None else max(clock() - oldest, 0.0),
        ilert_reachable=snapshot.ilert.down_for is None,
        ilert_key_accepted=not snapshot.ilert.key_problem,
        ilert_limits={
            budget: min((limit.limit for limit in limits if limit.limit is not None), default=None)
            for budget, limits in ilert.limits.items()
        },
        ilert_limited={budget: any(limit.closed for limit in limits) for budget, limits in ilert.limits.items()},
        directory_age=snapshot.ilert.read_ago,
        directory_usable=snapshot.ilert.usable,
        policy_loads=policy.loads,
        policy_refused=snapshot.policy_refused,
        policy_unknown_channels=len(policy.current.unresolved),
    )
