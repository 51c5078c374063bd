"""Tries once to bring an alert to ilert, knowing from its entry what earlier tries may have done.

Nothing is remembered here. Before each send the intent is recorded: the outcome is in doubt from then on, until an
answer tells it. Whoever comes upon an entry in doubt, be it after a broken call or after a crash, looks before it
sends:

- A manual alert is sent again only after a successful look that did not find it, and only when so much time has
  passed that it would have appeared by then. Where nobody may look at all, it is given up.
- An event is sent again after a successful look that did not find it: while its alert is open, ilert takes the
  same `alertKey` for the same alert, and the look finds it in any state, resolved ones included. Where the look
  fails, it is repeated for a minute; after that, or where ilert does not let us look at all, the event is sent
  all the same: one that is open pages nobody twice, and one that never arrived must not be lost.
"""

import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from structlog.stdlib import get_logger

from bot.delivery.payload import event, manual_alert
from bot.delivery.route import BY_ALERT, Learn, find_route, find_source
from bot.delivery.shared_looks import SharedLooks
from bot.delivery.sighting import is_event_of, raised
from bot.domain.account import Directory
from bot.domain.alerts import AlertRequest, DialogKind, Failure, NotDelivered, Outcome, Raised, Sent
from bot.ilert import exchange
from bot.ilert.client import IlertClient
from bot.ilert.errors import Forbidden, IlertError, KeyRejected, Refused
from bot.ilert.models import Alert
from bot.ilert.retry import wait_after
from bot.outbox.model import Entry, RetryLater, Route, Settled
from bot.runtime.clock import Clock
from bot.wording.wording import Wordings

log = get_logger(__name__)

SETTLE_SECONDS = 15.0
"""How long after a broken call ilert may still bring forth the alert that it was about."""

LOOK_SECONDS = 60.0
"""How long an event waits for a look that fails, before it is sent again without one."""

DRILL_SECONDS = 120.0
"""For how long a drill is sent. Later, whoever started it is gone, and nobody expects it."""

# Clocks differ; the reference, not the time, says which alert it is.
_CLOCK_MARGIN = timedelta(hours=1)
_LONGEST_LOOK_PAUSE = 5.0

BeforeSend = Callable[[Route], Awaitable[float | None]]
"""Records durably that a send is about to happen. What it raises keeps the send from happening.

Returns until when, by `since_boot`, it may begin to leave.
"""


async def _events(_source_id: int) -> bool:
    return False


