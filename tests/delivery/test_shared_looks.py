"""Looks that several alerts share."""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest

from bot.delivery.shared_looks import GATHERING_SECONDS, SharedLooks
from bot.ilert.client import IlertClient
from bot.ilert.errors import Unreachable
from tests.alerts import EVENT
from tests.delivery.sender_world import FOUND_BY_KEY
from tests.ilert.fake import ScriptedTransport, answer

NOON = datetime(2026, 3, 4, 12, tzinfo=UTC)


class World:
    """Looks whose time passes when the test says so, and an ilert that answers then."""

    def __init__(self, *answers):
        self.paused = []
        self.may_begin = asyncio.Event()
        self.transport = ScriptedTransport().on("GET /alerts", *answers)
        self.looks = SharedLooks(IlertClient(self.transport, sleep=self.no_pause), sleep=self.sleep)

    async def sleep(self, seconds):
        self.paused.append(seconds)
        await self.may_begin.wait()

    async def no_pause(self, _seconds):
        """Repeat at once what may be repeated."""

    def asked(self):
        return [dict(request.query) for request in self.transport.sent]


async def test_all_who_ask_before_a_reading_begins_share_it_from_the_earliest_time_that_one_of_them_needs():
    world = World(answer(body=[FOUND_BY_KEY]))
    waiting = [world.looks.look(10, NOON - timedelta(minutes=minutes)) for minutes in (3, 5, 4)]
    world.may_begin.set()
    assert [found.of(EVENT).id for found in await asyncio.gather(*waiting)] == [9, 9, 9]
    assert world.paused == [GATHERING_SECONDS]
    (asked,) = world.asked()
    assert (asked["sources"], asked["from"]) == ("10", "2026-03-04T11:55:00.000Z")


async def test_who_asks_while_a_reading_is_under_way_gets_one_that_begins_after_that():
    later = []

    def answer_in_turn(_request):
        if later:
            return answer(body=[FOUND_BY_KEY])
        later.append(world.looks.look(10, NOON))
        return answer(body=[])

    world = World(answer_in_turn)
    world.may_begin.set()
    assert (await world.looks.look(10, NOON)).of(EVENT) is None
    assert (await later[0]).of(EVENT).id == 9
    assert len(world.asked()) == 2


async def test_every_source_is_read_by_itself():
    world = World(answer(body=[]))
    world.may_begin.set()
    await asyncio.gather(world.looks.look(10, NOON), world.looks.look(11, NOON))
    assert [asked["sources"] for asked in world.asked()] == ["10", "11"]


async def test_a_reading_that_fails_has_failed_for_all_and_who_gave_up_takes_it_from_nobody():
    world = World(Unreachable("GET", "connection refused", sent=False))
    one, other, impatient = (world.looks.look(10, NOON) for _ in range(3))
    impatient.cancel()
    world.may_begin.set()
    for waiting in (one, other):
        with pytest.raises(Unreachable):
            await waiting
