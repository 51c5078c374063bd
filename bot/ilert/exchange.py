"""One call to ilert and what is learned from it: the limit before, the reading after, and lists page by page."""

import asyncio
import time
from collections import defaultdict
from collections.abc import Awaitable, Callable, Iterable, Mapping
from dataclasses import replace
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError
from structlog.stdlib import get_logger

from bot.ilert import retry
from bot.ilert.availability import Availability
from bot.ilert.bucket import Priority
from bot.ilert.errors import IlertError, UnexpectedAnswer
from bot.ilert.models import Resource
from bot.ilert.rate_limit import RateLimiter
from bot.ilert.sansio import Endpoint, Request, Transport, call, page, read
from bot.runtime.clock import Clock, Sleep

log = get_logger(__name__)

# The largest pages that ilert gives (OpenAPI file, `max-results`); to ask for more is an error.
PAGE_SIZES = {
    Endpoint.ALERTS: 100,
    Endpoint.ALERT_SOURCES: 50,
    Endpoint.ESCALATION_POLICIES: 50,
    Endpoint.LOG_ENTRIES: 100,
    Endpoint.ON_CALLS: 250,
    Endpoint.TEAMS: 100,
    Endpoint.USERS: 100,
}
OVERLAP = 10
"""By how many items the pages of a list that changes meanwhile overlap: so many may vanish before one is skipped."""

_PAGES_AT_ONCE = 4
_IN_A_TURN = 25
"""How many items of a list are read before others get their turn."""

Model = TypeVar("Model", bound=BaseModel)
Listed = TypeVar("Listed", bound=Resource)
Kept = TypeVar("Kept")

BeforeSend = Callable[[], Awaitable[float | None]]
"""Returns until when, by `since_boot`, the call may begin to leave; None: at any time."""


