"""What is counted and timed for the operator's monitoring. Names and units are as Prometheus' conventions ask.

docs/reference.md lists every metric; a test holds that list against this file.
"""

import platform
from collections.abc import Callable, Collection, Mapping
from enum import StrEnum
from importlib.metadata import version
from itertools import product
from typing import Any, get_args

from prometheus_client import (
    CollectorRegistry,
    Counter,
    Histogram,
    Info,
    disable_created_metrics,
    generate_latest,
)
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily

from bot.metrics import labels
from bot.metrics.labels import CardMessage, DialogOutcome, EnvelopeOutcome, Offer, SubmissionOutcome
from bot.metrics.process import HardenedProcessCollector
from bot.metrics.state import Reading

# Slack waits 3 seconds for an acknowledgement, and as long for a dialog (Slack docs, Socket Mode and views.open).
_ACK_SECONDS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2, 3)
_DIALOG_SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 1.5, 2, 3)
# A call is given up after 10 seconds at Slack, 15 at ilert.
_CALL_SECONDS = (0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10)
# From at once to the usual deadline of an hour.
_DELIVERY_SECONDS = (0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 15, 60, 300, 900, 3600)
# From the first look to the deadline.
_SIGHTING_SECONDS = (0.3, 0.5, 1, 2, 4, 8, 15, 30, 60, 300, 900, 3600)
_LAG_SECONDS = (0.001, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1, 5)


