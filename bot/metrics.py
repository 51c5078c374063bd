"""What is counted for the operator's monitoring. Names follow Prometheus' conventions; label values are few."""

from prometheus_client import CollectorRegistry, Counter, Gauge, generate_latest


class Metrics:
    """The counters, in a registry of their own.

    `decisions` counts commands by `offer`: full, channel, both or none. `submissions` counts submitted dialogs
    by `outcome`: accepted, again, mistaken, forged, denied or not_kept. `policy_refused` is 1 while the policy
    file as saved has mistakes and the last good one goes on.
    """

    def __init__(self) -> None:
        self._registry = CollectorRegistry()
        self.decisions = Counter(
            "il_alert_decisions", "Commands decided, by what was offered", ["offer"], registry=self._registry
        )
        self.submissions = Counter(
            "il_alert_submissions", "Dialogs submitted, by what came of it", ["outcome"], registry=self._registry
        )
        self.policy_refused = Gauge(
            "il_alert_policy_refused",
            "1 while the policy file has mistakes and the last good one goes on",
            registry=self._registry,
        )

    def text(self) -> bytes:
        """Write all counters in Prometheus' text format."""
        return generate_latest(self._registry)
