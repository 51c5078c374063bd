"""Whom an alert calls, and when it goes on to somebody else (ilert docs, escalation policies)."""

import math
from collections.abc import Sequence

from bot.sandbox.ilert.account import Account, Alert, EscalationRule, LogEntry, Responder

_MINUTE = 60.0


def escalate(account: Account, alert: Alert, now: float) -> None:
    """Use the next rule that calls anybody. A rule whose schedules are empty falls through at once.

    An alert of priority LOW uses the first rule alone and never goes further.
    """
    rules = _rules(account, alert)
    alert.next_escalation = None
    while alert.rule + 1 < len(rules):
        alert.rule += 1
        users = called(account, rules[alert.rule], now)
        if users:
            call(account, alert, users, now)
            break
        alert.log.append(LogEntry(now, f"Nobody is on call at level {alert.rule + 1}", "NobodyOnCallLogEntry"))
    if alert.rule + 1 < len(rules):
        alert.next_escalation = now + rules[alert.rule].minutes * _MINUTE


def catch_up(account: Account, now: float) -> float:
    """Escalate all that is due by now, each at its own moment. Returns when there will be more to do."""
    for alert in account.alerts.values():
        while alert.next_escalation is not None and alert.next_escalation <= now:
            escalate(account, alert, alert.next_escalation)
    ahead = (alert.next_escalation for alert in account.alerts.values())
    return min((moment for moment in ahead if moment is not None), default=math.inf)


def called(account: Account, rule: EscalationRule, now: float) -> list[int]:
    """Name whom a rule calls at a moment, each once."""
    on_call = [account.on_call(schedule, now) for schedule in rule.schedules]
    return list(dict.fromkeys([*rule.users, *(user for user in on_call if user is not None)]))


def call(account: Account, alert: Alert, users: Sequence[int], now: float) -> None:
    """Call some users; who was called already is called again, and stands there once."""
    for user in users:
        if alert.responder(user) is None:
            alert.responders.append(Responder(user))
        text = f"{account.users[user].name} would be notified"
        alert.log.append(LogEntry(now, text, "NotificationLogEntry"))


def stop(alert: Alert) -> None:
    """Let an alert go no further."""
    alert.next_escalation = None


def _rules(account: Account, alert: Alert) -> Sequence[EscalationRule]:
    rules = account.policies[alert.policy].rules
    return rules[:1] if alert.priority == "LOW" else rules
