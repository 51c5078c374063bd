"""Looks for the alerts of events that ilert took: raised is what was seen.

All that is due is looked for in one call. Where an event's alert does not appear within the window, its source tells
what that means: it was added to an open alert, it was not seen, or a manual alert stands in for it, once. It is looked
for until the deadline, whatever was told by then. Nothing is concluded from a look that failed.
"""

import asyncio
import math
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from structlog.contextvars import bound_contextvars
from structlog.stdlib import get_logger

from bot.delivery import schedule, sighting
from bot.delivery.first_look import FirstLook
from bot.delivery.grouping import OPEN, taken_in
from bot.delivery.route import Learn, find_source
from bot.domain.account import AlertCreation, Directory
from bot.domain.alerts import Failure, Grouped, NotDelivered, NotSeen, Outcome, Raised
from bot.ilert.bucket import Priority
from bot.ilert.client import IlertClient
from bot.ilert.errors import IlertError
from bot.ilert.models import Alert
from bot.outbox.due_loop import DueLoop
from bot.outbox.model import Entry, State
from bot.outbox.store import Sightings
from bot.runtime.clock import Sleep
from bot.runtime.problem_log import ProblemLog
from bot.runtime.turns import in_turns

log = get_logger(__name__)

LEASE_SECONDS = 20.0

_ROUND_SECONDS = 0.25
"""From one look to the next at least, so that many alerts share one."""
_AT_ONCE = 8
"""How many alerts that were found are written down together: they share a flush, and no turn is long."""
_IDLE_SECONDS = 5.0
_GRACE_SECONDS = 60.0

OnConcluded = Callable[[Entry, Outcome, float], None]
"""Called with what became of an entry, and the seconds since ilert took its event."""


@dataclass(frozen=True, slots=True)
class Patience:
    """For how many seconds an alert is waited for before that is told, and for how many it is looked for."""

    window: float = schedule.WINDOW_SECONDS
    deadline: float = schedule.DEADLINE_SECONDS
    lease: float = LEASE_SECONDS
    """For how long it is this worker that looks, unless it says so again."""
    others: float = math.inf
    """How often to look for what other workers have sent, who cannot wake this one."""


@dataclass(frozen=True)
class Account:
    """Where alerts are looked for: the account, its last picture, and the base of ilert's web pages."""

    ilert: IlertClient
    directory: Callable[[], Directory | None]
    web_url: str | None = None
    learn: Learn = lambda _: None


