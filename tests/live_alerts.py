"""An alert that was seen in ilert, as a value."""

import dataclasses
from datetime import UTC, datetime

from bot.domain.alerts import Raised, Responder, Sighting, Target
from bot.outbox.model import Entry, LiveAlert, State
from tests.accounts import NETWORK, SLACK_ALERTS
from tests.alerts import EVENT

AT = datetime(2026, 3, 4, 5, 6, tzinfo=UTC)
ROB, JANE = Responder(8, "Rob"), Responder(7, "Jane", AT)
PENDING = Sighting(
    9, "https://x.example/9", "PENDING", "HIGH", NETWORK, "Network Ops", SLACK_ALERTS, AT, (ROB,), AT, "Jane Doe"
)
ACCEPTED = dataclasses.replace(PENDING, status="ACCEPTED", responders=(ROB, JANE), next_escalation=None)
RESOLVED = dataclasses.replace(ACCEPTED, status="RESOLVED")
REQUEST = dataclasses.replace(EVENT, target=Target(SLACK_ALERTS, NETWORK), target_name="Network")


def live(seen=PENDING, *, by_event=True, request=REQUEST, **more):
    """Make an alert that stands so in ilert."""
    outcome = Raised(PENDING, NETWORK, "Network Ops", by_event=by_event)
    entry = Entry(1, request, State.RAISED, AT.timestamp(), AT.timestamp(), outcome=outcome)
    return LiveAlert(entry, 9, seen, AT.timestamp(), AT.timestamp(), **more)
