"""An outbox in tables, whatever database they stand in: what each promise of `Outbox` does to them."""

from abc import ABC, abstractmethod
from collections.abc import Callable, Collection, Sequence
from functools import partial
from typing import TypeVar

from bot.domain.alerts import Outcome, Sent, Sighting
from bot.outbox import (
    action_table,
    admin_table,
    card_table,
    knowledge_table,
    live_table,
    notice_table,
    queue_table,
    sightings_table,
)
from bot.outbox.actions import AlertAction
from bot.outbox.cards import Card, CardRequest
from bot.outbox.endings import Endings
from bot.outbox.live_store import CARD_LEASE_SECONDS
from bot.outbox.model import (
    Ended,
    Entry,
    LiveAlert,
    Notice,
    NoticeStatus,
    PageNow,
    Reported,
    RetryLater,
    Route,
    Settled,
    SourceKnowledge,
    State,
    UnreadableEntry,
)
from bot.outbox.store import LEASE_SECONDS, Interests
from bot.storage.connection import Database, Time
from bot.storage.manner import (
    ALONE,
    ALONE_BEHIND,
    CHANGE,
    CHANGE_BEHIND,
    CLAIM,
    CLAIM_BEHIND,
    READ,
    READ_BEHIND,
    Manner,
)

T = TypeVar("T")

DAY_SECONDS = 86_400.0