class Metrics:
    """Counts and times what happens, in a registry of its own; shows the bot's state when somebody asks for it."""

    def __init__(
        self,
        *,
        envelope_types: Collection[str] = (),
        delivery_outcomes: Collection[str] = (),
        drill_outcomes: Collection[str] = (),
    ) -> None:
        """Begin with the series of these values at zero; others come when they happen."""
        # When each series began would double their number; Prometheus makes no use of it.
        disable_created_metrics()  # type: ignore[no-untyped-call]  # the library says no "-> None"
        self._registry = CollectorRegistry()
        Info("il_alert_build", "The version that runs, and its Python", registry=self._registry).info(
            {"version": version("ilert-slack-bot"), "python": platform.python_version()}
        )
        self._envelopes = self._counter("envelopes", "Envelopes from Slack", "type", "outcome")
        self._ack_seconds = self._histogram(
            "ack_seconds", "Seconds from an envelope to its acknowledgement", _ACK_SECONDS, "type"
        )
        self._decisions = self._counter("decisions", "Commands decided, by what was offered", "offer")
        self._dialog_seconds = self._histogram(
            "dialog_seconds", "Seconds from a slash command to Slack's answer to views.open", _DIALOG_SECONDS, "outcome"
        )
        self._submissions = self._counter("submissions", "Dialogs submitted, by what came of it", "outcome")
        self._deliveries = self._counter("deliveries", "Alerts that came to their end", "outcome")
        self._drills = self._counter("drills", "Drills that came to their end, which no other series counts", "outcome")
        self._delivery_seconds = self._histogram(
            "delivery_seconds", "Seconds from a submission until ilert had the alert", _DELIVERY_SECONDS
        )
        self._sighting_seconds = self._histogram(
            "sighting_seconds", "Seconds from ilert's answer to an event until its alert was seen", _SIGHTING_SECONDS
        )
        self._progress = self._counter("progress_messages", "Direct messages on how an alert goes on", "event")
        self._cards = self._counter("card_messages", "Cards and their lines posted, and cards edited", "what")
        self._card_actions = self._counter(
            "card_actions", "Actions from cards, by what came of them", "action", "result"
        )
        self._ilert_calls = self._counter("ilert_calls", "Calls to ilert", "endpoint", "status")
        self._ilert_call_seconds = self._histogram(
            "ilert_call_seconds", "Seconds that a call to ilert took", _CALL_SECONDS, "endpoint"
        )
        self._slack_calls = self._counter("slack_calls", "Calls to Slack", "method", "outcome")
        self._slack_call_seconds = self._histogram(
            "slack_call_seconds", "Seconds that a call to Slack took", _CALL_SECONDS, "method"
        )
        self._loop_lag_seconds = self._histogram(
            "event_loop_lag_seconds", "Seconds by which the event loop was late, looked at once a second", _LAG_SECONDS
        )
        HardenedProcessCollector(registry=self._registry)
        self._begin_at_zero(envelope_types, delivery_outcomes)
        for outcome in drill_outcomes:
            self._drills.labels(outcome)

    def gauge(self, name: str, meaning: str, read: Callable[[], float | None]) -> None:
        """Show what `read` returns at each scrape; None shows nothing. It must return at once and not raise."""
        self._registry.register(Reading(lambda: GaugeMetricFamily(f"il_alert_{name}", meaning, value=read())))

    def gauge_by(self, name: str, meaning: str, label: str, read: Callable[[], Mapping[Any, float | None]]) -> None:
        """Show a gauge for each value of a label, as `gauge` does."""

        def family() -> GaugeMetricFamily:
            shown = GaugeMetricFamily(f"il_alert_{name}", meaning, labels=[label])
            for value, reading in read().items():
                if reading is not None:
                    shown.add_metric([value], reading)
            return shown

        self._registry.register(Reading(family))

    def counter(self, name: str, meaning: str, read: Callable[[], float]) -> None:
        """Show at each scrape how often something has happened, by whoever counts it."""
        self._registry.register(Reading(lambda: CounterMetricFamily(f"il_alert_{name}", meaning, value=read())))

    def text(self) -> bytes:
        """Write all metrics in Prometheus' text format."""
        return generate_latest(self._registry)

    def envelope(self, kind: str, outcome: str, seconds: float) -> None:
        """Count an envelope by what came of it, and time its acknowledgement, if Slack got one."""
        self._envelopes.labels(kind, outcome).inc()
        if outcome != labels.LOST:
            self._ack_seconds.labels(kind).observe(seconds)

    def decided(self, offer: Offer) -> None:
        """Count a command by what it offered to its sender."""
        self._decisions.labels(offer).inc()

    def dialog(self, outcome: DialogOutcome, seconds: float) -> None:
        """Time how long somebody waited for a dialog."""
        self._dialog_seconds.labels(outcome).observe(seconds)

    def submitted(self, outcome: SubmissionOutcome) -> None:
        """Count a submitted dialog."""
        self._submissions.labels(outcome).inc()

    def settled(self, outcome: str, seconds: float) -> None:
        """Count an alert by its state, or by why it was given up; `seconds` after it was accepted."""
        self._deliveries.labels(outcome).inc()
        if outcome == labels.RAISED:
            self._delivery_seconds.observe(seconds)

    def drill_ended(self, outcome: str) -> None:
        """Count a drill by what became of it."""
        self._drills.labels(outcome).inc()

    def sighted(self, seconds: float) -> None:
        """Time how long an alert took to appear in ilert after its event."""
        self._sighting_seconds.observe(seconds)

    def progress_told(self, event: StrEnum) -> None:
        """Count a direct message on how an alert goes on."""
        self._progress.labels(event).inc()

    def card_shown(self, what: CardMessage) -> None:
        """Count a card or a line that was posted, or a card that was edited."""
        self._cards.labels(what).inc()

    def card_action(self, action: StrEnum, result: str) -> None:
        """Count what somebody did from a card, by closed sets of words."""
        self._card_actions.labels(action, result).inc()

    def ilert_called(self, endpoint: StrEnum, status: int | None, seconds: float) -> None:
        """Count and time a call to ilert, by a closed set of endpoints. `status` is None where no answer came."""
        self._ilert_calls.labels(endpoint, labels.http_status(status)).inc()
        self._ilert_call_seconds.labels(endpoint).observe(seconds)

    def slack_called(self, method: StrEnum, outcome: str, seconds: float) -> None:
        """Count and time a call to Slack, by a closed set of methods."""
        self._slack_calls.labels(method, outcome).inc()
        self._slack_call_seconds.labels(method).observe(seconds)

    def loop_late(self, seconds: float) -> None:
        """Note by how much the event loop was late."""
        self._loop_lag_seconds.observe(seconds)

    def _counter(self, name: str, meaning: str, *names: str) -> Counter:
        return Counter(f"il_alert_{name}", meaning, names, registry=self._registry)

    def _histogram(self, name: str, meaning: str, buckets: tuple[float, ...], *names: str) -> Histogram:
        return Histogram(f"il_alert_{name}", meaning, names, buckets=buckets, registry=self._registry)

    def _begin_at_zero(self, envelope_types: Collection[str], delivery_outcomes: Collection[str]) -> None:
        """Make the series that alert rules watch: Prometheus does not see an increase from nothing to one."""
        for offer in get_args(Offer):
            self._decisions.labels(offer)
        for outcome in get_args(DialogOutcome):
            self._dialog_seconds.labels(outcome)
        for outcome in get_args(SubmissionOutcome):
            self._submissions.labels(outcome)
        for outcome in delivery_outcomes:
            self._deliveries.labels(outcome)
        for kind, outcome in product(envelope_types, get_args(EnvelopeOutcome)):
            self._envelopes.labels(kind, outcome)
