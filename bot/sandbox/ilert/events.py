"""What ilert does with events (ilert docs, Events API): it takes each, and says little about what came of it."""

import secrets
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from bot.sandbox.changes import Changes
from bot.sandbox.clock import Clock
from bot.sandbox.ilert.account import Account, Alert, AlertSource
from bot.sandbox.ilert.alerts import Alerts
from bot.sandbox.ilert.grouping import appended_to, with_key

_BY_EVENT = "AlertSourceResponseLogEntry"


@dataclass(frozen=True, slots=True)
class EventResult:
    """What came of an event. `code` is this sandbox's own word; ilert's are not documented."""

    code: str
    alert_key: str
    alert: Alert | None = None


@dataclass(frozen=True, slots=True)
class LoggedEvent:
    """A line of a source's event log, the only place where ilert says what came of an event."""

    at: float
    summary: str
    outcome: str


class Events:
    """Takes events, and keeps each source's event log by the source's id."""

    def __init__(self, account: Account, clock: Clock, changes: Changes, alerts: Alerts) -> None:
        self._account = account
        self._clock = clock
        self._changes = changes
        self._alerts = alerts
        self.logs: defaultdict[int, list[LoggedEvent]] = defaultdict(list)

    def take(self, source: AlertSource, event: Mapping[str, Any]) -> EventResult:
        """Do what an event says, or nothing at all."""
        key = event.get("alertKey", "").strip()
        ignored = _ignored(source, event["summary"])
        if ignored:
            return self._noted(source, event, EventResult("NO_ALERT_CREATED", key), ignored)
        if event["eventType"] == "ALERT":
            return self._alert(source, event, key)
        return self._change(source, event, key)

    def _alert(self, source: AlertSource, event: Mapping[str, Any], key: str) -> EventResult:
        alerts = self._account.alerts.values()
        found = appended_to(source, key, event["summary"], alerts, self._clock.now())
        if found is not None:
            self._alerts.append(found, event["summary"])
            result = EventResult("EVENT_APPENDED", found.alert_key, found)
            return self._noted(source, event, result, f"appended to the open alert {found.id}, nobody is called")
        if not source.takes_alerts:
            outcome = "no alert: the source is in maintenance" if source.active else "no alert: the source is disabled"
            return self._noted(source, event, EventResult("NO_ALERT_CREATED", key), outcome)
        key = key or secrets.token_hex(8)
        routed = self._account.policy_of_routing_keys(event.get("routingKey", ""))
        policy = routed.id if routed else source.policy
        alert = self._alerts.open(source, policy, event, key=key, via="POST /events")
        return self._noted(source, event, EventResult("NEW_ALERT_CREATED", key, alert), f"opened alert {alert.id}")

    def _change(self, source: AlertSource, event: Mapping[str, Any], key: str) -> EventResult:
        alert = with_key([one for one in self._account.alerts.values() if one.source == source.id], key)
        if alert is None:
            return self._noted(source, event, EventResult("NO_OPEN_ALERT", key), "no open alert has this key")
        by = f"{source.name}, by an event"
        if event["eventType"] == "ACCEPT":
            self._alerts.accept(alert, by, kind=_BY_EVENT)
        elif event["eventType"] == "RESOLVE":
            self._alerts.resolve(alert, by, kind=_BY_EVENT)
        for comment in event.get("comments", []):
            text = f"Comment of {comment.get('creator', 'somebody')}: {comment.get('content', '')}"
            self._alerts.log(alert, text, "AlertCommentAddedBySystemLogEntry")
        return self._noted(source, event, EventResult("ALERT_UPDATED", key, alert), f"changed alert {alert.id}")

    def _noted(self, source: AlertSource, event: Mapping[str, Any], result: EventResult, outcome: str) -> EventResult:
        self.logs[source.id].append(
            LoggedEvent(self._clock.now(), event["summary"], f"{event['eventType']}: {outcome}")
        )
        self._changes.notify()
        return result


def _ignored(source: AlertSource, summary: str) -> str:
    """Say why a source does nothing with an event, else nothing."""
    if not source.takes_events:
        return "ignored: this source takes no events"
    if source.filtered_out is not None and source.filtered_out.casefold() in summary.casefold():
        return "dropped by the event filter"
    return ""