class TableOutbox(ABC):
    """What is the same in every database. Work is given the time by the store's clock, as it is when it begins."""

    def __init__(self, owner: str, lease_seconds: float) -> None:
        self._owner = owner
        self.lease_seconds = lease_seconds
        self._endings = Endings(self._finish_notices)
        self._take_events: dict[int, SourceKnowledge] = {}
        """By their ids, the alert sources that are known to take events."""

    async def work(self, work: Callable[[Database, float], T]) -> T:
        """Do something with the tables in one transaction, for who moves entries. Raises `StorageUnavailable`."""
        return await self._do(ALONE, work)

    @abstractmethod
    async def _do(self, manner: Manner, work: Callable[[Database, float], T]) -> T:
        """Do something in a manner."""

    @abstractmethod
    async def _do_statement(self, manner: Manner, work: Callable[[Database, Time], T]) -> T:
        """Make a change that is one statement."""

    async def _in_parts(self, part: Callable[[int, Database, float], tuple[list[T], int | None]]) -> list[T]:
        """Read a long list that nobody waits for a part at a time, so that somebody who comes need not wait for all."""
        found: list[T] = []
        after: int | None = 0
        while after is not None:
            some, after = await self._do(READ_BEHIND, partial(part, after))
            found += some
        return found

    async def claim(self, limit: int, held: Collection[str] = ()) -> Sequence[Entry]:
        return await self._do(
            CLAIM, lambda database, now: queue_table.claim(database, self._owner, now, limit, self.lease_seconds, held)
        )

    async def extend(self, held: Collection[str]) -> None:
        lease = self.lease_seconds
        await self._do_statement(
            CHANGE, lambda database, now: queue_table.extend(database, self._owner, held, now, lease)
        )

    async def wait_until_due(self, held: Collection[str] = ()) -> float | None:
        return await self._do(READ, lambda database, now: queue_table.next_due(database, self._owner, now, held))

    async def sending(self, entry: Entry, route: Route) -> None:
        lease = self.lease_seconds
        await self._do_statement(CHANGE, lambda database, now: queue_table.sending(database, entry, route, now, lease))

    async def postpone(self, entry: Entry, later: RetryLater) -> None:
        await self._do_statement(CHANGE, lambda database, now: queue_table.postpone(database, entry, later, now))

    async def settle(self, entry: Entry, settled: Settled) -> None:
        # Only what ilert took as an event is written by one statement: nothing is told yet.
        change = self._do_statement if isinstance(settled.outcome, Sent) else self._do
        await change(CHANGE, lambda database, now: queue_table.settle(database, entry, settled, now))

    async def lead(self, lease: float = LEASE_SECONDS) -> bool:
        return await self._do_statement(
            CLAIM_BEHIND, lambda database, now: sightings_table.lead(database, self._owner, now, lease)
        )

    async def followed(self, since: float) -> Sequence[Entry]:
        return await self._do(READ_BEHIND, lambda database, _: sightings_table.followed(database, since))

    async def conclude(self, entry: Entry, outcome: Outcome) -> bool:
        return await self._do(
            CHANGE_BEHIND, lambda database, now: sightings_table.conclude(database, entry, outcome, now)
        )

    async def stand_in(self, entry: Entry) -> bool:
        return await self._do(CHANGE_BEHIND, lambda database, now: sightings_table.stand_in(database, entry, now))

    async def source(self, source_id: int) -> SourceKnowledge | None:
        # That a source takes events stays so, and an alert waits for the answer before it is sent.
        if (known := self._take_events.get(source_id)) is not None:
            return known
        known = await self._do(READ, lambda database, _: knowledge_table.of(database, source_id))
        if known is not None and known.takes_events:
            self._take_events[source_id] = known
        return known

    async def page_now(self, key: str, person_id: str) -> PageNow:
        return await self._do(ALONE, lambda database, now: sightings_table.page_now(database, key, person_id, now))

    async def live(self) -> Sequence[LiveAlert]:
        return await self._in_parts(lambda after, database, _: live_table.live(database, after))

    async def seen(self) -> Sequence[LiveAlert]:
        return await self._do(READ, lambda database, _: live_table.listed(database))

    async def reported_by(self, person_id: str, limit: int) -> Sequence[Reported]:
        return await self._do(READ, lambda database, _: live_table.reported_by(database, person_id, limit))

    async def live_alert(self, key: str) -> LiveAlert | None:
        return await self._do(READ, lambda database, _: live_table.find(database, key))

    async def saw(self, alert: LiveAlert, seen: Sighting) -> bool:
        return await self._do(CHANGE_BEHIND, lambda database, now: live_table.saw(database, alert, seen, now))

    async def stop_following(self, alert: LiveAlert, why: Ended) -> bool:
        return await self._do(CHANGE_BEHIND, lambda database, now: live_table.stop(database, alert, why, now))

    async def unanswered(self, alert: LiveAlert) -> None:
        await self._do_statement(
            CHANGE_BEHIND, lambda database, now: live_table.unanswered(database, alert.entry.number, now)
        )

    async def begin_action(self, alert: LiveAlert, action: AlertAction) -> bool:
        return await self._do_statement(
            CHANGE, lambda database, now: action_table.begin(database, alert.entry.number, action, now)
        )

    async def finish_action(self, alert: LiveAlert, press: str) -> None:
        await self._do(CHANGE, lambda database, now: action_table.finish(database, alert.entry.number, press, now))

    async def want_card(self, alert: LiveAlert, request: CardRequest) -> None:
        await self._do_statement(
            CHANGE_BEHIND, lambda database, _: card_table.want(database, alert.entry.number, request)
        )

    async def change_card(self, alert: LiveAlert, *, escalated: bool = False) -> None:
        await self._do_statement(
            CHANGE_BEHIND, lambda database, _: card_table.change(database, alert.entry.number, escalated=escalated)
        )

    async def due_cards(self) -> Sequence[Card]:
        return await self._in_parts(lambda after, database, now: card_table.due(database, now, after))

    async def claim_card(self, card: Card, lease: float = CARD_LEASE_SECONDS) -> Card | None:
        return await self._do_statement(
            CLAIM_BEHIND, lambda database, now: card_table.claim(database, card, self._owner, now, lease)
        )

    async def write_card(self, card: Card) -> bool:
        return await self._do_statement(CHANGE_BEHIND, lambda database, _: card_table.write(database, card))

    async def release_card(self, card: Card, wait: float = 0.0) -> bool:
        return await self._do_statement(
            CHANGE_BEHIND, lambda database, now: card_table.release(database, card, wait, now)
        )

    async def adopt_card(self, alert: LiveAlert, channel: str, ts: str) -> None:
        await self._do_statement(
            CHANGE, lambda database, _: card_table.adopt(database, alert.entry.number, channel, ts)
        )

    async def card(self, key: str) -> Card | None:
        return await self._do(READ, lambda database, _: card_table.find(database, key))

    async def live_cards(self) -> int:
        return await self._do(READ_BEHIND, lambda database, _: card_table.live(database))

    async def cards(self) -> Sequence[Card]:
        return await self._do(READ, lambda database, _: card_table.listed(database))

    async def claim_notices(self, subscribers: Interests, limit: int) -> Sequence[Notice]:
        lease = self.lease_seconds
        return await self._do(
            CLAIM_BEHIND,
            lambda database, now: notice_table.claim(database, self._owner, subscribers, now, limit, lease),
        )

    async def finish_notice(self, notice: Notice, result: str) -> None:
        await self._endings.record(notice, result)

    async def _finish_notices(self, notices: Sequence[Notice], result: str) -> Collection[int]:
        return await self._do_statement(
            CHANGE_BEHIND, lambda database, now: notice_table.finish(database, notices, result, now)
        )

    async def postpone_notice(self, notice: Notice, wait: float, *, mistake: bool = False) -> None:
        await self._do_statement(
            CHANGE_BEHIND, lambda database, now: notice_table.postpone(database, notice, wait, now, mistake=mistake)
        )

    async def abandon_notice(self, notice: Notice, problem: str) -> None:
        await self._do(CHANGE_BEHIND, lambda database, now: notice_table.abandon(database, notice, problem, now))

    async def find(self, name: str) -> Entry | UnreadableEntry | None:
        return await self._do(READ, lambda database, _: admin_table.find(database, name))

    async def list(self, state: State | None = None) -> Sequence[Entry | UnreadableEntry]:
        return await self._do(READ, lambda database, _: admin_table.listed(database, state))

    async def last_drill(self) -> Entry | None:
        return await self._do(READ, lambda database, _: admin_table.last_drill(database))

    async def notices(self, key: str) -> Sequence[NoticeStatus]:
        return await self._do(READ, lambda database, _: notice_table.listed(database, key))

    async def unnotified(self) -> Collection[str]:
        return await self._do(READ, lambda database, _: notice_table.unnotified(database))

    async def sources(self) -> Sequence[SourceKnowledge]:
        return await self._do(READ, lambda database, _: knowledge_table.known(database))

    async def retry(self, key: str) -> None:
        await self._do(ALONE, lambda database, now: admin_table.retry(database, key, now))

    async def drop(self, key: str, settled: Settled) -> None:
        await self._do(ALONE, lambda database, now: admin_table.drop(database, key, settled, now))

    async def prune(self, days: float) -> int:
        return await self._do(ALONE_BEHIND, lambda database, now: admin_table.prune(database, now - days * DAY_SECONDS))
