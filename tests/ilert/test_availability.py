"""Whether ilert can be reached, from the answers to other questions."""

import pytest

from bot.ilert.availability import Availability
from bot.ilert.errors import Unreachable
from bot.ilert.sansio import Endpoint, call
from tests.ilert.fake import ScriptedTransport, answer

LIST = call(Endpoint.USERS)
EVENT = call(Endpoint.POST_EVENT, body={}, with_api_key=False)
GONE = Unreachable("GET /users", "timeout", sent=True)


class Time:
    now = 100.0

    def __call__(self):
        return self.now


@pytest.fixture
def time():
    return Time()


def availability(time, *answers):
    transport = ScriptedTransport().on(LIST.endpoint, *answers).on(EVENT.endpoint, *answers)
    return Availability(transport, clock=time)


async def test_it_is_there_until_something_else_is_known(time):
    assert availability(time).down_for is None


@pytest.mark.parametrize("failure", [GONE, answer(500), answer(503)])
async def test_it_is_away_from_the_first_failure_until_the_first_answer(time, failure):
    ilert = availability(time, failure, failure, answer(200))
    for now in (100.0, 160.0):
        time.now = now
        if failure is GONE:
            with pytest.raises(Unreachable):
                await ilert.send(LIST)
        else:
            assert await ilert.send(LIST) == failure
    assert ilert.down_for == 60.0
    await ilert.send(LIST)
    assert ilert.down_for is None


@pytest.mark.parametrize("status", [200, 202, 400, 401, 404, 429])
async def test_whatever_it_answers_below_500_shows_that_it_is_there(time, status):
    ilert = availability(time, answer(500), answer(status))
    await ilert.send(LIST)
    await ilert.send(LIST)
    assert ilert.down_for is None


async def test_a_refused_key_is_remembered_until_it_is_taken(time):
    ilert = availability(time, answer(401), answer(200))
    await ilert.send(LIST)
    assert ilert.key_rejected
    await ilert.send(LIST)
    assert not ilert.key_rejected


async def test_a_call_without_the_key_says_nothing_about_it(time):
    ilert = availability(time, answer(401))
    await ilert.send(EVENT)
    assert not ilert.key_rejected
    await ilert.send(LIST)
    await ilert.send(EVENT)
    assert ilert.key_rejected
