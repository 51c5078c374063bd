"""What the rest of the bot may ask of the outbox about alerts that were seen in ilert, and about their cards.

The rules of `bot.outbox.store` hold: whatever is written survives a crash, and every method raises
`StorageUnavailable`.
"""

from collections.abc import Sequence
from typing import Protocol

from bot.domain.alerts import Sighting
from bot.outbox.actions import AlertAction
from bot.outbox.cards import Card, CardRequest
from bot.outbox.model import Ended, LiveAlert, Reported

CARD_LEASE_SECONDS = 120.0
"""Longer than it takes to post a card or to change it."""


class LiveAlerts(Protocol):
    """The alerts that were seen in ilert, and what is seen of them until they are resolved.

    A change is told to the subscribers as `Event.CHANGED`, and where it is one of these also as ACCEPTED, ESCALATED or
    RESOLVED. That it was accepted, or resolved, is told once. An alert is followed from the moment its outcome is
    `Raised`.
    """

    async def live(self) -> Sequence[LiveAlert]:
        """List the alerts that are followed, the oldest first."""
        ...

    async def seen(self) -> Sequence[LiveAlert]:
        """List all alerts that were seen, also those that are not followed any more."""
        ...

    async def reported_by(self, person_id: str, limit: int) -> Sequence[Reported]:
        """List somebody's own alerts, the newest first, as far as this release can read them."""
        ...

    async def live_alert(self, key: str) -> LiveAlert | None:
        """Return how an alert was last seen, also one that is not followed any more; None if it never was."""
        ...

    async def saw(self, alert: LiveAlert, seen: Sighting) -> bool:
        """Record how an alert stands in ilert. Returns false where another change was recorded since it was read."""
        ...

    async def stop_following(self, alert: LiveAlert, why: Ended) -> bool:
        """Record that an alert is followed no longer. Returns as `saw` does."""
        ...

    async def unanswered(self, alert: LiveAlert) -> None:
        """Have the subscribers told, once, that nobody has accepted an alert for long."""
        ...

    async def begin_action(self, alert: LiveAlert, action: AlertAction) -> bool:
        """Record that somebody is about to act on an alert. Returns false where this press was recorded before."""
        ...

    async def finish_action(self, alert: LiveAlert, press: str) -> None:
        """Record that ilert has done it. That is a change."""
        ...


class Cards(Protocol):
    """The alerts' cards. A worker holds one by a lease; each claim raises its fence."""

    async def want_card(self, alert: LiveAlert, request: CardRequest) -> None:
        """Let an alert have a card, if it has none."""
        ...

    async def change_card(self, alert: LiveAlert, *, escalated: bool = False) -> None:
        """Let a card show the alert as it stands now; with `escalated`, its thread says that nobody has accepted it."""
        ...

    async def due_cards(self) -> Sequence[Card]:
        """List the cards that are to be posted or changed now, the oldest first."""
        ...

    async def claim_card(self, card: Card, lease: float = CARD_LEASE_SECONDS) -> Card | None:
        """Take a card in hand; None where another worker has it, or it has changed since it was read."""
        ...

    async def write_card(self, card: Card) -> bool:
        """Record how a claimed card stands, and keep it. Returns false where the claim is lost."""
        ...

    async def release_card(self, card: Card, wait: float = 0.0) -> bool:
        """Record how a claimed card stands, and let go of it for at least so many seconds. Returns as `write_card`."""
        ...

    async def adopt_card(self, alert: LiveAlert, channel: str, ts: str) -> None:
        """Record where a card stands of which nobody knew whether it was posted."""
        ...

    async def card(self, key: str) -> Card | None:
        """Return an alert's card."""
        ...

    async def live_cards(self) -> int:
        """Count the cards that stand in Slack and whose alerts are followed."""
        ...

    async def cards(self) -> Sequence[Card]:
        """List all cards, the oldest alert's first."""
        ...
