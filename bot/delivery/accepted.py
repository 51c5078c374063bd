"""Accepted alerts on their way to ilert.

`accept` is the one door through which a decided submission passes. What lies behind it today is memory;
nothing before it knows that.
"""

import asyncio
from collections import OrderedDict
from collections.abc import Awaitable, Callable

from structlog.contextvars import bound_contextvars
from structlog.stdlib import get_logger

from bot.alerts import AlertRequest, Delivered, NotDelivered, Outcome
from bot.delivery.deliver import Courier

log = get_logger(__name__)

Tell = Callable[[AlertRequest, Outcome | None], Awaitable[None]]
"""Tells the person what came of an alert, or with None that it takes longer than expected."""

PATIENCE_SECONDS = 4.0
"""How long a person looks at "Sending ..." before hearing that ilert takes its time."""

# A dialog lives for at most a day in Slack; this many dialogs a day is far beyond any company.
_REMEMBERED = 10_000


class AcceptedAlerts:
    """Delivers each accepted alert once, however often its dialog is submitted."""

    def __init__(self, courier: Courier, tell: Tell) -> None:
        self._courier = courier
        self._tell = tell
        self._seen: OrderedDict[str, None] = OrderedDict()
        self._running: set[asyncio.Task[None]] = set()

    def accept(self, request: AlertRequest) -> bool:
        """Take an alert over. Returns false where this dialog was submitted before: then nothing happens."""
        if request.key in self._seen:
            log.info("alert_submitted_again", key=request.key)
            return False
        self._seen[request.key] = None
        if len(self._seen) > _REMEMBERED:
            self._seen.popitem(last=False)
        task = asyncio.create_task(self._run(request), name=f"deliver {request.reference}")
        self._running.add(task)
        task.add_done_callback(self._running.discard)
        return True

    async def _run(self, request: AlertRequest) -> None:
        with bound_contextvars(ref=request.reference):
            delivery = asyncio.create_task(self._courier.deliver(request))
            try:
                await asyncio.wait({delivery}, timeout=PATIENCE_SECONDS)
                if not delivery.done():
                    await self._tell(request, None)
                outcome = await delivery
            except asyncio.CancelledError:
                delivery.cancel()
                log.error("alert_lost_at_stop", key=request.key)
                raise
            _log(request, outcome)
            await self._tell(request, outcome)

    async def drain(self, seconds: float) -> None:
        """Wait for alerts on their way, at most so long, then break off; what is broken off is logged."""
        if not self._running:
            return
        _, late = await asyncio.wait(self._running, timeout=seconds)
        for task in late:
            task.cancel()
        await asyncio.gather(*late, return_exceptions=True)


def _log(request: AlertRequest, outcome: Outcome) -> None:
    about = {
        "user": request.person.id,
        "channel": request.place.channel_id,
        "alert_source": request.target.alert_source_id,
        "escalation_policy": request.target.escalation_policy_id,
    }
    match outcome:
        case Delivered():
            log.info("alert_delivered", alert_id=outcome.alert_id, url=outcome.url, **about)
        case NotDelivered():
            log.error("alert_not_delivered", reason=outcome.reason, problem=outcome.detail, **about)
