"""Does in ilert what somebody in Slack asks of an alert: once, at once or not at all, and by what ilert says now.

What is done with the API key, ilert records as done by the key's user. So an alert that was raised by an event is
accepted and resolved by one too, which names in a comment who asked for it; a manual one is assigned to whoever accepts
it first. Nothing is queued: an Accept that comes late would be wrong.
"""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal
from weakref import WeakValueDictionary

from cachetools import TTLCache
from structlog.stdlib import get_logger

from bot.delivery.route import find_source
from bot.delivery.sighting import newer, sighting
from bot.delivery.tracker import Account
from bot.domain.acting import Actor, Assignee
from bot.domain.alerts import Raised, Sighting
from bot.ilert.bucket import Priority
from bot.ilert.errors import IlertError
from bot.ilert.events import EventAction, event_about
from bot.ilert.models import Alert, SuggestedResponder
from bot.outbox.actions import ActionKind, AlertAction
from bot.outbox.live_store import LiveAlerts
from bot.outbox.model import LiveAlert
from bot.runtime.clock import Sleep
from bot.wording.wording import Wordings

log = get_logger(__name__)

ACT_SECONDS = 10.0
"""How long an action may take, the looks at what came of it included."""

_LOOKS_AFTER = (0.2, 0.5, 1.0, 2.0, 3.0)
_SUGGESTED_SECONDS = 30.0
_KEPT = 500
_TRIES = 3
_DONE: Mapping[ActionKind, frozenset[str]] = {
    ActionKind.ACCEPT: frozenset({"ACCEPTED", "RESOLVED"}),
    ActionKind.RESOLVE: frozenset({"RESOLVED"}),
}
_EVENTS = {ActionKind.ACCEPT: EventAction.ACCEPT, ActionKind.RESOLVE: EventAction.RESOLVE}


@dataclass(frozen=True, slots=True)
class Done:
    """ilert has done it."""


@dataclass(frozen=True, slots=True)
class AlreadySo:
    """Nothing was to be done: the alert stands so already, or this press was carried out before."""

    seen: Sighting


@dataclass(frozen=True, slots=True)
class Unconfirmed:
    """ilert took it, or may have, and does not show it."""


@dataclass(frozen=True, slots=True)
class NotDone:
    """ilert did not do it. `problem` is for operators."""

    problem: str


ActionResult = Done | AlreadySo | Unconfirmed | NotDone

_WORDS = {Done: "done", AlreadySo: "already_so", Unconfirmed: "unconfirmed", NotDone: "not_done"}


def word(result: ActionResult) -> str:
    """Name a result for logs and metrics."""
    return _WORDS[type(result)]