class Tracker:
    """Looks for everybody's alerts. Of several workers on one outbox, one looks."""

    def __init__(
        self,
        outbox: Sightings,
        account: Account,
        may_stand_in: Callable[[int], Awaitable[bool]],
        patience: Patience,
        *,
        sleep: Sleep,
        on_concluded: OnConcluded = lambda *_: None,
        on_stand_in: Callable[[], None] = lambda: None,
    ) -> None:
        self._outbox = outbox
        self._account = account
        self._may_stand_in = may_stand_in
        self._patience = patience
        self._on_concluded = on_concluded
        self._on_stand_in = on_stand_in
        self._sleep = sleep
        self._due: dict[int, float] = {}
        """When to look next, by the entry's number; what is not there yet was not looked for since the start."""
        self._first_look = FirstLook()
        self._missed: dict[int, float] = {}
        """At which age an entry was last looked for in vain, by its number."""
        self._renew_at = 0.0
        self._problem_log = ProblemLog(log, "alerts_not_looked_for")
        self._loop = DueLoop(self.look, self._problem_log, sleep=sleep)
        self._started_at = outbox.now()

    def wake(self) -> None:
        """Take note at once of what was just sent."""
        self._loop.wake()

    async def run(self) -> None:
        """Look until cancelled."""
        await self._loop.run()

    async def look(self) -> float:
        """Look once for what is due. Returns the seconds until more is."""
        if not await self.leads():
            return _IDLE_SECONDS
        entries = await self._outbox.followed(self._outbox.now() - self._patience.deadline)
        due = [entry for entry in entries if self._due_at(entry) <= self._outbox.now()]
        if due:
            await self._look_for(due)
            await self._sleep(_ROUND_SECONDS)
        self._due = {entry.number: self._due_at(entry) for entry in entries}
        self._missed = {number: age for number, age in self._missed.items() if number in self._due}
        wait = min(self._due.values(), default=_IDLE_SECONDS + self._outbox.now()) - self._outbox.now()
        return max(min(wait, self._patience.others), 0.0)

    async def leads(self) -> bool:
        """Tell whether this worker is the one that looks. Raises `StorageUnavailable`."""
        now = self._outbox.now()
        if now < self._renew_at:
            return True
        leads = await self._outbox.lead(self._patience.lease)
        self._renew_at = now + self._patience.lease / 2 if leads else 0.0
        return leads

    def _due_at(self, entry: Entry) -> float:
        if (due := self._due.get(entry.number)) is not None:
            return due
        return _sent_at(entry) + schedule.next_look(0.0, self._patience.window, self._first_look.age)

    async def _look_for(self, due: Sequence[Entry]) -> None:
        asked_at = self._outbox.now()
        try:
            alerts = await self._alerts(due, asked_at)
        except IlertError as error:
            self._problem_log.report(str(error))
            alerts = None
        else:
            self._problem_log.clear()
        for entry in due:
            age = asked_at - _sent_at(entry)
            next_look = schedule.next_try if entry.state is State.SENT else schedule.next_look
            self._due[entry.number] = _sent_at(entry) + next_look(age, self._patience.window, self._first_look.age)
        seen = {} if alerts is None else _seen(due, alerts)
        found = [entry for entry in due if entry.number in seen]
        for first in range(0, len(found), _AT_ONCE):
            some = found[first : first + _AT_ONCE]
            await self._found([(entry, seen[entry.number]) for entry in some], asked_at)
        for entry in due:
            if entry.number not in seen:
                with bound_contextvars(ref=entry.request.reference):
                    await self._judge(entry, asked_at - _sent_at(entry), looked=alerts is not None)

    async def _alerts(self, due: Sequence[Entry], now: float) -> sighting.Found:
        ages = {entry.number: now - _sent_at(entry) for entry in due}
        window = self._patience.window
        since = min(_first_sent_at(entry) - schedule.margin(ages[entry.number], window) for entry in due)
        waited_for = min(ages.values()) < window
        found = await self._account.ilert.alerts(
            sources=sorted({entry.request.target.alert_source_id for entry in due}),
            since=datetime.fromtimestamp(max(since, 0.0), UTC),
            priority=Priority.INTERACTIVE if waited_for else Priority.BACKGROUND,
        )
        return sighting.Found(found)

    async def _found(self, found: Sequence[tuple[Entry, Alert]], asked_at: float) -> None:
        """Write down together that some entries' alerts were seen."""
        outcomes = [(entry, self._saw(entry, alert, asked_at - _sent_at(entry))) for entry, alert in found]
        conclusions = (self._outbox.conclude(entry, outcome) for entry, outcome in outcomes)
        written = await asyncio.gather(*conclusions, return_exceptions=True)
        news = [one for one, is_news in zip(outcomes, written, strict=True) if is_news is True]
        await in_turns(news, lambda one: self._concluded(*one))
        for failure in written:
            if isinstance(failure, BaseException):
                raise failure

    def _saw(self, entry: Entry, alert: Alert, age: float) -> Outcome:
        self._first_look.learn(age, self._missed.get(entry.number))
        self._missed[entry.number] = age
        with bound_contextvars(ref=entry.request.reference):
            return self._raised(entry, alert)

    async def _judge(self, entry: Entry, age: float, *, looked: bool) -> None:
        """Say what is known by now of an entry whose alert was not seen, or that could not be looked for."""
        if looked:
            self._missed[entry.number] = age
        if looked and age >= self._patience.window and entry.state is State.SENT:
            await self._judge_missing(entry)
        elif entry.state is State.SENT and self._is_over(age):
            problem = "ilert took the event, and could not be asked for its alert until the deadline"
            await self._conclude(entry, NotDelivered(Failure.OUTCOME_UNKNOWN, problem))

    async def _judge_missing(self, entry: Entry) -> None:
        request = entry.request
        try:
            source = await find_source(request, self._account.directory(), self._account.ilert, self._account.learn)
            open_alerts: list[Alert] = []
            if source.alert_creation is not AlertCreation.ONE_ALERT_PER_EMAIL:
                open_alerts = await self._account.ilert.alerts(sources=[source.id], states=OPEN)
        except IlertError as error:
            self._problem_log.report(str(error))
            return
        taken = taken_in(source, request.summary, open_alerts)
        known = source.alert_creation is not AlertCreation.UNKNOWN
        if taken.found and known:
            await self._conclude(entry, Grouped(taken.only, sighting.alert_url(self._account.web_url, taken.only)))
        elif not taken.found and await self._may_stand_in(source.id):
            await self._stand_in(entry)
        else:
            may_group = known and source.alert_creation is not AlertCreation.ONE_ALERT_PER_EMAIL
            await self._conclude(entry, NotSeen(source.alert_creation.value if may_group else None))

    async def _stand_in(self, entry: Entry) -> None:
        if await self._outbox.stand_in(entry):
            log.warning("event_showed_no_alert", alert_source=entry.request.target.alert_source_id)
            self._on_stand_in()

    def _raised(self, entry: Entry, alert: Alert) -> Raised:
        web_url = self._account.web_url
        if isinstance(entry.outcome, Raised):
            log.warning("alert_raised_twice", alert_id=alert.id, stands_in=entry.outcome.sighting.alert_id)
            return replace(entry.outcome, also=sighting.sighting(alert, web_url))
        return sighting.raised(alert, entry.request, self._account.directory(), web_url, by_event=True)

    async def _conclude(self, entry: Entry, outcome: Outcome) -> None:
        if await self._outbox.conclude(entry, outcome):
            self._concluded(entry, outcome)

    def _concluded(self, entry: Entry, outcome: Outcome) -> None:
        with bound_contextvars(ref=entry.request.reference):
            self._on_concluded(entry, outcome, self._outbox.now() - _sent_at(entry))

    def _is_over(self, age: float) -> bool:
        return age >= self._patience.deadline and self._outbox.now() >= self._started_at + _GRACE_SECONDS


def _seen(due: Sequence[Entry], alerts: sighting.Found) -> dict[int, Alert]:
    """Return the alerts that came from entries, by the entries' numbers."""
    found = ((entry, alerts.of(entry.request, but=_stand_in_id(entry))) for entry in due)
    return {entry.number: alert for entry, alert in found if alert is not None}


def _sent_at(entry: Entry) -> float:
    return entry.sent_at or entry.accepted_at


def _first_sent_at(entry: Entry) -> float:
    """Return since when ilert may have the event: an earlier try may have brought it there unnoticed."""
    return _sent_at(entry) if entry.tries <= 1 else entry.accepted_at


def _stand_in_id(entry: Entry) -> int | None:
    return entry.outcome.sighting.alert_id if isinstance(entry.outcome, Raised) else None
