"""Is told what becomes of alerts, and lets each have a card where the policy wants one."""

from collections.abc import Callable

from bot.domain.alerts import AlertRequest
from bot.outbox.cards import CardRequest
from bot.outbox.live_store import Cards
from bot.outbox.model import Event, Notice
from bot.outbox.notifier import Reaction
from bot.policy.active import ActivePolicy
from bot.slack.features.alert_card.views import DIRECT_MESSAGE


class CardSubscriber:
    """Only writes down what is to be shown, so that changes that come together are one. `wake` rouses who shows it."""

    name = "card"
    events = frozenset({Event.RAISED, Event.CHANGED, Event.ESCALATED})

    def __init__(self, outbox: Cards, policy: Callable[[], ActivePolicy], wake: Callable[[], None]) -> None:
        self._outbox = outbox
        self._policy = policy
        self._wake = wake

    async def notify(self, notice: Notice) -> Reaction:
        """Take note of an event. Raises `StorageUnavailable`, and is told again then."""
        alert = notice.live
        if alert is None:
            return Reaction.NOTIFIED
        match notice.event:
            case Event.RAISED if (request := self._request(alert.entry.request)) is not None:
                await self._outbox.want_card(alert, request)
            case Event.CHANGED:
                await self._outbox.change_card(alert)
            case Event.ESCALATED:
                await self._outbox.change_card(alert, escalated=True)
            case _:
                return Reaction.NOTIFIED
        self._wake()
        return Reaction.NOTIFIED

    def _request(self, request: AlertRequest) -> CardRequest | None:
        """Say where the card goes; None where the policy wants none."""
        if not self._policy().announces(request.slack_alert_source_id):
            return None
        origin = request.origin
        if origin.direct_message or not origin.channel_id:
            return CardRequest(request.person.id, problem=DIRECT_MESSAGE)
        return CardRequest(origin.channel_id, origin.thread_ts or origin.message_ts)
