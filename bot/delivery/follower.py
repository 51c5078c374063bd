"""Looks how alerts stand that were seen in ilert, until they are resolved. All that are open share one list.

An alert that is missing from the list of open ones is perhaps resolved: it is looked for among the resolved ones, and
then by its number. Nothing is recorded that was not seen. ilert is asked with the lowest priority, and within a budget
of its own: a round waits rather than delay an alert or a dialog.
"""

import asyncio
from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence
from datetime import UTC, datetime, timedelta

from structlog.contextvars import bound_contextvars
from structlog.stdlib import get_logger

from bot.delivery.following import FOLLOWED_SECONDS, CallBudget, interval
from bot.delivery.grouping import OPEN
from bot.delivery.sighting import newer, sighting
from bot.delivery.tracker import Account
from bot.ilert.errors import IlertError, NotFound
from bot.ilert.exchange import calls_for
from bot.ilert.models import Alert, AlertStatus
from bot.ilert.sansio import Endpoint
from bot.outbox.due_loop import DueLoop
from bot.outbox.live_store import LiveAlerts
from bot.outbox.model import Ended, LiveAlert
from bot.runtime.clock import Sleep
from bot.runtime.problem_log import ProblemLog

log = get_logger(__name__)

_IDLE_SECONDS = 5.0
_SINGLE_CALLS = 3
"""How many alerts are read by their number in one round at most."""
_AT_ONCE = 20
"""How many alerts are compared in one turn; what of them has changed shares a flush."""
# ilert's clock may differ from ours.
_MARGIN = timedelta(minutes=2)
_OVERDUE = 0.05

RemindAfter = Callable[[], float]
"""After how many seconds without an answer the reporter is told; 0 for never."""


