import pytest

from bot.delivery.following import CALLS_A_MINUTE, CallBudget, interval


@pytest.mark.parametrize(
    ("age", "seconds"), [(0, 10), (599, 10), (600, 30), (3599, 30), (3600, 120), (86_399, 120), (90_000, 120)]
)
def test_the_older_the_slower(age, seconds):
    assert interval(age) == seconds


def test_a_minute_has_so_many_calls():
    budget = CallBudget(3)
    budget.spend(100.0)
    budget.spend(100.0)
    assert budget.wait(1, 100.0) == 0.0
    assert budget.wait(2, 130.0) == 30.0
    budget.spend(130.0)
    assert budget.wait(1, 159.0) == 1.0
    assert budget.wait(1, 160.0) == 0.0
    assert budget.wait(3, 160.0) == 30.0


def test_what_takes_more_than_a_minute_has_comes_once_a_minute():
    budget = CallBudget()
    for _ in range(2 * CALLS_A_MINUTE):
        budget.spend(0.0)
    assert budget.wait(2 * CALLS_A_MINUTE, 59.0) == 1.0
    assert budget.wait(2 * CALLS_A_MINUTE, 60.0) == 0.0
