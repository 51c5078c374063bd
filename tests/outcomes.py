"""Everything that may come of an alert, as values: what was seen in ilert, and what was not."""

import dataclasses

from bot.domain.alerts import Failure, Grouped, NotDelivered, NotSeen, Raised, Sent, Sighting
from tests.alerts import OTHER, OWN

URL = "https://acme.ilert.example/alert/view.jsf?id=9"
SEEN = Sighting(9, URL, "PENDING", "HIGH", OWN, "Network")
RAISED = Raised(SEEN, OWN, "Network", by_event=True)
ACCEPTED = Raised(dataclasses.replace(SEEN, status="ACCEPTED"), OWN, "Network", by_event=True)
RESOLVED = Raised(dataclasses.replace(SEEN, status="RESOLVED"), OWN, "Network", by_event=True)
OF_EARLIER_RELEASE = Raised(Sighting(9, URL))
LOW = Raised(dataclasses.replace(SEEN, priority="LOW"), OWN, "Network", by_event=True)
ELSEWHERE = Raised(
    dataclasses.replace(SEEN, escalation_policy_id=OTHER, escalation_policy_name="SRE"), OWN, "Network", by_event=True
)
TWICE = Raised(SEEN, OWN, "Network", also=Sighting(10, URL, "PENDING", "HIGH", OWN, "Network"))
GROUPED = Grouped(7, URL)
GROUPED_SOMEWHERE = Grouped(None, None)
NOT_SEEN = NotSeen(None, can_page_now=True)
NOT_SEEN_FOR_GOOD = NotSeen("ONE_OPEN_ALERT_ALLOWED", can_page_now=False)
GIVEN_UP = NotDelivered(Failure.ILERT_UNREACHABLE, "POST /events: timeout")

OUTCOMES = (
    Sent(),
    RAISED,
    ACCEPTED,
    RESOLVED,
    OF_EARLIER_RELEASE,
    LOW,
    ELSEWHERE,
    TWICE,
    GROUPED,
    GROUPED_SOMEWHERE,
    NOT_SEEN,
    NOT_SEEN_FOR_GOOD,
    *(NotDelivered(reason, "in ilert's words") for reason in Failure),
)
