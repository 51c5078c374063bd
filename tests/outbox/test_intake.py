"""An alert is kept where somebody can keep it, and nobody is told that it is not kept when it may be."""

import dataclasses
from types import SimpleNamespace

import pytest

from bot.domain.alerts import DialogKind
from bot.outbox.intake import Intake
from bot.outbox.model import CannotPageNow, PagedNow
from bot.outbox.store import AcceptanceUnknown, Accepted
from bot.storage.errors import StorageUnavailable
from tests.outbox.requests import Clock, request

MANUAL = dataclasses.replace(request(2), dialog=DialogKind.ACCOUNT)


class Side:
    """An outbox that keeps keys, fails as often as it is told to, and takes its time."""

    def __init__(self, clock, seconds=0.0):
        self.clock, self.seconds = clock, seconds
        self.kept, self.errors, self.within = [], [], []

    def _fail(self):
        self.clock.now += self.seconds
        if self.errors:
            raise self.errors.pop(0)

    async def accept(self, request, within):
        self.within.append(within)
        self._fail()
        self.kept.append(request.key)
        return Accepted(request, "waiting", None, self.kept.count(request.key) == 1)

    async def find(self, name):
        self._fail()
        return name if name in self.kept else None

    async def reported_by(self, person_id, limit):
        self._fail()
        return [SimpleNamespace(entry=SimpleNamespace(accepted_at=float(at), key=at)) for at in self.kept]

    async def live(self):
        return await self.reported_by("", 0)

    async def page_now(self, key, person_id):
        self._fail()
        return PagedNow() if key in self.kept else CannotPageNow("")


class World:
    def __init__(self):
        self.clock = Clock()
        self.shared, self.here = Side(self.clock, 0.25), Side(self.clock)
        self.away = False
        self.intake = Intake(
            self.shared,
            self.here,
            is_away=lambda: self.away,
            may_keep_here=lambda asked: asked.dialog is DialogKind.CHANNEL,
            clock=self.clock,
        )


@pytest.fixture
def world():
    return World()


async def test_what_the_database_takes_is_kept_there_alone(world):
    assert (await world.intake.accept(request(1), 1.2)).new
    assert (world.shared.kept, world.here.kept) == ([request(1).key], [])


async def test_an_event_that_the_database_does_not_take_is_kept_here_within_the_time(world):
    world.shared.errors = [StorageUnavailable("away")]
    assert (await world.intake.accept(request(1), 1.2)).new
    assert world.here.kept == [request(1).key]
    assert world.shared.within == [pytest.approx(0.8)]
    assert world.here.within == [pytest.approx(0.95)]


async def test_while_it_is_known_to_be_away_an_event_does_not_wait_for_the_database(world):
    world.away = True
    await world.intake.accept(request(1), 1.2)
    assert (world.shared.within, world.here.kept) == ([], [request(1).key])


@pytest.mark.parametrize("away", [False, True])
async def test_a_manual_alert_that_the_database_does_not_take_is_refused(world, away):
    world.away, world.shared.errors = away, [StorageUnavailable("away")]
    with pytest.raises(StorageUnavailable):
        await world.intake.accept(MANUAL, 1.2)
    assert world.here.kept == []
    assert world.shared.within == [pytest.approx(1.2)]


@pytest.mark.parametrize("away", [False, True])
async def test_what_may_be_in_the_database_is_kept_nowhere_else_and_not_said_to_be_lost(world, away):
    world.shared.errors = [AcceptanceUnknown("slow"), StorageUnavailable("away")]
    for _ in range(2):
        with pytest.raises(AcceptanceUnknown):
            await world.intake.accept(request(1), 1.2)
        world.away = away
    assert world.here.kept == []
    assert (await world.intake.accept(request(1), 1.2)).new
    assert world.shared.kept == [request(1).key]


async def test_alerts_are_found_and_paged_wherever_they_are(world):
    world.shared.kept, world.here.kept = ["there"], ["here"]
    assert [await world.intake.find(key) for key in ("there", "here", "nowhere")] == ["there", "here", None]
    assert await world.intake.page_now("there", "U0SAM") == PagedNow()
    assert await world.intake.page_now("here", "U0SAM") == PagedNow()
    assert await world.intake.page_now("nowhere", "U0SAM") == CannotPageNow("")


async def test_somebodys_alerts_are_those_of_both_the_newest_first_or_none(world):
    world.shared.kept, world.here.kept = ["3", "1"], ["4", "2"]
    assert [one.entry.key for one in await world.intake.reported_by("U0SAM", 3)] == ["4", "3", "2"]
    assert [one.entry.key for one in await world.intake.live()] == ["1", "2", "3", "4"]
    world.shared.errors = [StorageUnavailable("away")] * 2
    for asked in (world.intake.reported_by("U0SAM", 3), world.intake.live()):
        with pytest.raises(StorageUnavailable):
            await asked


async def test_without_the_database_what_is_here_is_found_and_of_the_rest_nothing_is_said(world):
    world.here.kept = ["here"]
    world.shared.errors = [StorageUnavailable("away")] * 3
    assert await world.intake.find("here") == "here"
    assert await world.intake.page_now("here", "U0SAM") == PagedNow()
    for asked in (world.intake.find("there"), world.intake.page_now("there", "U0SAM")):
        with pytest.raises(StorageUnavailable):
            await asked
