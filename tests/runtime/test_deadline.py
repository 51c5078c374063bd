"""The budget of time that steps share."""

import pytest

from bot.runtime.deadline import Deadline


class Watch:
    now = 100.0

    def __call__(self):
        return self.now


@pytest.mark.parametrize(
    ("passed", "limits", "left"),
    [
        (0.0, {}, 3.0),
        (1.0, {}, 2.0),
        (1.0, {"at_most": 1.5}, 1.5),
        (2.0, {"at_most": 1.5}, 1.0),
        (1.0, {"keep": 1.2}, 0.8),
        (1.0, {"at_most": 0.5, "keep": 1.2}, 0.5),
        (2.0, {"keep": 1.2}, 0.0),
        (9.0, {}, 0.0),
    ],
)
def test_a_step_gets_what_the_steps_before_left_and_leaves_what_the_steps_after_need(passed, limits, left):
    watch = Watch()
    deadline = Deadline.after(3.0, watch)
    watch.now += passed
    assert deadline.passed == passed
    assert deadline.left(**limits) == pytest.approx(left)
