"""What is news about an alert that was seen in ilert again. Pure."""

from bot.domain.alerts import Sighting
from bot.outbox.model import Event


def news(before: Sighting, after: Sighting) -> tuple[Event, ...]:
    """Name what subscribers are told of a change, in the order in which it happened. Empty where nothing changed."""
    if before == after:
        return ()
    found = [Event.CHANGED]
    if before.status != "ACCEPTED" and after.status == "ACCEPTED":
        found.append(Event.ACCEPTED)
    if before.status != "RESOLVED" and after.status == "RESOLVED":
        found.append(Event.RESOLVED)
    if _next_level(before, after):
        found.append(Event.ESCALATED)
    return tuple(found)


def _next_level(before: Sighting, after: Sighting) -> bool:
    """Tell whether nobody accepted it in time, and more people are called."""
    if not before.status == after.status == "PENDING" or before.alert_id != after.alert_id:
        return False
    called = {one.user_id for one in before.responders}
    more = any(one.user_id not in called for one in after.responders)
    return before.next_escalation is not None and before.next_escalation != after.next_escalation and more
