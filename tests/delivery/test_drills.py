"""What becomes of drills, and of who is told of real alerts."""

import dataclasses

import pytest

from bot.delivery.drills import BesideDrills, Drills
from bot.delivery.payload import event, manual_alert, references
from bot.delivery.sender import DRILL_SECONDS, Sender
from bot.delivery.shared_looks import SharedLooks
from bot.domain.alerts import DRILL, Failure, Grouped, NotDelivered, NotSeen, Origin, Person, Raised, Sent, Sighting
from bot.ilert.client import IlertClient
from bot.ilert.errors import Unreachable
from bot.outbox.model import Entry, Event, Notice, Route, Settled, State, UnreadableEntry
from bot.outbox.notifier import Reaction
from bot.storage.errors import StorageUnavailable
from bot.wording.wording import Wordings, english
from tests.alerts import DIRECTORY, EVENT
from tests.ilert.fake import ScriptedTransport, answer

RESOLVE = "PUT /alerts/{id}/resolve"
REQUEST = dataclasses.replace(EVENT, person=Person(DRILL, "ada on host-1"), origin=Origin("", DRILL), details="")
SEEN = Raised(Sighting(9), by_event=True)
NOW = 1_000_010.0


def entry_of(outcome=None, request=REQUEST, **more):
    return Entry(1, request, State.WAITING, 1_000_000.0, 1_000_000.0, outcome=outcome, **more)


def notice_of(entry, event=Event.RAISED):
    return Notice(1, entry, "reporter", event, "", 0.0, 0, 0, 1)


class Outbox:
    """Knows the last drill; is away as often as it is told to be."""

    def __init__(self, last=None, away=0):
        self.last, self.away = last, away

    async def last_drill(self):
        self.away -= 1
        if self.away >= 0:
            raise StorageUnavailable("away")
        return self.last


class World:
    def __init__(self, *answers, outbox=None):
        self.transport = ScriptedTransport().on(RESOLVE, *answers)
        self.ended = []
        self.pauses = []
        client = IlertClient(self.transport, clock=lambda: NOW, sleep=self.sleep)
        self.drills = Drills(client, outbox or Outbox(), self.ended.append, clock=lambda: NOW, sleep=self.sleep)

    async def sleep(self, seconds):
        self.pauses.append(seconds)

    def resolved(self):
        return [request.path for request in self.transport.sent]


async def test_what_was_seen_is_resolved_and_counts_as_gone_well():
    world = World(answer(200, {"id": 9, "status": "RESOLVED"}))
    assert await world.drills.notify(notice_of(entry_of(SEEN))) is Reaction.NOTIFIED
    assert world.resolved() == ["/alerts/9/resolve"]
    assert world.ended == ["resolved"]
    assert (world.drills.succeeded_at, world.drills.seconds) == (NOW, 10.0)


async def test_an_alert_that_appears_beside_its_stand_in_is_resolved_too_and_counted_once():
    world = World(answer(200, {"id": 9, "status": "RESOLVED"}))
    both = dataclasses.replace(SEEN, also=Sighting(10))
    assert await world.drills.notify(notice_of(entry_of(both), Event.RAISED_TWICE)) is Reaction.NOTIFIED
    assert world.resolved() == ["/alerts/9/resolve", "/alerts/10/resolve"]
    assert world.ended == []


async def test_what_cannot_be_resolved_now_is_resolved_later():
    world = World(Unreachable("PUT", "connection reset", sent=True))
    assert await world.drills.notify(notice_of(entry_of(SEEN))) is Reaction.LATER
    assert (world.ended, world.drills.succeeded_at) == ([], None)


async def test_what_ilert_does_not_let_us_resolve_is_counted_as_that():
    world = World(answer(403))
    world.transport.on("GET /alerts/{id}", answer(200, {"id": 9, "status": "PENDING"}))
    assert await world.drills.notify(notice_of(entry_of(SEEN))) is Reaction.NEVER
    assert (world.ended, world.drills.succeeded_at) == (["not_resolved"], None)


