"""What people and the API do with alerts: create, accept, resolve, assign, merge (ilert docs, REST API)."""

import asyncio
import math
import secrets
from collections.abc import Mapping, Sequence
from typing import Any

from bot.sandbox.changes import Changes
from bot.sandbox.clock import Clock
from bot.sandbox.ilert import escalation
from bot.sandbox.ilert.account import Account, Alert, AlertSource, LogEntry, Responder
from bot.sandbox.ilert.support_hours import priority

FIRST_ALERT = 2_370_001

_TIMER_SECONDS = 0.01  # a timer may be early by as little as this


class Alerts:
    """The alerts of an account."""

    def __init__(self, account: Account, clock: Clock, changes: Changes) -> None:
        self._account = account
        self._clock = clock
        self._changes = changes
        self._due_at = math.inf
        """When the next alert escalates, at the earliest."""

    def create(self, source: AlertSource, body: Mapping[str, Any]) -> Alert:
        """Create a manual alert. Nothing keeps a second one from being the same."""
        policy = body["escalationPolicy"]["id"] if "escalationPolicy" in body else source.policy
        named = [responder["user"]["id"] for responder in body.get("responders", [])]
        alert = self.open(source, policy, body, key=secrets.token_hex(8), via="POST /alerts", named=named)
        self.log(alert, "Created through the API", "AlertCreatedByUserLogEntry")
        return alert

    def open(
        self,
        source: AlertSource,
        policy: int,
        body: Mapping[str, Any],
        *,
        key: str,
        via: str,
        named: Sequence[int] = (),
    ) -> Alert:
        """Open an alert and call the first people. Named responders are called instead, and nobody after them."""
        now = self._clock.now()
        alert = Alert(
            id=FIRST_ALERT + len(self._account.alerts),
            summary=body["summary"],
            details=body.get("details", ""),
            source=source.id,
            policy=policy,
            # Nowhere stated for manual alerts: here the source's rule counts for them too, the worse of the two.
            priority=body.get("priority") or priority(source.priority_rule, source.support_hours, now),
            reported_at=math.floor(now * 1000) / 1000,
            alert_key=key,
            via=via,
            links=body.get("links", []),
            images=body.get("images", []),
            labels=body.get("labels", {}),
            custom_details=body.get("customDetails", {}),
            severity=body.get("severity"),
        )
        self._account.alerts[alert.id] = alert
        self.log(alert, f"Alert reported by {source.name}", "AlertReceivedLogEntry")
        self._page(alert, named)
        return alert

    def append(self, alert: Alert, summary: str) -> None:
        """Append an event to an open alert: nobody is called."""
        alert.grouped += 1
        self.log(alert, f"Event received: {summary}", "AlertReceivedLogEntry")

    def accept(self, alert: Alert, by: str, *, kind: str = "UserResponseLogEntry") -> None:
        """Let somebody take an alert; a user of that name becomes one of its responders. It escalates no further."""
        alert.status = "ACCEPTED"
        escalation.stop(alert)
        for user in self._account.users.values():
            if user.name == by:
                responder = alert.responder(user.id) or Responder(user.id)
                responder.accepted_at = self._clock.now()
                if responder not in alert.responders:
                    alert.responders.append(responder)
        self.log(alert, f"Accepted by {by}", kind)

    def resolve(self, alert: Alert, by: str, *, kind: str = "UserResponseLogEntry") -> None:
        """End an alert."""
        alert.status = "RESOLVED"
        alert.resolved_at = self._clock.now()
        escalation.stop(alert)
        self.log(alert, f"Resolved by {by}", kind)

    def assign_to_user(self, alert: Alert, user: int, by: str) -> None:
        """Give an alert to one user: whoever had it has it no longer."""
        self._reassign(alert, f"Assigned to {self._account.users[user].name} by {by}", "AlertAssignedByUserLogEntry")
        escalation.call(self._account, alert, [user], self._clock.now())

    def assign_to_schedule(self, alert: Alert, schedule: int, by: str) -> None:
        """Give an alert to whoever is on call, be it nobody."""
        text = f"Assigned to {self._account.schedules[schedule].name} by {by}"
        self._reassign(alert, text, "AlertAssignedToScheduleLogEntry")
        user = self._account.on_call(schedule, self._clock.now())
        escalation.call(self._account, alert, [] if user is None else [user], self._clock.now())

    def assign_to_policy(self, alert: Alert, policy: int, by: str) -> None:
        """Let an alert begin anew with another escalation policy."""
        text = f"Assigned to {self._account.policies[policy].name} by {by}"
        self._reassign(alert, text, "AlertAssignedToPolicyLogEntry")
        alert.policy = policy
        self._page(alert, ())

    def add_responder(self, alert: Alert, user: int) -> Responder:
        """Call one more user."""
        escalation.call(self._account, alert, [user], self._clock.now())
        self._changes.notify()
        return alert.responders[-1]

    def remove_responder(self, alert: Alert, user: int) -> None:
        """Let a user have no more to do with an alert."""
        alert.responders = [one for one in alert.responders if one.user != user]
        self.log(alert, f"{self._account.users[user].name} removed", "UserResponseLogEntry")

    def merge(self, alert: Alert, into: Alert, by: str) -> None:
        """Make an alert a part of another one. Its own state stays as it is for ever."""
        alert.merged_into = into.id
        escalation.stop(alert)
        self.log(alert, f"Merged into alert {into.id} by {by}", "UserResponseLogEntry")
        self.log(into, f"Alert {alert.id} merged into it by {by}", "UserResponseLogEntry")

    def catch_up(self) -> None:
        """Escalate what is due by now."""
        if self._due_at <= self._clock.now():
            self._due_at = escalation.catch_up(self._account, self._clock.now())
            self._changes.notify()

    def log(self, alert: Alert, text: str, kind: str) -> None:
        """Write a line into an alert's log."""
        alert.log.append(LogEntry(self._clock.now(), text, kind))
        self._changes.notify()

    def _reassign(self, alert: Alert, text: str, kind: str) -> None:
        alert.status, alert.responders, alert.rule = "PENDING", [], -1
        escalation.stop(alert)
        self.log(alert, text, kind)

    def _page(self, alert: Alert, named: Sequence[int]) -> None:
        """Call the named, else those of the policy, and see to it that the page shows the next level in time."""
        now = self._clock.now()
        if named:
            escalation.call(self._account, alert, named, now)
            return
        escalation.escalate(self._account, alert, now)
        if alert.next_escalation is not None:
            self._due_at = min(self._due_at, alert.next_escalation)
            after = alert.next_escalation - now + _TIMER_SECONDS
            asyncio.get_running_loop().call_later(after, self._changes.notify)