class Acting:
    """Acts on alerts, on each in turn. Every method raises `StorageUnavailable`."""

    def __init__(
        self,
        outbox: LiveAlerts,
        account: Account,
        wordings: Wordings,
        *,
        within: float = ACT_SECONDS,
        sleep: Sleep = asyncio.sleep,
        on_news: Callable[[], None] = lambda: None,
    ) -> None:
        self._outbox = outbox
        self._account = account
        self._wordings = wordings
        self._within = within
        self._sleep = sleep
        self._on_news = on_news
        self._locks: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()
        self._suggested: TTLCache[tuple[int, str], Sequence[SuggestedResponder]] = TTLCache(_KEPT, _SUGGESTED_SECONDS)

    async def find(self, key: str) -> LiveAlert | None:
        """Return an alert as it was last seen."""
        return await self._outbox.live_alert(key)

    async def suggested(self, alert: LiveAlert, language: Literal["en", "de"]) -> Sequence[SuggestedResponder]:
        """Return whom an alert may be given to, as ilert suggests. Raises `IlertError`."""
        key = alert.seen.alert_id, language
        if key not in self._suggested:
            self._suggested[key] = await self._account.ilert.suggested_responders(*key)
        return self._suggested[key]

    async def act(
        self, alert: LiveAlert, action: AlertAction, actor: Actor, assignee: Assignee | None = None, comment: str = ""
    ) -> ActionResult:
        """Do it, and say what came of it."""
        begun = False

        async def work() -> ActionResult:
            nonlocal begun
            seen = await self._look(alert)
            if seen.status in _DONE.get(action.kind, frozenset({"RESOLVED"})):
                return AlreadySo(seen)
            if not await self._outbox.begin_action(alert, action):
                return AlreadySo(seen)
            begun = True
            return await self._do(replace(alert, seen=seen), action, actor, assignee, comment)

        async with self._locks.setdefault(alert.entry.key, asyncio.Lock()):
            try:
                async with asyncio.timeout(self._within):
                    result = await work()
            except TimeoutError:
                result = Unconfirmed() if begun else NotDone("no answer in time")
            except IlertError as error:
                result = Unconfirmed() if begun and error.may_have_succeeded else NotDone(str(error))
            if isinstance(result, Done):
                await self._outbox.finish_action(alert, action.press)
                self._on_news()
        log.info(
            "alert_acted_on",
            alert=alert.entry.request.reference,
            action=action.kind.value,
            result=word(result),
            problem=result.problem if isinstance(result, NotDone) else "",
        )
        return result

    async def _do(
        self, alert: LiveAlert, action: AlertAction, actor: Actor, assignee: Assignee | None, comment: str
    ) -> ActionResult:
        ilert, number = self._account.ilert, alert.seen.alert_id
        match action.kind:
            case ActionKind.ACCEPT | ActionKind.RESOLVE if _by_event(alert):
                say = self._wordings.for_policy().alert
                accepted = action.kind is ActionKind.ACCEPT
                said = say.accepted_in_slack(actor.name) if accepted else say.resolved_in_slack(actor.name)
                await self._event(alert, _EVENTS[action.kind], actor, said)
                return await self._until(alert, "ACCEPTED" if accepted else "RESOLVED")
            case ActionKind.ACCEPT:
                if all(one.user_id != actor.user_id for one in (await self._look(alert)).responders):
                    await ilert.assign(number, "user", actor.user_id)
                return await self._saw(alert, await ilert.accept(number))
            case ActionKind.RESOLVE:
                return await self._saw(alert, await ilert.resolve(number))
            case ActionKind.ASSIGN if assignee is not None:
                return await self._saw(alert, await ilert.assign(number, assignee.kind, assignee.number))
            case ActionKind.ADD_RESPONDER if assignee is not None:
                await ilert.add_responder(number, assignee.number)
                await self._look(alert)
                return Done()
            case ActionKind.COMMENT if _by_event(alert):
                await self._event(alert, EventAction.COMMENT, actor, comment)
                return Done()
        return NotDone(f"ilert has no way to {action.kind.value} this alert")

    async def _event(self, alert: LiveAlert, kind: EventAction, actor: Actor, comment: str) -> None:
        request = alert.entry.request
        source = await find_source(request, self._account.directory(), self._account.ilert, self._account.learn)
        event = event_about(kind, source.integration_key or "", request.key, f"{actor.name} (Slack)", comment)
        await self._account.ilert.post_event(event, priority=Priority.INTERACTIVE)

    async def _until(self, alert: LiveAlert, status: str) -> ActionResult:
        """Look until an alert stands as it is to. ilert takes an event without saying what came of it."""
        for pause in _LOOKS_AFTER:
            await self._sleep(pause)
            seen = await self._look(alert)
            if seen.status in (status, "RESOLVED"):
                return AlreadySo(seen) if status == "ACCEPTED" and _overtaken(alert.seen, seen) else Done()
        return Unconfirmed()

    async def _look(self, alert: LiveAlert) -> Sighting:
        """Ask ilert how an alert stands now, and record it."""
        found = await self._account.ilert.alert(alert.seen.alert_id, Priority.INTERACTIVE)
        await self._saw(alert, found)
        return sighting(found, self._account.web_url)

    async def _saw(self, alert: LiveAlert, found: Alert) -> Done:
        seen = sighting(found, self._account.web_url)
        for _ in range(_TRIES):
            known = await self._outbox.live_alert(alert.entry.key)
            if known is None or known.seen.alert_id != seen.alert_id:
                break
            if await self._outbox.saw(known, newer(known.seen, seen)):
                break
        self._on_news()
        return Done()


def _overtaken(before: Sighting, after: Sighting) -> bool:
    """Tell whether somebody accepted or resolved an alert in ilert meanwhile: an event accepts it in nobody's name."""
    return after.status == "RESOLVED" or not set(after.accepted_by) <= set(before.accepted_by)


def _by_event(alert: LiveAlert) -> bool:
    """Tell whether events about an alert reach it: it was raised by one, and is no part of another alert."""
    return isinstance(alert.entry.outcome, Raised) and alert.entry.outcome.by_event and not alert.merged
