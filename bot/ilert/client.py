"""The calls to ilert that this bot makes, by name, on top of a transport."""

import asyncio
import time
from collections import defaultdict
from collections.abc import Awaitable, Callable, Mapping
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError
from structlog.stdlib import get_logger

from bot.ilert import retry
from bot.ilert.errors import Unreadable
from bot.ilert.models import Alert, AlertSource, EscalationPolicy, EventAnswer, Resource, Team, User
from bot.ilert.rate_limit import API_KEY_LIMIT, INTEGRATION_KEY_LIMIT, RESERVED_FOR_ALERTS, RateLimiter
from bot.ilert.retry import Clock, Sleep
from bot.ilert.sansio import Endpoint, Request, Transport, call, page, read
from bot.metrics.labels import Budget

log = get_logger(__name__)

# The largest pages that ilert gives (OpenAPI file, `max-results`).
PAGE_SIZES = {
    Endpoint.USERS: 100,
    Endpoint.TEAMS: 100,
    Endpoint.ALERTS: 100,
    Endpoint.ALERT_SOURCES: 50,
    Endpoint.ESCALATION_POLICIES: 50,
}
_PAGES_AT_ONCE = 4

Model = TypeVar("Model", bound=BaseModel)
Listed = TypeVar("Listed", bound=Resource)

AboutToSend = Callable[[], Awaitable[None]]


async def _at_once() -> None:
    """Nothing is to be done before sending."""


