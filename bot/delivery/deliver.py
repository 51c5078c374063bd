"""Brings one accepted alert to ilert, once: tries, waits, looks before it repeats, gives up in the end."""

import asyncio
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from structlog.stdlib import get_logger

from bot.alerts import AlertRequest, Delivered, NotDelivered, Outcome
from bot.delivery.payload import event, manual_alert, mark
from bot.delivery.route import ByEvent, Route, find_route
from bot.directory.model import Directory
from bot.ilert import retry
from bot.ilert.client import IlertClient
from bot.ilert.errors import (
    Forbidden,
    IlertError,
    Refused,
    Unauthorized,
    Unreachable,
    fate_unknown,
    worth_repeating,
)
from bot.ilert.models import Alert
from bot.ilert.retry import Clock, Sleep

log = get_logger(__name__)

SETTLE_SECONDS = 15.0
"""How long after a broken call ilert may still bring forth the alert that it was about."""

# Clocks differ; the mark, not the time, says which alert it is.
_CLOCK_MARGIN = timedelta(minutes=10)


@dataclass(frozen=True)
class Courier:
    """Knows how to deliver: the account, its last picture, and how long to try.

    `deadline` is in seconds. `web_url` is the base of ilert's web pages, None where nobody set it.
    """

    ilert: IlertClient
    directory: Callable[[], Directory | None]
    deadline: float
    web_url: str | None = None
    sleep: Sleep = asyncio.sleep
    clock: Clock = time.monotonic

    async def deliver(self, request: AlertRequest) -> Outcome:
        """Deliver one alert. Returns when ilert has it, or when it was given up."""
        attempt = _Attempt(self, request)
        try:
            return await retry.deliveries(self.deadline, clock=self.clock, sleep=self.sleep)(attempt.once)
        except IlertError as error:
            reason = "fate_unknown" if attempt.fate_unknown else _reason(error)
            return NotDelivered(reason, str(error))


class _Attempt:
    """The tries at one alert, and what is known of the last one's fate."""

    def __init__(self, courier: Courier, request: AlertRequest) -> None:
        self._courier = courier
        self._request = request
        self._route: Route | None = None
        self._broken_at: float | None = None

    @property
    def fate_unknown(self) -> bool:
        """Whether some try may have reached ilert though its answer did not reach us."""
        return self._broken_at is not None

    async def once(self) -> Outcome:
        """Try once.

        Raises:
            IlertError: This try failed; whether to try again is the retry policy's to say.
        """
        courier, request = self._courier, self._request
        if self._route is None:
            self._route = await find_route(request, courier.directory(), courier.ilert)
        if self._broken_at is not None and (found := await self._look(self._broken_at)) is not None:
            return found
        try:
            return await self._send(self._route)
        except IlertError as error:
            if fate_unknown(error):
                self._broken_at = courier.clock()
            log.warning("alert_delivery_failed", problem=str(error), again=worth_repeating(error))
            raise

    async def _send(self, route: Route) -> Delivered:
        courier, request = self._courier, self._request
        if isinstance(route, ByEvent):
            answer = await courier.ilert.post_event(event(request, route.integration_key, route.routing_key))
            if answer.alert_url:
                return Delivered(None, answer.alert_url)
            # The event's answer may be empty. One look tells the alert's number; without it all is well too.
            return await self._found_by_key() or Delivered(None, None)
        alert = await courier.ilert.create_alert(manual_alert(request))
        return self._delivered(alert) if alert is not None else Delivered(None, None)

    async def _found_by_key(self) -> Delivered | None:
        try:
            return await self._find()
        except IlertError as error:
            log.info("alert_link_unknown", problem=str(error))
            return None

    async def _look(self, broken_at: float) -> Delivered | None:
        """Look for what a broken call may have created. None means that it is safe to repeat.

        Raises:
            IlertError: It is not safe to repeat yet.
        """
        try:
            found = await self._find()
        except IlertError:
            if isinstance(self._route, ByEvent):
                return None  # repeating an event with its alertKey pages nobody twice while the alert is open
            raise
        if found is not None:
            log.info("alert_found_after_broken_call", alert_id=found.alert_id)
            return found
        if self._courier.clock() - broken_at >= SETTLE_SECONDS:
            self._broken_at = None
        elif not isinstance(self._route, ByEvent):
            raise Unreachable("GET /alerts", "the alert may still appear", sent=False)
        return None

    async def _find(self) -> Delivered | None:
        request = self._request
        since = (request.submitted_at - _CLOCK_MARGIN).strftime("%Y-%m-%dT%H:%M:%S.000Z")
        alerts = await self._courier.ilert.alerts_since(request.target.alert_source_id, since)
        found = next((alert for alert in alerts if _is(alert, request)), None)
        return self._delivered(found) if found is not None else None

    def _delivered(self, alert: Alert) -> Delivered:
        """Link to the alert's page (ilert's web pages: `/alert/view.jsf?id=`)."""
        base = self._courier.web_url
        return Delivered(alert.id, f"{base}/alert/view.jsf?id={alert.id}" if base else None)


def _is(alert: Alert, request: AlertRequest) -> bool:
    """Tell whether an alert came from this request. ilert compares alert keys without regard to case."""
    if alert.alert_key is not None and alert.alert_key.lower() == request.key.lower():
        return True
    return mark(request) in (alert.details or "")


def _reason(error: IlertError) -> str:
    if isinstance(error, Unauthorized | Forbidden):
        return "ilert_unauthorized"
    return "ilert_refused" if isinstance(error, Refused) else "ilert_unreachable"