class Follower:
    """Follows everybody's alerts. Of several workers on one outbox, one does."""

    def __init__(
        self,
        outbox: LiveAlerts,
        account: Account,
        leads: Callable[[], Awaitable[bool]],
        remind_after: RemindAfter,
        *,
        now: Callable[[], float],
        sleep: Sleep,
        on_news: Callable[[], None] = lambda: None,
    ) -> None:
        self._outbox = outbox
        self._account = account
        self._leads = leads
        self._remind_after = remind_after
        self._now = now
        self._on_news = on_news
        self._budget = CallBudget()
        self._pages = 1
        """How many calls the list of open alerts took last."""
        self._looked_at: float | None = None
        self._answered = True
        """Whether ilert answered the last look."""
        self._asked_at: dict[int, float] = {}
        """When an alert was last read by its number, by the entry's number."""
        self._reminded: set[int] = set()
        self._problem_log = ProblemLog(log, "alerts_not_followed")
        self._loop = DueLoop(self.follow, self._problem_log, sleep=sleep)
        self.following = 0
        """How many alerts are followed."""

    def wake(self) -> None:
        """Take note at once of an alert that was just raised."""
        self._loop.wake()

    async def run(self) -> None:
        """Follow until cancelled."""
        await self._loop.run()

    async def follow(self) -> float:
        """Look once, if that is due. Returns the seconds until it is due again."""
        # The youngest alerts are looked at most often, so that nothing can be due before that. Whatever is raised wakes
        # this, and to list all alerts takes as long as there are many.
        if (early := max(self._due_in(0.0), self._budget.wait(self._pages, self._now()))) > _OVERDUE:
            return early
        if not await self._leads():
            return _IDLE_SECONDS
        alerts = await self._young(await self._outbox.live())
        self.following = len(alerts)
        if not alerts:
            return _IDLE_SECONDS
        self._forget_all_but(alerts)
        youngest = min(self._now() - alert.raised_at for alert in alerts)
        if (pause := self._due_in(youngest)) > _OVERDUE:
            return pause
        self._looked_at = self._now()
        try:
            await self._look(alerts)
        except IlertError as error:
            self._answered = False
            self._problem_log.report(str(error))
        else:
            self._answered = True
            self._problem_log.clear()
        return self._due_in(youngest)

    def _due_in(self, youngest: float) -> float:
        """Return the seconds until the next look, where the youngest alert was raised so long ago."""
        if self._looked_at is None:
            return 0.0
        pause = interval(youngest if self._answered else 0.0)
        return max(self._looked_at + pause - self._now(), 0.0)

    async def _young(self, alerts: Sequence[LiveAlert]) -> list[LiveAlert]:
        """Stop following what is too old, and return the rest."""
        old = [alert for alert in alerts if self._now() - alert.raised_at >= FOLLOWED_SECONDS]
        for alert in old:
            await self._stop(alert, Ended.TOO_OLD)
        return [alert for alert in alerts if alert not in old]

    def _forget_all_but(self, alerts: Sequence[LiveAlert]) -> None:
        numbers = {alert.entry.number for alert in alerts}
        self._reminded &= numbers
        self._asked_at = {number: at for number, at in self._asked_at.items() if number in numbers}

    async def _look(self, alerts: Sequence[LiveAlert]) -> None:
        found = await self._list(alerts, OPEN)
        self._pages = _pages(found)
        missing = [alert for alert in alerts if alert.seen.alert_id not in found]
        if missing and not self._budget.wait(1, self._now()):
            resolved = await self._list(missing, (AlertStatus.RESOLVED,), until=_latest(missing))
            found = resolved | found
        try:
            await self._single(alerts, found)
        finally:
            await self._record(alerts, found)

    async def _record(self, alerts: Sequence[LiveAlert], found: Mapping[int, Alert]) -> None:
        for first in range(0, len(alerts), _AT_ONCE):
            some = [(alert, _becomes(alert, found)) for alert in alerts[first : first + _AT_ONCE]]
            changes = [self._saw(alert, becomes) for alert, becomes in some if becomes is not None]
            await asyncio.gather(*changes)

    async def _list(
        self, alerts: Collection[LiveAlert], states: Collection[AlertStatus], until: datetime | None = None
    ) -> dict[int, Alert]:
        sources = {alert.seen.alert_source_id or alert.entry.request.target.alert_source_id for alert in alerts}
        found = await self._account.ilert.alerts(
            sources=sorted(sources),
            states=states,
            since=min(_reported_at(alert) for alert in alerts) - _MARGIN,
            until=until,
            next_user=True,
            before_send=self._count_call,
        )
        return {alert.id: alert for alert in found}

    async def _single(self, alerts: Sequence[LiveAlert], found: dict[int, Alert]) -> None:
        """Read what no list has shown, and what alerts were merged into, as far as the budget goes."""
        wanted = {alert.entry.number: (alert, number) for alert in alerts if (number := _unseen(alert, found))}
        in_turn = sorted(wanted.values(), key=lambda one: self._asked_at.get(one[0].entry.number, 0.0))
        for alert, number in in_turn[:_SINGLE_CALLS]:
            now = self._now()
            # The next round comes first.
            if self._budget.wait(1 + self._pages, now):
                return
            self._asked_at[alert.entry.number] = now
            try:
                found[number] = await self._account.ilert.alert(number, before_send=self._count_call)
            except NotFound:
                await self._stop(alert, Ended.GONE)

    async def _count_call(self) -> None:
        self._budget.spend(self._now())

    async def _saw(self, alert: LiveAlert, found: Alert) -> None:
        seen = newer(alert.seen, sighting(found, self._account.web_url))
        with bound_contextvars(ref=alert.entry.request.reference):
            if seen != alert.seen and await self._outbox.saw(alert, seen):
                log.info("alert_changed", alert_id=seen.alert_id, status=seen.status)
                self._on_news()
        await self._remind(alert, found)

    async def _remind(self, alert: LiveAlert, found: Alert) -> None:
        after, number = self._remind_after(), alert.entry.number
        waiting = found.status is AlertStatus.PENDING and number not in self._reminded
        if after and waiting and self._now() - alert.entry.accepted_at >= after:
            await self._outbox.unanswered(alert)
            self._reminded.add(number)
            self._on_news()

    async def _stop(self, alert: LiveAlert, why: Ended) -> None:
        if await self._outbox.stop_following(alert, why):
            log.info("alert_not_followed_any_more", ref=alert.entry.request.reference, why=why.value)
            self._on_news()


def _unseen(alert: LiveAlert, found: Mapping[int, Alert]) -> int | None:
    """Return the number that is still to be read of an alert: its own, or of the one it was merged into."""
    seen = found.get(alert.seen.alert_id)
    if seen is None:
        return alert.seen.alert_id
    into = seen.merged_into_id
    return into if into is not None and into not in found else None


def _becomes(alert: LiveAlert, found: Mapping[int, Alert]) -> Alert | None:
    """Return how an alert stands: one that was merged as the other one does, which may not have been read yet."""
    seen = found.get(alert.seen.alert_id)
    return None if seen is None else found.get(seen.merged_into_id or seen.id)


def _reported_at(alert: LiveAlert) -> datetime:
    return alert.seen.reported_at or datetime.fromtimestamp(alert.entry.accepted_at, UTC)


def _latest(alerts: Collection[LiveAlert]) -> datetime:
    return max(_reported_at(alert) for alert in alerts) + _MARGIN


def _pages(found: Collection[object]) -> int:
    return calls_for(Endpoint.ALERTS, len(found))
