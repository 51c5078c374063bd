"""A registry in which everything has happened once, so that every metric shows all its labels."""

from functools import cache
from typing import get_args

from bot.metrics.labels import Budget
from bot.metrics.state import State
from bot.service.metrics_state import open_metrics
from tests.metrics.scrape import samples

READINGS = State(
    ready=True,
    slack_connected=True,
    slack_connections=1,
    slack_last_heard_age=1.0,
    outbox_writable=True,
    outbox_waiting=0,
    outbox_oldest_age=0.0,
    ilert_reachable=True,
    ilert_key_accepted=True,
    ilert_limits=dict.fromkeys(get_args(Budget), 50),
    ilert_limited=dict.fromkeys(get_args(Budget), False),
    directory_age=1.0,
    directory_usable=True,
    policy_loads=1,
    policy_refused=False,
    policy_unknown_channels=0,
)


def busy_metrics():
    metrics = open_metrics()
    metrics.show(lambda: READINGS)
    metrics.envelope("slash_commands", "acknowledged", 0.01)
    metrics.decided("account")
    metrics.dialog("opened", 0.1)
    metrics.submitted("accepted")
    metrics.settled("delivered", 0.1)
    metrics.ilert_called("POST /events", 202, 0.1)
    metrics.slack_called("views.open", "ok", 0.1)
    metrics.loop_late(0.001)
    return metrics


@cache
def series():
    """Return the label names of every series, as it is asked for in Prometheus."""
    return {name: {label for label, _ in labels} for name, *labels in samples(busy_metrics().text().decode())}
