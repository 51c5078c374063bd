"""What ilert does with events and alerts (ilert docs, Events API and REST API)."""

import math
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from bot.sandbox.changes import Changes
from bot.sandbox.clock import Clock
from bot.sandbox.ilert.account import Account, Alert, AlertSource

FIRST_ALERT = 2_370_001


@dataclass(frozen=True, slots=True)
class EventResult:
    """What came of an event. `code` is this sandbox's own word; ilert's are not documented."""

    code: str
    alert_key: str
    alert: Alert | None = None


class Alerts:
    """The alerts of an account."""

    def __init__(self, account: Account, clock: Clock, changes: Changes) -> None:
        self._account = account
        self._clock = clock
        self._changes = changes

    def take_event(self, source: AlertSource, event: Mapping[str, Any]) -> EventResult:
        """Do what an event says. One of a known open key is appended, and nobody is notified again."""
        key = event.get("alertKey", "").strip()
        open_alert = self._open_with(source, key)
        if event["eventType"] != "ALERT":
            return self._change(open_alert, event["eventType"], key)
        if open_alert is not None:
            self._log(open_alert, f"Event received: {event['summary']}")
            return EventResult("EVENT_APPENDED", open_alert.alert_key, open_alert)
        if not source.takes_alerts:
            return EventResult("NO_ALERT_CREATED", key)
        key = key or secrets.token_hex(8)
        routed = self._account.policy_of_routing_key(event.get("routingKey", ""))
        policy = routed.id if routed else source.policy
        alert = self._create(source, policy, event, key=key, via="POST /events")
        return EventResult("NEW_ALERT_CREATED", key, alert)

    def create(self, source: AlertSource, body: Mapping[str, Any]) -> Alert:
        """Create a manual alert. Nothing keeps a second one from being the same."""
        policy = body["escalationPolicy"]["id"] if "escalationPolicy" in body else source.policy
        named = [responder["user"]["id"] for responder in body.get("responders", [])]
        alert = self._create(source, policy, body, key=secrets.token_hex(8), via="POST /alerts", responders=named)
        self._log(alert, "Created through the API")
        return alert

    def accept(self, alert: Alert, by: str) -> None:
        """Let somebody take an alert."""
        alert.status = "ACCEPTED"
        self._log(alert, f"Accepted by {by}")

    def resolve(self, alert: Alert, by: str) -> None:
        """End an alert."""
        alert.status = "RESOLVED"
        alert.resolved_at = self._clock.now()
        self._log(alert, f"Resolved by {by}")

    def _change(self, alert: Alert | None, event_type: str, key: str) -> EventResult:
        if alert is None:
            return EventResult("NO_OPEN_ALERT", key)
        if event_type == "ACCEPT":
            self.accept(alert, "an event")
        elif event_type == "RESOLVE":
            self.resolve(alert, "an event")
        else:
            self._log(alert, "Comment received")
        return EventResult("ALERT_UPDATED", key, alert)

    def _open_with(self, source: AlertSource, key: str) -> Alert | None:
        for alert in self._account.alerts.values():
            same = alert.source == source.id and alert.alert_key.casefold() == key.casefold()
            if key and same and alert.status != "RESOLVED":
                return alert
        return None

    def _create(
        self,
        source: AlertSource,
        policy: int,
        body: Mapping[str, Any],
        *,
        key: str,
        via: str,
        responders: list[int] | None = None,
    ) -> Alert:
        alert = Alert(
            id=FIRST_ALERT + len(self._account.alerts),
            summary=body["summary"],
            details=body.get("details", ""),
            source=source.id,
            policy=policy,
            priority=body.get("priority", "HIGH"),
            reported_at=math.floor(self._clock.now() * 1000) / 1000,  # to the millisecond, as it is written
            alert_key=key,
            via=via,
            responders=responders or list(self._account.policies[policy].users),
            links=body.get("links", []),
            images=body.get("images", []),
            labels=body.get("labels", {}),
            custom_details=body.get("customDetails", {}),
            severity=body.get("severity"),
        )
        self._account.alerts[alert.id] = alert
        self._log(alert, f"Alert reported by {source.name}")
        for user in alert.responders:
            self._log(alert, f"{self._account.users[user].name} would be notified")
        return alert

    def _log(self, alert: Alert, text: str) -> None:
        alert.log.append((self._clock.now(), text))
        self._changes.tell()