class IlertClient:
    """Talks to one ilert account within its rate limits.

    Every method raises `IlertError`. Readings are repeated a few times; writings never are, since only the
    caller knows whether a repeat could page somebody twice. `about_to_send` is awaited when the rate limit has
    let the call pass, right before it goes out; what it raises keeps the call from going out.
    """

    def __init__(self, transport: Transport, *, clock: Clock = time.monotonic, sleep: Sleep = asyncio.sleep) -> None:
        self._transport = transport
        self._sleep = sleep
        self._complaints: set[tuple[str, str]] = set()
        self._key_budget = RateLimiter(API_KEY_LIMIT, reserved=RESERVED_FOR_ALERTS, clock=clock, sleep=sleep)
        self._event_budgets: defaultdict[str, RateLimiter] = defaultdict(
            lambda: RateLimiter(INTEGRATION_KEY_LIMIT, clock=clock, sleep=sleep)
        )

    @property
    def budget_used(self) -> Mapping[Budget, float]:
        """Which part of ilert's limits the last minute has used, 0 to 1; of integration keys, the busiest one's."""
        events = (budget.used for budget in self._event_budgets.values())
        return {"api_key": self._key_budget.used, "integration_key": max(events, default=0.0)}

    async def users(self) -> list[User]:
        """Read all users."""
        return await self._all(Endpoint.USERS, User)

    async def teams(self) -> list[Team]:
        """Read all teams with their members."""
        return await self._all(Endpoint.TEAMS, Team)

    async def alert_sources(self) -> list[AlertSource]:
        """Read all alert sources that the API key's user may see."""
        return await self._all(Endpoint.ALERT_SOURCES, AlertSource)

    async def escalation_policies(self) -> list[EscalationPolicy]:
        """Read all escalation policies that the API key's user may see."""
        return await self._all(Endpoint.ESCALATION_POLICIES, EscalationPolicy)

    async def current_user(self) -> User:
        """Read the user to whom the API key belongs."""
        request = call(Endpoint.CURRENT_USER)
        return _one(request, await self._read(request), User)

    async def user_by_email(self, email: str) -> User:
        """Find a user by e-mail; `NotFound` where there is none."""
        request = call(Endpoint.SEARCH_USER, body={"email": email})
        return _one(request, await self._read(request, urgent=True), User)

    async def teams_of(self, user_id: int) -> list[Team]:
        """Read the teams that a user is a member of."""
        return await self._all(Endpoint.TEAMS, Team, ("members", str(user_id)))

    async def alert_source(self, source_id: int) -> AlertSource:
        """Read one alert source, with its integration key."""
        request = call(Endpoint.ALERT_SOURCE, number=source_id)
        return _one(request, await self._read(request, urgent=True), AlertSource)

    async def escalation_policy(self, policy_id: int) -> EscalationPolicy:
        """Read one escalation policy, with its routing key."""
        request = call(Endpoint.ESCALATION_POLICY, number=policy_id)
        return _one(request, await self._read(request, urgent=True), EscalationPolicy)

    async def post_event(self, event: Mapping[str, Any], *, about_to_send: AboutToSend = _at_once) -> EventAnswer:
        """Post an event. It is told apart from others by its `alertKey`; ilert takes it later (202)."""
        await self._event_budgets[str(event["integrationKey"])].take(urgent=True)
        await about_to_send()
        request = call(Endpoint.POST_EVENT, body=event, with_api_key=False)
        try:
            return EventAnswer.model_validate(read(request, await self._transport.send(request)) or {})
        except (Unreadable, ValidationError):
            # The event was taken; only the undocumented body is not what we hoped for.
            return EventAnswer.model_validate({})

    async def create_alert(self, alert: Mapping[str, Any], *, about_to_send: AboutToSend = _at_once) -> Alert | None:
        """Create a manual alert. None means that it exists and ilert's answer cannot be read."""
        await self._key_budget.take(urgent=True)
        await about_to_send()
        request = call(Endpoint.CREATE_ALERT, body=alert)
        try:
            return _one(request, read(request, await self._transport.send(request)), Alert)
        except Unreadable as error:
            log.warning("ilert_answer_unreadable", endpoint=error.endpoint, problem=error.problem)
            return None

    async def alerts_since(self, source_id: int, since: str) -> list[Alert]:
        """Read the alerts of one source reported since an ISO time in UTC."""
        return await self._all(Endpoint.ALERTS, Alert, ("sources", str(source_id)), ("from", since), urgent=True)

    async def _read(self, request: Request, *, urgent: bool = False) -> Any:
        async def once() -> Any:
            await self._key_budget.take(urgent=urgent)
            return read(request, await self._transport.send(request))

        return await retry.readings(sleep=self._sleep)(once)

    async def _all(
        self, endpoint: Endpoint, model: type[Listed], *filters: tuple[str, str], urgent: bool = False
    ) -> list[Listed]:
        """Read a list to its end: there is no total, so until a page comes short."""
        size = PAGE_SIZES[endpoint]
        found: dict[int, Listed] = {}
        start, at_once = 0, 1
        while True:
            requests = [page(endpoint, start + n * size, size, *filters) for n in range(at_once)]
            pages = await asyncio.gather(*(self._read(request, urgent=urgent) for request in requests))
            before = len(found)
            for request, items in zip(requests, pages, strict=True):
                found |= self._items(request, items, model)
            if any(len(items) < size for items in pages) or len(found) == before:
                return list(found.values())
            start, at_once = start + at_once * size, _PAGES_AT_ONCE

    def _items(self, request: Request, answer: Any, model: type[Listed]) -> dict[int, Listed]:
        """Read a page item by item: one that does not fit is left out and logged once, the others stay."""
        if not isinstance(answer, list):
            raise Unreadable(request.endpoint, "ilert's answer is not a list")
        found: dict[int, Listed] = {}
        for item in answer:
            try:
                read_item = model.model_validate(item)
            except ValidationError as error:
                self._complain(request.endpoint, _problems(error))
            else:
                found[read_item.id] = read_item
        return found

    def _complain(self, endpoint: str, problem: str) -> None:
        if (endpoint, problem) not in self._complaints:
            self._complaints.add((endpoint, problem))
            log.warning("ilert_item_unreadable", endpoint=endpoint, problem=problem)


def _one(request: Request, answer: Any, model: type[Model]) -> Model:
    try:
        return model.model_validate(answer)
    except ValidationError as error:
        raise Unreadable(request.endpoint, _problems(error)) from error


def _problems(error: ValidationError) -> str:
    """Name the fields that do not fit, without their values, which may be personal."""
    return "; ".join(f"{'.'.join(map(str, e['loc']))}: {e['msg']}" for e in error.errors(include_input=False))
