"""What a scrape shows of the bot's state: read at that moment from who owns it, and kept nowhere else."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from bot.metrics.labels import Budget


@dataclass(frozen=True, slots=True, kw_only=True)
class State:
    """The state at one moment. Ages are in seconds. None means that there is nothing to tell: nothing is shown."""

    ready: bool
    slack_connected: bool
    slack_connections: int
    """How many connections Slack has greeted."""
    slack_last_heard_age: float | None
    outbox_writable: bool
    outbox_waiting: int
    outbox_oldest_age: float
    """0 while nothing waits."""
    ilert_reachable: bool
    ilert_key_accepted: bool
    ilert_limits: Mapping[Budget, int | None]
    """How many calls ilert has lately taken in a minute before it answered 429; None where it has shown no limit."""
    ilert_limited: Mapping[Budget, bool]
    """Whether calls wait for ilert's next minute."""
    directory_age: float | None
    directory_usable: bool
    policy_loads: int
    policy_refused: bool
    policy_unknown_channels: int


class StateCollector(Collector):
    """Shows readings as metrics, asking anew each time."""

    def __init__(self, read: Callable[[], State]) -> None:
        self._read = read

    def collect(self) -> Iterator[Metric]:
        """Read once, so that all values are of the same moment."""
        now = self._read()
        yield _gauge("ready", "1 while people can raise alerts, as /readyz says", now.ready)
        yield _gauge("slack_connected", "1 while Slack has greeted a connection that lasts", now.slack_connected)
        yield _counter("slack_connections", "Connections that Slack has greeted", now.slack_connections)
        yield _gauge(
            "slack_last_heard_age_seconds",
            "Seconds since anything came from Slack, pongs included",
            now.slack_last_heard_age,
        )
        yield _gauge("outbox_writable", "1 while the disk takes accepted alerts", now.outbox_writable)
        yield _gauge("outbox_waiting", "Accepted alerts that are not at their end yet", now.outbox_waiting)
        yield _gauge(
            "outbox_oldest_age_seconds", "Seconds since the oldest waiting alert was accepted", now.outbox_oldest_age
        )
        yield _gauge("ilert_reachable", "1 while ilert answers", now.ilert_reachable)
        yield _gauge(
            "ilert_key_accepted", "1 while ilert takes the API key for all that is asked", now.ilert_key_accepted
        )
        yield _by_budget(
            "ilert_limit_calls", "Calls that ilert took in a minute before it answered 429, lately", now.ilert_limits
        )
        yield _by_budget("ilert_limited", "1 while calls wait for ilert's next minute", now.ilert_limited)
        yield _gauge("directory_age_seconds", "Seconds since the ilert account was read", now.directory_age)
        yield _gauge(
            "directory_usable", "1 while what was read from ilert is not too old to count", now.directory_usable
        )
        yield _counter("policy_loads", "Policy files that came in force, the first included", now.policy_loads)
        yield _gauge(
            "policy_refused",
            "1 while the policy file has mistakes and the last good one goes on",
            now.policy_refused,
        )
        yield _gauge(
            "policy_unknown_channels",
            "Channels that the policy names and Slack does not know, or not yet",
            now.policy_unknown_channels,
        )


def _gauge(name: str, meaning: str, value: float | None) -> Metric:
    return GaugeMetricFamily(f"il_alert_{name}", meaning, value=value)


def _counter(name: str, meaning: str, value: float) -> Metric:
    return CounterMetricFamily(f"il_alert_{name}", meaning, value=value)


def _by_budget(name: str, meaning: str, values: Mapping[Budget, float | None]) -> Metric:
    family = GaugeMetricFamily(f"il_alert_{name}", meaning, labels=["budget"])
    for budget, value in values.items():
        if value is not None:
            family.add_metric([budget], value)
    return family
