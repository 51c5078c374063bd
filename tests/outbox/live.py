"""Alerts that were seen in ilert, as an outbox gets them, for tests of what follows a sighting."""

from datetime import UTC, datetime

from bot.domain.alerts import Raised, Responder, Sighting
from bot.outbox.model import Settled
from tests.outbox.requests import ROUTE, request

NOW = datetime(2026, 3, 4, 5, 6, tzinfo=UTC)
ROB, JANE = Responder(1, "Rob"), Responder(2, "Jane")
PENDING = Sighting(9, "https://x.example", "PENDING", responders=(ROB,), next_escalation=NOW, next_user="Jane")


async def raise_alert(outbox, number=1, seen=PENDING, **more):
    """Accept an alert, deliver it, and see it in ilert. Returns how it stands there."""
    await outbox.accept(request(number, f"U{number}", **more))
    (entry,) = await outbox.claim(1)
    await outbox.sending(entry, ROUTE)
    await outbox.settle(entry, Settled(Raised(seen)))
    return await outbox.live_alert(entry.key)
