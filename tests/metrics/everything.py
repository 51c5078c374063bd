"""A registry in which everything has happened once, so that every metric shows all its labels."""

import time
from functools import cache
from types import SimpleNamespace
from typing import get_args

from bot.metrics.labels import Budget
from bot.outbox.actions import ActionKind
from bot.outbox.model import Event, QueueStats
from bot.service import metrics_state
from bot.service.health import HealthSnapshot, IlertSnapshot, SlackSnapshot
from bot.slack.socket_mode.health import SocketHealth
from tests.metrics.scrape import samples

LIMITS = {budget: [SimpleNamespace(limit=50, closed=False)] for budget in get_args(Budget)}


def show_state(metrics):
    """Show the state of parts to which everything has happened once."""
    slack = SocketHealth()
    slack.greeted(time.monotonic(), 1)
    snapshot = HealthSnapshot(SlackSnapshot(connected=True), ilert=IlertSnapshot(read_ago=1.0))
    policy = SimpleNamespace(loads=1, refused=False, current=SimpleNamespace(unresolved=()))
    metrics_state.show_slack(metrics, lambda: snapshot, slack)
    metrics_state.show_outbox(metrics, SimpleNamespace(problem="", stats=QueueStats(1, 5.0), oldest_for=2.0))
    hosts = SimpleNamespace(leads=True, leases=1, seen=[1], policies_differ=False)
    sharing = SimpleNamespace(hosts=hosts, probe=SimpleNamespace(problem=""))
    metrics_state.show_sharing(metrics, sharing, SimpleNamespace(stats=QueueStats(0, None)))
    metrics_state.show_drills(metrics, SimpleNamespace(succeeded_at=1.0, seconds=2.0))
    metrics_state.show_ilert(metrics, lambda: snapshot, SimpleNamespace(limits=LIMITS))
    metrics_state.show_policy(metrics, policy)
    metrics_state.show_followed(metrics, lambda: 1, lambda: 1)


def busy_metrics():
    metrics = metrics_state.open_metrics()
    show_state(metrics)
    metrics.envelope("slash_commands", "acknowledged", 0.01)
    metrics.decided("account")
    metrics.dialog("opened", 0.1)
    metrics.submitted("accepted")
    metrics.settled("raised", 0.1)
    metrics.drill_ended("resolved")
    metrics.sighted(0.3)
    metrics.progress_told(Event.ACCEPTED)
    metrics.card_shown("posted")
    metrics.card_action(ActionKind.ACCEPT, "done")
    metrics.ilert_called("POST /events", 202, 0.1)
    metrics.slack_called("views.open", "ok", 0.1)
    metrics.loop_late(0.001)
    return metrics


@cache
def series():
    """Return the label names of every series, as it is asked for in Prometheus."""
    return {name: {label for label, _ in labels} for name, *labels in samples(busy_metrics().text().decode())}
