"""When an event's alert is looked for, and how far back."""

import pytest

from bot.delivery.schedule import margin, next_look, next_try


def looks(window, until):
    ages, age = [], 0.0
    while (age := next_look(age, window)) <= until:
        ages.append(age)
    return ages


def test_looks_are_quick_first_and_one_is_at_the_end_of_the_window():
    assert looks(30.0, 95.0) == pytest.approx([0.3, 0.39, 1.0, 2.0, 4.0, 8.0, 15.0, 30.0, 60.0, 90.0])


@pytest.mark.parametrize("window", [0.2, 3.0, 45.0])
def test_any_window_ends_with_a_look(window):
    assert window in looks(window, 100.0)


@pytest.mark.parametrize("age", [0.0, 10.0, 30.0, 3000.0])
def test_while_nothing_is_known_the_next_try_is_soon(age):
    assert age < next_try(age) <= age + 5.0


def test_in_an_hour_there_are_few():
    assert len(looks(30.0, 3600.0)) < 60


def test_the_verdict_goes_by_any_clock_and_the_first_looks_by_one_that_is_right():
    assert margin(0.3) < margin(8.0) < margin(30.0) == margin(3600.0)


@pytest.mark.parametrize("first", [0.1, 0.8, 2.0])
def test_the_first_looks_go_by_what_was_learned(first):
    assert next_look(0.0, first=first) == first
    assert first < next_look(first, first=first) <= max(1.5 * first, 0.2)
    assert next_look(8.0, first=first) == 15.0
