"""Simultaneous questions about one thing are one."""

import asyncio

import pytest

from bot.runtime.single_flight import SingleFlight


class Oracle:
    """Answers with how often it was asked, once it may."""

    def __init__(self):
        self.asked = 0
        self.may_answer = asyncio.Event()
        self.kept = []
        self.flight = SingleFlight(self.ask, lambda key, answer: self.kept.append((key, answer)))

    async def ask(self, key):
        self.asked += 1
        answer = f"{key} {self.asked}"
        await self.may_answer.wait()
        if key == "trouble":
            raise ValueError(answer)
        return answer

    async def wanted(self, *keys):
        """Begin to ask for these."""
        answers = [self.flight.answer(key) for key in keys]
        await asyncio.sleep(0)
        return answers


async def test_many_who_ask_at_once_get_one_answer_that_is_kept_once():
    oracle = Oracle()
    waiting = await oracle.wanted("a", "a", "b", "a")
    oracle.may_answer.set()
    assert await asyncio.gather(*waiting) == ["a 1", "a 1", "b 2", "a 1"]
    assert oracle.kept == [("a", "a 1"), ("b", "b 2")]


async def test_after_an_answer_it_is_asked_again():
    oracle = Oracle()
    oracle.may_answer.set()
    assert [await oracle.flight.answer("a"), await oracle.flight.answer("a")] == ["a 1", "a 2"]


async def test_a_failure_reaches_all_and_is_not_kept():
    oracle = Oracle()
    waiting = await oracle.wanted("trouble", "trouble")
    oracle.may_answer.set()
    failures = await asyncio.gather(*waiting, return_exceptions=True)
    assert [str(failure) for failure in failures] == ["trouble 1", "trouble 1"]
    assert oracle.kept == []


async def test_whoever_stops_waiting_does_not_stop_the_question():
    oracle = Oracle()
    impatient, patient = await oracle.wanted("a", "a")
    impatient.cancel()
    oracle.may_answer.set()
    assert await patient == "a 1"
    with pytest.raises(asyncio.CancelledError):
        await impatient


async def test_an_answer_that_was_forgotten_on_its_way_is_not_kept():
    oracle = Oracle()
    (early,) = await oracle.wanted("a")
    oracle.flight.forget("a")
    (late,) = await oracle.wanted("a")
    oracle.may_answer.set()
    assert await asyncio.gather(early, late) == ["a 1", "a 2"]
    assert oracle.kept == [("a", "a 2")]
