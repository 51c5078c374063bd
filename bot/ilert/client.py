"""The calls to ilert that this bot makes, by name, on top of a transport."""

import asyncio
import time
from collections.abc import Callable, Collection, Iterable, Mapping
from datetime import UTC, datetime
from typing import Any, Literal

from bot.ilert.availability import Availability
from bot.ilert.bucket import Priority
from bot.ilert.errors import KeyRejected, Refused
from bot.ilert.exchange import BeforeSend, Exchange, Kept, parsed
from bot.ilert.models import (
    Alert,
    AlertSource,
    AlertStatus,
    EscalationPolicy,
    EventAnswer,
    LogEntry,
    OnCall,
    SuggestedResponder,
    Team,
    User,
)
from bot.ilert.rate_limit import RateLimiter
from bot.ilert.sansio import Endpoint, Transport, call
from bot.metrics.labels import Budget
from bot.runtime.clock import Clock, Sleep
from bot.runtime.secret_mark import secret_mark

_ALREADY_RESPONDER = 405


class IlertClient:
    """Talks to one ilert account within the limits that ilert has shown.

    Every method raises `IlertError`. Readings are repeated a few times; writings never are, since only the
    caller knows whether a repeat could page somebody twice. `before_send` is awaited when the rate limit has
    let the call pass, right before it goes out; what it raises keeps the call from going out. A reading that has
    one is not repeated: its caller counts what goes out.

    `api_key_mark` tells the API key from others, where several clients tell each other of its limit.
    """

    def __init__(
        self,
        transport: Transport,
        *,
        api_key_mark: str = "",
        availability: Availability | None = None,
        clock: Clock = time.monotonic,
        sleep: Sleep = asyncio.sleep,
    ) -> None:
        self._api_key_mark = api_key_mark
        self._clock = clock
        self._others_wait_until: dict[str, float] = {}
        self._exchange = Exchange(transport, availability or Availability(clock=clock), clock=clock, sleep=sleep)

    @property
    def limits(self) -> Mapping[Budget, list[RateLimiter]]:
        """The limits that ilert has: one for the API key, one for each integration key used so far."""
        return {"api_key": [self._exchange.key_limit], "integration_key": list(self._exchange.event_limits.values())}

    def report_pauses_to(self, listener: Callable[[], None]) -> None:
        """Call somebody whenever `pauses` has news."""
        self._exchange.on_limited = listener

    def pauses(self) -> Mapping[str, float]:
        """Return for how many seconds ilert has this client wait, by the mark of the key whose limit is reached."""
        return {mark: limit.pause for mark, limit in self._by_mark().items() if limit.pause > 0}

    def pause_as_others(self, pauses: Mapping[str, float]) -> None:
        """Wait as others do who use the same keys: `pauses` are theirs, as `pauses` returns them."""
        self._others_wait_until = {mark: self._clock() + seconds for mark, seconds in pauses.items()}
        for mark, limit in self._by_mark().items():
            if mark in pauses:
                limit.pause_as_others(pauses[mark])

    def _event_limit(self, key: str) -> RateLimiter:
        """Return the limit of an integration key, which others may have reached before this client first uses it."""
        known = key in self._exchange.event_limits
        limit = self._exchange.event_limits[key]
        left = self._others_wait_until.get(secret_mark(key), 0.0) - self._clock()
        if not known and left > 0:
            limit.pause_as_others(left)
        return limit

    def _by_mark(self) -> Mapping[str, RateLimiter]:
        events = {secret_mark(key): limit for key, limit in self._exchange.event_limits.items()}
        return {self._api_key_mark: self._exchange.key_limit, **events}

    async def users(self, keep: Callable[[User], Kept]) -> list[Kept]:
        """Read all users, and of each what `keep` returns."""
        return await self._exchange.all(Endpoint.USERS, User, keep)

    async def teams(self, keep: Callable[[Team], Kept]) -> list[Kept]:
        """Read all teams with their members, and of each what `keep` returns."""
        return await self._exchange.all(Endpoint.TEAMS, Team, keep)

    async def alert_sources(self, keep: Callable[[AlertSource], Kept]) -> list[Kept]:
        """Read all alert sources that the API key's user may see, and of each what `keep` returns."""
        return await self._exchange.all(Endpoint.ALERT_SOURCES, AlertSource, keep)

    async def escalation_policies(self, keep: Callable[[EscalationPolicy], Kept]) -> list[Kept]:
        """Read all escalation policies that the API key's user may see, and of each what `keep` returns."""
        return await self._exchange.all(Endpoint.ESCALATION_POLICIES, EscalationPolicy, keep)

    async def current_user(self) -> User:
        """Read the user to whom the API key belongs."""
        return await self._exchange.one(call(Endpoint.CURRENT_USER), User, Priority.INTERACTIVE)

    async def user_by_email(self, email: str) -> User:
        """Find a user by e-mail; `NotFound` where there is none."""
        request = call(Endpoint.SEARCH_USER, body={"email": email})
        return await self._exchange.one(request, User, Priority.INTERACTIVE)

    async def teams_of(self, user_id: int) -> list[Team]:
        """Read the teams that a user is a member of."""
        request = call(Endpoint.TEAMS, ("members", str(user_id)))
        return await self._exchange.all_of_changing(request, Team, Priority.INTERACTIVE)

    async def alert_source(self, source_id: int, priority: Priority = Priority.ALERT) -> AlertSource:
        """Read one alert source, with its integration key."""
        return await self._exchange.one(call(Endpoint.ALERT_SOURCE, number=source_id), AlertSource, priority)

    async def escalation_policy(self, policy_id: int) -> EscalationPolicy:
        """Read one escalation policy, with its routing key."""
        request = call(Endpoint.ESCALATION_POLICY, number=policy_id)
        return await self._exchange.one(request, EscalationPolicy, Priority.ALERT)

    async def post_event(
        self,
        event: Mapping[str, Any],
        *,
        before_send: BeforeSend | None = None,
        priority: Priority = Priority.ALERT,
    ) -> EventAnswer:
        """Post an event, by its integration key alone. ilert queues it (202), and may yet drop it."""
        request = call(Endpoint.POST_EVENT, body=event, with_api_key=False)
        limit = self._event_limit(str(event["integrationKey"]))
        answer = await self._exchange.send(request, priority, limit=limit, before_send=before_send)
        return parsed(request, answer or {}, EventAnswer)

    async def create_alert(self, alert: Mapping[str, Any], *, before_send: BeforeSend | None = None) -> Alert:
        """Create a manual alert.

        `UnexpectedAnswer` also where ilert's answer has no alert: then nobody knows whether one was created.
        """
        request = call(Endpoint.CREATE_ALERT, body=alert)
        return parsed(request, await self._exchange.send(request, Priority.ALERT, before_send=before_send), Alert)

    async def alerts(
        self,
        *,
        sources: Iterable[int] = (),
        states: Iterable[AlertStatus] = (),
        since: datetime | None = None,
        until: datetime | None = None,
        priority: Priority = Priority.BACKGROUND,
        next_user: bool = False,
        before_send: BeforeSend | None = None,
    ) -> list[Alert]:
        """Read the alerts of some sources in some states, of all where none is named, by the time of their report.

        With `next_user` they include whom ilert calls next.

        An alert that is missing from the result may exist all the same: the list shifts while it is read.
        """
        query = [("sources", str(source)) for source in sources]
        query += [("states", state.value) for state in states]
        query += [(name, _utc(time)) for name, time in (("from", since), ("until", until)) if time is not None]
        query += [("include", "nextEscalationUser")] * next_user
        return await self._exchange.all_of_changing(call(Endpoint.ALERTS, *query), Alert, priority, before_send)

    async def open_alerts(self, policies: Collection[int]) -> list[Alert]:
        """Read alerts of some escalation policies that nobody has resolved, for somebody in front of a dialog.

        There may be more than one page has, which is all that is asked for (`PAGE_SIZES`).
        """
        query = [("policies", str(policy)) for policy in policies]
        query += [("states", state.value) for state in (AlertStatus.PENDING, AlertStatus.ACCEPTED)]
        return await self._exchange.first_page(call(Endpoint.ALERTS, *query), Alert, Priority.INTERACTIVE)

    async def alert(
        self, alert_id: int, priority: Priority = Priority.BACKGROUND, *, before_send: BeforeSend | None = None
    ) -> Alert:
        """Read one alert."""
        return await self._exchange.one(call(Endpoint.ALERT, number=alert_id), Alert, priority, before_send)

    async def accept(self, alert_id: int) -> Alert:
        """Accept an alert, which stops its escalation. One that is accepted or resolved already stays as it is."""
        return await self._put_alert(Endpoint.ACCEPT_ALERT, alert_id, {AlertStatus.ACCEPTED, AlertStatus.RESOLVED})

    async def resolve(self, alert_id: int) -> Alert:
        """Resolve an alert. One that is resolved already stays as it is."""
        return await self._put_alert(Endpoint.RESOLVE_ALERT, alert_id, {AlertStatus.RESOLVED})

    async def assign(self, alert_id: int, kind: Literal["user", "policy", "schedule"], number: int) -> Alert:
        """Assign an alert to a user, an escalation policy or an on-call schedule."""
        request = call(Endpoint.ASSIGN_ALERT, (kind, str(number)), number=alert_id)
        return parsed(request, await self._exchange.send(request, Priority.INTERACTIVE), Alert)

    async def add_responder(self, alert_id: int, user_id: int) -> bool:
        """Add a responder to an alert. Returns whether they are new to it."""
        # The body is documented nowhere; it is so by analogy with a manual alert's `responders`.
        request = call(Endpoint.ADD_RESPONDER, number=alert_id, body={"user": {"id": user_id}})
        try:
            await self._exchange.send(request, Priority.INTERACTIVE)
        except Refused as error:
            if error.status != _ALREADY_RESPONDER:
                raise
            return False
        return True

    async def suggested_responders(self, alert_id: int, language: Literal["en", "de"]) -> list[SuggestedResponder]:
        """Read whom an alert may be assigned to."""
        request = call(Endpoint.SUGGESTED_RESPONDERS, ("lang", language), number=alert_id)
        return self._exchange.items(
            request, await self._exchange.ask(request, Priority.INTERACTIVE), SuggestedResponder
        )

    async def log_entries(
        self, alert_id: int, language: Literal["en", "de"] = "en", priority: Priority = Priority.BACKGROUND
    ) -> list[LogEntry]:
        """Read what has happened to an alert."""
        request = call(Endpoint.LOG_ENTRIES, ("lang", language), number=alert_id)
        return await self._exchange.all_of_changing(request, LogEntry, priority)

    async def on_calls(
        self,
        *,
        policies: Iterable[int] = (),
        schedules: Iterable[int] = (),
        users: Iterable[int] = (),
        until: datetime | None = None,
    ) -> list[OnCall]:
        """Read who is on call now, or until then (at most 3 months ahead), with users, policies and schedules."""
        query = [("expand", what) for what in ("user", "escalationPolicy", "schedule")]
        for name, numbers in (("policies", policies), ("schedules", schedules), ("users", users)):
            query += [(name, str(number)) for number in numbers]
        if until is not None:
            query += [("until", _utc(until))]
        return await self._exchange.all_of_changing(call(Endpoint.ON_CALLS, *query), OnCall, Priority.INTERACTIVE)

    async def _put_alert(self, endpoint: Endpoint, alert_id: int, done: set[AlertStatus]) -> Alert:
        """Change an alert's state. ilert documents no refusal of a state that the alert already has."""
        request = call(endpoint, number=alert_id)
        try:
            return parsed(request, await self._exchange.send(request, Priority.INTERACTIVE), Alert)
        except KeyRejected:
            raise
        except Refused:
            alert = await self.alert(alert_id, Priority.INTERACTIVE)
            if alert.status not in done:
                raise
            return alert


def _utc(time: datetime) -> str:
    """Write a time as ilert's examples do (OpenAPI file, `from`)."""
    return time.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.") + f"{time.microsecond // 1000:03}Z"