@dataclass(frozen=True)
class Sender:
    """Knows how to deliver: the account and its last picture. `looks` are of the same account.

    `web_url` is the base of ilert's web pages, None where nobody set it. `clock` is in seconds since 1970 and is
    the one that the entries' times are written with. `by_alert` tells of an alert source whether it gets manual alerts.
    """

    ilert: IlertClient
    looks: SharedLooks
    directory: Callable[[], Directory | None]
    wordings: Wordings
    web_url: str | None = None
    clock: Clock = time.time
    by_alert: Callable[[int], Awaitable[bool]] = _events
    learn: Learn = lambda _: None

    async def attempt(self, entry: Entry, before_send: BeforeSend) -> Settled | RetryLater:
        """Try once. What an earlier try may have brought to ilert is looked for first."""
        in_doubt_since = entry.in_doubt_since
        if in_doubt_since is not None:
            looked = await self._reconcile(entry, in_doubt_since)
            if looked is not None:
                return looked
            if self.clock() - in_doubt_since >= SETTLE_SECONDS:
                in_doubt_since = None
        elif entry.sent_at is not None and (looked := await self._look_before_standing_in(entry)) is not None:
            return looked
        if entry.request.is_drill and self.clock() - entry.trying_since >= DRILL_SECONDS:
            reason = Failure.DROPPED if in_doubt_since is None else Failure.OUTCOME_UNKNOWN
            return Settled(NotDelivered(reason, "it was too late for this drill"), in_doubt_since)
        return await self._send(entry, in_doubt_since, before_send)

    async def _look_before_standing_in(self, entry: Entry) -> Settled | RetryLater | None:
        """Look for the alert of an event that ilert took. None means that a manual alert is to stand in for it."""
        try:
            found = await self._find(entry.request, by_event=False)
        except IlertError as error:
            log.debug("reconcile_failed", problem=str(error))
            if not error.is_retryable:
                return None
            return RetryLater(wait_after(error, entry.tries + 1), _reason(error), str(error), None)
        return Settled(found) if found is not None else None

    async def _reconcile(self, entry: Entry, in_doubt_since: float) -> Settled | RetryLater | None:
        """Look for what an earlier try may have created. None means that sending is the right thing now."""
        by_event = entry.route is not None and entry.route.way == "event"
        elapsed = self.clock() - in_doubt_since
        try:
            found = await self._find(entry.request, by_event=by_event)
        except IlertError as error:
            # The failed try has told of the trouble; an outage may bring a hundred looks.
            log.debug("reconcile_failed", problem=str(error))
            if by_event and (elapsed >= LOOK_SECONDS or not error.is_retryable):
                return None
            if error.is_retryable:
                return RetryLater(
                    wait_after(error, entry.tries + 1), Failure.OUTCOME_UNKNOWN, str(error), in_doubt_since
                )
            return Settled(NotDelivered(Failure.OUTCOME_UNKNOWN, str(error)), in_doubt_since)
        if found is not None:
            log.info("alert_found_by_reconcile", alert_id=found.sighting.alert_id)
            return Settled(found)
        if by_event or elapsed >= SETTLE_SECONDS:
            return None
        pause = min(max(SETTLE_SECONDS - elapsed, 0.1), _LONGEST_LOOK_PAUSE)
        return RetryLater(
            pause, Failure.OUTCOME_UNKNOWN, "the alert of the broken call may still appear", in_doubt_since
        )

    async def _send(self, entry: Entry, in_doubt_since: float | None, before_send: BeforeSend) -> Settled | RetryLater:
        """Send. `in_doubt_since` tells of an earlier try, which a failure of this one leaves in doubt."""
        sent = False
        try:
            route = entry.route or await self._route(entry.request)

            async def record_intent() -> float | None:
                nonlocal sent
                not_after = await before_send(route)
                sent = True
                return not_after

            return Settled(await self._by(route, entry.request, record_intent))
        except IlertError as error:
            # What was asked beforehand, such as a key, is no verdict on the alert.
            again = error.is_retryable or not sent
            # The first failure is news, and so is the last; in between there may be a hundred.
            log_as = log.debug if again and entry.tries else log.warning
            log_as("alert_delivery_failed", problem=str(error), again=again, tries=entry.tries + 1)
            if sent and error.may_have_succeeded:
                in_doubt_since = self.clock()
            reason = Failure.OUTCOME_UNKNOWN if in_doubt_since is not None else _reason(error)
            if again:
                return RetryLater(wait_after(error, entry.tries + 1), reason, str(error), in_doubt_since)
            return Settled(NotDelivered(reason, str(error)), in_doubt_since)

    async def _route(self, request: AlertRequest) -> Route:
        by_alert = request.dialog is DialogKind.ACCOUNT or await self.by_alert(request.target.alert_source_id)
        return BY_ALERT if by_alert else await find_route(request, self.directory(), self.ilert, self.learn)

    async def _by(self, route: Route, request: AlertRequest, record_intent: exchange.BeforeSend) -> Outcome:
        wording = self.wordings.for_policy()
        if route.way == "alert":
            created = await self.ilert.create_alert(manual_alert(wording, request), before_send=record_intent)
            return self._raised(created, request, by_event=False)
        source = await find_source(request, self.directory(), self.ilert, self.learn)
        await self.ilert.post_event(
            event(wording, request, source.integration_key or "", route.routing_key),
            before_send=record_intent,
        )
        return Sent()

    async def _find(self, request: AlertRequest, *, by_event: bool) -> Raised | None:
        """Look for the alert in any state, across all pages."""
        earliest = min(request.submitted_at, datetime.fromtimestamp(self.clock(), UTC))
        looked = await self.looks.look(request.target.alert_source_id, earliest - _CLOCK_MARGIN)
        found = looked.of(request)
        return self._raised(found, request, by_event=by_event) if found is not None else None

    def _raised(self, alert: Alert, request: AlertRequest, *, by_event: bool) -> Raised:
        by_event = by_event or is_event_of(alert, request)
        return raised(alert, request, self.directory(), self.web_url, by_event=by_event)


def _reason(error: IlertError) -> Failure:
    if isinstance(error, KeyRejected | Forbidden):
        return Failure.ILERT_UNAUTHORIZED
    return Failure.ILERT_REFUSED if isinstance(error, Refused) else Failure.ILERT_UNREACHABLE