@pytest.mark.parametrize(
    ("outcome", "event", "word"),
    [
        (Grouped(7, None), Event.GROUPED, "grouped"),
        (NotSeen(), Event.NOT_SEEN, "not_seen"),
        (NotDelivered(Failure.DROPPED, ""), Event.SETTLED, "dropped"),
    ],
)
async def test_other_ends_are_counted_and_no_alert_is_touched(outcome, event, word):
    world = World()
    assert await world.drills.notify(notice_of(entry_of(outcome), event)) is Reaction.NOTIFIED
    assert (world.resolved(), world.ended, world.drills.succeeded_at) == ([], [word], None)


@pytest.mark.parametrize(
    ("outcome", "event"),
    [(None, Event.SETTLED), (Sent(), Event.SETTLED), (SEEN, Event.RESOLVED), (SEEN, Event.CHANGED)],
)
async def test_what_has_not_ended_or_was_counted_before_is_not_counted(outcome, event):
    world = World()
    assert await world.drills.notify(notice_of(entry_of(outcome), event)) is Reaction.NOTIFIED
    assert (world.resolved(), world.ended) == ([], [])


async def test_the_last_drill_before_the_start_is_learned_once_the_outbox_can_be_read():
    last = entry_of(SEEN, settled_at=1_000_003.0)
    world = World(outbox=Outbox(last, away=2))
    await world.drills.restore()
    assert (world.drills.succeeded_at, world.drills.seconds, len(world.pauses)) == (1_000_003.0, 3.0, 2)


async def test_without_a_drill_before_the_start_none_is_known():
    world = World()
    await world.drills.restore()
    assert world.drills.succeeded_at is None


class Subscriber:
    name = "admins"
    events = Event

    def __init__(self):
        self.told = []

    async def notify(self, notice):
        self.told.append(notice.event)
        return Reaction.LATER


@pytest.mark.parametrize(
    ("entry", "event", "told"),
    [
        (entry_of(SEEN), Event.RAISED, False),
        (UnreadableEntry(1, "k", "0000-0001", DRILL, "raised", 0.0, 0, "?"), Event.UNREADABLE, False),
        (entry_of(), Event.NO_EVENTS, True),
        (entry_of(SEEN, EVENT), Event.RAISED, True),
        (UnreadableEntry(1, "k", "0000-0001", "U0SAM000001", "raised", 0.0, 0, "?"), Event.UNREADABLE, True),
    ],
)
async def test_subscribers_are_told_of_real_alerts_and_of_what_a_drill_showed_of_its_source(entry, event, told):
    subscriber = Subscriber()
    beside = BesideDrills(subscriber)
    reaction = await beside.notify(notice_of(entry, event))
    assert (beside.name, subscriber.told) == ("admins", [event] if told else [])
    assert reaction is (Reaction.LATER if told else Reaction.NOTIFIED)


def test_a_drill_says_in_ilert_what_it_is_and_leads_nowhere():
    for body in (event(english(), REQUEST, "key", None), manual_alert(english(), REQUEST)):
        assert body["links"] == []
        assert "tests that alerts reach ilert" in body["details"]
        assert "ada on host-1" in body["details"]
        assert references(body["details"]) == [REQUEST.reference]


async def refuse(route):
    raise AssertionError(route)


@pytest.mark.parametrize(("in_doubt_for", "reason"), [(None, Failure.DROPPED), (1.0, Failure.OUTCOME_UNKNOWN)])
async def test_a_drill_is_not_sent_when_nobody_expects_it_any_more(in_doubt_for, reason):
    transport = ScriptedTransport().on("GET /alerts", answer(200, []))
    late = 1_000_000.0 + DRILL_SECONDS
    client = IlertClient(transport)
    sender = Sender(client, SharedLooks(client), lambda: DIRECTORY, Wordings(lambda: "en"), clock=lambda: late)
    in_doubt_since = None if in_doubt_for is None else late - in_doubt_for
    came_to = await sender.attempt(entry_of(in_doubt_since=in_doubt_since, route=Route("event")), refuse)
    assert came_to == Settled(NotDelivered(reason, "it was too late for this drill"), in_doubt_since)
