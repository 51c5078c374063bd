"""In which order what waits for the database is done, and how long it stands back for somebody who may come."""

import pytest

from bot.storage.jobs import BEHIND_AT_ONCE, LONGEST_REST_SECONDS, LONGEST_WAIT_SECONDS, REST_SECONDS, Jobs
from bot.storage.manner import ALONE, ALONE_BEHIND, CHANGE, CHANGE_BEHIND


class Line:
    """Jobs that are known by name, at a time that a test sets."""

    def __init__(self):
        self.now, self.names = 100.0, {}
        self.jobs = Jobs(lambda: self.now)

    def put(self, name, manner):
        def work(_database):
            return name

        return self.jobs.put(work, manner)

    def take(self):
        taken = self.jobs.take()
        self.jobs.did(taken)
        return [job.work(None) for job in taken]


@pytest.fixture
def line():
    return Line()


def test_nothing_waits(line):
    assert line.jobs.pause() is None
    assert line.take() == []


def test_what_somebody_waits_for_is_taken_first(line):
    for name, manner in (("notice", CHANGE_BEHIND), ("accept", CHANGE), ("card", CHANGE_BEHIND), ("claim", CHANGE)):
        line.put(name, manner)
    assert [line.take(), line.take()] == [["accept", "claim"], ["notice", "card"]]


def test_what_cannot_share_a_transaction_is_taken_by_itself_and_in_its_turn(line):
    for name, manner in (("a", CHANGE), ("read", ALONE), ("b", CHANGE), ("list", ALONE_BEHIND), ("saw", CHANGE_BEHIND)):
        line.put(name, manner)
    assert [line.take() for _ in range(5)] == [["a"], ["read"], ["b"], ["list"], ["saw"]]


def test_of_what_nobody_waits_for_a_few_are_taken_at_once(line):
    for number in range(BEHIND_AT_ONCE + 1):
        line.put(number, CHANGE_BEHIND)
    assert len(line.take()) == BEHIND_AT_ONCE
    assert line.take() == [BEHIND_AT_ONCE]


def test_what_was_cancelled_is_passed_over(line):
    line.put("never", CHANGE).cancel()
    line.put("accept", CHANGE)
    assert line.take() == ["accept"]


def test_after_a_step_that_somebody_waits_for_the_rest_stands_back_for_the_next_one(line):
    line.put("notice", CHANGE_BEHIND)
    assert line.jobs.pause() == 0.0
    line.put("accept", CHANGE)
    line.take()
    assert line.jobs.pause() == pytest.approx(REST_SECONDS)
    line.put("claim", CHANGE)
    assert line.jobs.pause() == 0.0
    assert line.take() == ["claim"]
    line.now += REST_SECONDS + 0.001
    assert line.jobs.pause() == 0.0
    line.take()
    line.put("card", CHANGE_BEHIND)
    assert line.jobs.pause() == 0.0


def test_it_does_not_stand_back_for_ever(line):
    line.put("notice", CHANGE_BEHIND)
    steps = 0
    while True:
        line.put("accept", CHANGE)
        line.take()
        if line.jobs.pause() == 0.0:
            break
        line.now += REST_SECONDS / 2
        steps += 1
    assert steps * REST_SECONDS / 2 == pytest.approx(LONGEST_REST_SECONDS, abs=REST_SECONDS)


def test_however_many_come_who_wait_the_rest_gets_its_turn(line):
    line.put("notice", CHANGE_BEHIND)
    for number in range(3):
        line.put(f"accept {number}", CHANGE)
        assert line.take() == [f"accept {number}"]
    line.now += LONGEST_WAIT_SECONDS
    line.put("accept 3", CHANGE)
    assert [line.take(), line.take()] == [["notice"], ["accept 3"]]