class Exchange:
    """Asks ilert within its limits. Everything raises `IlertError`."""

    def __init__(
        self,
        transport: Transport,
        availability: Availability,
        *,
        clock: Clock = time.monotonic,
        sleep: Sleep = asyncio.sleep,
    ) -> None:
        self._transport = transport
        self._availability = availability
        self._clock = clock
        self._sleep = sleep
        self._reported: set[tuple[str, str]] = set()
        self.on_limited: Callable[[], None] = lambda: None
        """Called after each 429, when it is known how long to wait."""
        self.key_limit = self._limiter()
        self.event_limits: defaultdict[str, RateLimiter] = defaultdict(self._limiter)
        """By integration key."""

    async def ask(self, request: Request, priority: Priority, before_send: BeforeSend | None = None) -> Any:
        """Read something, again where that may help; with `before_send`, once."""
        if before_send is not None:
            return await self.send(request, priority, before_send=before_send)
        return await retry.read_retry_policy(sleep=self._sleep)(self.send, request, priority)

    async def one(
        self, request: Request, model: type[Model], priority: Priority, before_send: BeforeSend | None = None
    ) -> Model:
        """Read one thing."""
        return parsed(request, await self.ask(request, priority, before_send), model)

    async def send(
        self,
        request: Request,
        priority: Priority,
        *,
        limit: RateLimiter | None = None,
        before_send: BeforeSend | None = None,
    ) -> Any:
        """Make a call once, and return the answer's JSON.

        `before_send` is awaited when the limit has let the call pass, right before it goes out; what it raises keeps
        the call from going out.
        """
        async with (limit or self.key_limit).turn(priority, before=before_send) as not_after:
            try:
                found = read(request, await self._transport.send(replace(request, not_after=not_after)))
            except IlertError as error:
                self._availability.failed(request, error)
                raise
            self._availability.succeeded(request)
            return found

    async def all(self, endpoint: Endpoint, model: type[Listed], keep: Callable[[Listed], Kept]) -> list[Kept]:
        """Read a list in the background to its end: there is no total, so until a page comes short.

        Of each item only what `keep` returns is kept, as soon as its page is there: of thousands no more than one page
        is in memory with all that ilert says.
        """
        size = PAGE_SIZES[endpoint]

        async def kept(start: int) -> tuple[bool, Mapping[int, Kept]]:
            """Read a page. Returns whether it is full, and what is kept of it."""
            request = page(call(endpoint), start, size)
            answer = await self.ask(request, Priority.BACKGROUND)
            items = self.items(request, answer, model)
            return len(answer) >= size, {item.id: keep(item) for item in items}

        found: dict[int, Kept] = {}
        start, at_once = 0, 1
        while True:
            before, last = len(found), False
            for full, items in await asyncio.gather(*(kept(start + n * size) for n in range(at_once))):
                found |= items
                last = last or not full
            if last or len(found) == before:
                return list(found.values())
            start, at_once = start + at_once * size, _PAGES_AT_ONCE

    async def all_of_changing(
        self, wanted: Request, model: type[Model], priority: Priority, before_send: BeforeSend | None = None
    ) -> list[Model]:
        """Read a list that changes meanwhile: its pages overlap, and of what comes twice the later one counts.

        What is missing from the result may be there all the same: ilert's order is its own.
        """
        size = PAGE_SIZES[wanted.endpoint]
        found: dict[object, Model] = {}
        start = 0
        while True:
            request = page(wanted, start, size)
            items = self._list(request, await self.ask(request, priority, before_send))
            before = len(found)
            for first in range(0, len(items), _IN_A_TURN):
                # To read a page takes milliseconds: others get their turn in between.
                await asyncio.sleep(0)
                some = self._fitting(request.endpoint, items[first : first + _IN_A_TURN], model)
                found |= {_identity(item): item for item in some}
            if len(items) < size or len(found) == before:
                return list(found.values())
            start += size - OVERLAP

    async def first_page(self, wanted: Request, model: type[Model], priority: Priority) -> list[Model]:
        """Read what one call shows of a list."""
        request = page(wanted, 0, PAGE_SIZES[wanted.endpoint])
        return self.items(request, await self.ask(request, priority), model)

    def items(self, request: Request, answer: Any, model: type[Model]) -> list[Model]:
        """Read a list item by item: one that does not fit is left out and logged once, the others stay."""
        return list(self._fitting(request.endpoint, self._list(request, answer), model))

    def _list(self, request: Request, answer: Any) -> list[Any]:
        if not isinstance(answer, list):
            raise UnexpectedAnswer(request.endpoint, "ilert's answer is not a list")
        return answer

    def _fitting(self, endpoint: Endpoint, answer: list[Any], model: type[Model]) -> Iterable[Model]:
        for item in answer:
            try:
                yield model.model_validate(item)
            except ValidationError as error:
                self._report(endpoint, _problems(error))

    def _report(self, endpoint: str, problem: str) -> None:
        if (endpoint, problem) not in self._reported:
            self._reported.add((endpoint, problem))
            log.warning("ilert_item_unreadable", endpoint=endpoint, problem=problem)

    def _limiter(self) -> RateLimiter:
        return RateLimiter(clock=self._clock, sleep=self._sleep, on_limited=self._limited)

    def _limited(self) -> None:
        self.on_limited()


def calls_for(endpoint: Endpoint, items: int) -> int:
    """Return how many calls it takes to read a list of so many items that changes meanwhile."""
    return 1 + max(items - OVERLAP, 0) // (PAGE_SIZES[endpoint] - OVERLAP)


def _identity(item: BaseModel) -> object:
    """Tell an item from others: by its id, or else by all that it says."""
    return item.id if isinstance(item, Resource) else item


def parsed(request: Request, answer: Any, model: type[Model]) -> Model:
    """Read one thing; what does not fit is not ilert's."""
    try:
        return model.model_validate(answer)
    except ValidationError as error:
        raise UnexpectedAnswer(request.endpoint, _problems(error)) from error


def _problems(error: ValidationError) -> str:
    """Name the fields that do not fit, without their values, which may be personal."""
    return "; ".join(f"{'.'.join(map(str, e['loc']))}: {e['msg']}" for e in error.errors(include_input=False))
