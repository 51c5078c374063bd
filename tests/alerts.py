"""One alert of each kind, and the ilert account that it is for, as values."""

import dataclasses
from datetime import UTC, datetime

from bot.domain.account import AlertSource, Directory, EscalationPolicy
from bot.domain.alerts import AlertRequest, DialogKind, Origin, Person, Target

OWN, OTHER, UNNAMEABLE = 81211, 81212, 81214
DIRECTORY = Directory(
    users={},
    users_by_email={},
    teams={},
    alert_sources={10: AlertSource(10, "Slack Alerts", "SLACK", OWN, integration_key="il1key")},
    escalation_policies={
        OWN: EscalationPolicy(OWN, "Network", routing_key="network"),
        OTHER: EscalationPolicy(OTHER, "SRE", routing_key="sre"),
        UNNAMEABLE: EscalationPolicy(UNNAMEABLE, "Database"),
    },
    taken_at=0.0,
)
EVENT = AlertRequest(
    dialog_id="V0VIEW00001",
    reference="7K3M-Q9XD",
    target=Target(10, OWN),
    dialog=DialogKind.CHANNEL,
    summary="The checkout is down",
    details="Since 9 o'clock",
    priority=None,
    person=Person("U0SAM000001", "Sam Sand"),
    origin=Origin("C024BE91L", "demo", url="https://acme.slack.com/archives/C024BE91L"),
    submitted_at=datetime(2026, 3, 4, 5, 6, 7, tzinfo=UTC),
)
MANUAL = dataclasses.replace(EVENT, dialog=DialogKind.ACCOUNT)
