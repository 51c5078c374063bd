"""Who is on call as ilert last said it."""

import asyncio
from datetime import UTC, datetime

import pytest

from bot.directory.on_call import AHEAD, OnCalls, duty
from bot.ilert import models
from bot.ilert.errors import Unreachable

NOW = datetime(2026, 8, 14, 12, tzinfo=UTC)
NETWORK, SRE = 81211, 81212


def answered(policy=NETWORK, level=1, **more):
    written = {"user": {"id": 602, "firstName": "Robert", "lastName": "Müller", "email": "r@acme.example"}}
    return models.OnCall.model_validate(
        {**written, "escalationPolicy": {"id": policy}, "escalationLevel": level, **more}
    )


class Ilert:
    def __init__(self):
        self.asked = []
        self.failing = None
        self.answers = [answered()]
        self.gate = None

    async def on_calls(self, *, policies, until):
        self.asked.append((policies, until))
        if self.gate is not None:
            await self.gate.wait()
        if self.failing is not None:
            raise self.failing
        return self.answers


class Time:
    now = 1000.0

    def __call__(self):
        return self.now


@pytest.fixture
def ilert():
    return Ilert()


@pytest.fixture
def time():
    return Time()


@pytest.fixture
def on_calls(ilert, time):
    return OnCalls(ilert, clock=time, now=lambda: NOW)


async def names(on_calls, *policies):
    found = await on_calls.find(policies, 1.0)
    return {policy: [one.name for one in seen.value] for policy, seen in found.items()}


async def test_ilert_is_asked_for_a_week_ahead_and_believed_for_a_minute(on_calls, ilert, time):
    assert await names(on_calls, NETWORK) == {NETWORK: ["Robert Müller"]}
    time.now += 59
    await names(on_calls, NETWORK)
    assert ilert.asked == [((NETWORK,), NOW + AHEAD)]
    time.now += 2
    await names(on_calls, NETWORK)
    assert len(ilert.asked) == 2


async def test_several_policies_are_one_call_and_only_the_old_ones_are_asked_for(on_calls, ilert):
    assert await names(on_calls, SRE, NETWORK) == {NETWORK: ["Robert Müller"], SRE: []}
    await names(on_calls, SRE, 81213)
    assert [policies for policies, _ in ilert.asked] == [(NETWORK, SRE), (81213,)]


async def test_a_crowd_asks_once(on_calls, ilert):
    ilert.gate = asyncio.Event()
    asking = [asyncio.create_task(names(on_calls, NETWORK)) for _ in range(20)]
    await asyncio.sleep(0)
    ilert.gate.set()
    assert await asyncio.gather(*asking) == [{NETWORK: ["Robert Müller"]}] * 20
    assert len(ilert.asked) == 1


async def test_while_ilert_is_away_the_last_known_is_given_with_its_age(on_calls, ilert, time):
    await names(on_calls, NETWORK)
    time.now += 600
    ilert.failing = Unreachable("GET /on-calls", "no answer", sent=True)
    found = await on_calls.find([NETWORK, SRE], 1.0)
    assert {policy: seen.age for policy, seen in found.items()} == {NETWORK: 600.0}


async def test_nobody_waits_longer_than_they_would(on_calls, ilert):
    ilert.gate = asyncio.Event()
    assert await on_calls.find([NETWORK], 0.0) == {}
    ilert.gate.set()
    assert await names(on_calls, NETWORK) == {NETWORK: ["Robert Müller"]}
    assert len(ilert.asked) == 1


def test_what_is_known_asks_nobody(on_calls, ilert):
    assert on_calls.known([NETWORK]) == {}
    assert ilert.asked == []


def test_a_duty_is_read_with_its_times_and_a_phone_number():
    phone = {"id": 602, "firstName": "", "lastName": "", "email": "r@acme.example", "landline": {"number": "+49 221 1"}}
    read = duty(answered(user=phone, start="2026-08-14T12:00:00Z", end="2026-08-14T13:00:00.123456Z", level=2))
    assert (read.name, read.phone, read.level) == ("r@acme.example", "+49 221 1", 2)
    assert (read.start, read.end.hour) == (NOW, 13)


def test_a_time_without_a_zone_is_utc():
    assert duty(answered(end="2026-08-14T12:00:00")).end == NOW


@pytest.mark.parametrize("missing", [{"user": None}, {"escalationPolicy": None}, {"user": "x"}])
def test_what_does_not_say_whose_or_for_what_is_left_out(missing):
    assert duty(answered(**missing)) is None


@pytest.mark.parametrize("level", [None, "x", 0])
def test_without_a_level_it_is_of_the_first(level):
    assert duty(answered(level=level)).level == 1
