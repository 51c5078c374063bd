"""Calls that are made again while a person waits for them, by a clock that only pauses move."""

import pytest

from bot.runtime.deadline import Deadline
from bot.slack.api.errors import ConnectionLost, SlackRateLimited, SlackRefused, SlackUnreachable, TriggerExpired
from bot.slack.api.repeating import repeated
from bot.slack.interaction import begin
from tests.slack.fake_slack import FakeSlack, command_body

LIMITED = SlackRateLimited("users.info", 1.0)
LOST = ConnectionLost("users.info", "ServerDisconnectedError")
AWAY = SlackUnreachable("users.info", "http_503")


class Time:
    """A clock, and the sleep that moves it."""

    def __init__(self):
        self.now = 100.0

    def __call__(self):
        return self.now

    async def sleep(self, seconds):
        self.now += seconds


class Call:
    """Fails of these, one each time, then succeeds."""

    def __init__(self, *failures):
        self.failures = list(failures)
        self.times = 0

    async def __call__(self):
        self.times += 1
        if self.failures:
            raise self.failures.pop(0)
        return "done"


@pytest.mark.parametrize(
    ("failures", "seconds"),
    [([], 0.0), ([LIMITED], 1.0), ([LIMITED, LIMITED], 2.0), ([LOST], 0.0), ([LIMITED, LOST], 1.0)],
)
async def test_what_fits_before_the_deadline_is_repeated(failures, seconds):
    time = Time()
    assert await repeated(Call(*failures), Deadline.after(3.0, time), sleep=time.sleep) == "done"
    assert time.now == 100.0 + seconds


@pytest.mark.parametrize(
    ("failures", "times"),
    [
        ([LIMITED] * 5, 3),
        ([SlackRateLimited("users.info", 30.0)], 1),
        ([SlackRateLimited("users.info", None)] * 5, 3),
        ([LOST, LOST], 2),
        ([SlackUnreachable("users.info", "timeout")], 1),
        ([SlackRefused("users.info", "user_not_found")], 1),
    ],
)
async def test_what_does_not_fit_or_would_not_help_is_not(failures, times):
    time, call, last = Time(), Call(*failures), failures[-1]
    with pytest.raises(type(last)):
        await repeated(call, Deadline.after(3.0, time), sleep=time.sleep)
    assert call.times == times
    assert time.now < 103.0


@pytest.mark.parametrize(
    ("failures", "seconds"),
    [([AWAY], 0.5), ([AWAY, AWAY], 1.5), ([LOST, AWAY, LOST], 1.5), ([LIMITED, AWAY], 1.5)],
)
async def test_what_nobodys_trigger_waits_for_is_repeated_through_an_outage(failures, seconds):
    time = Time()
    outcome = await repeated(Call(*failures), Deadline.after(10.0, time), sleep=time.sleep, through_outages=True)
    assert (outcome, time.now) == ("done", 100.0 + seconds)


async def test_an_outage_that_lasts_is_not_waited_for():
    time, call = Time(), Call(*[AWAY] * 9)
    with pytest.raises(SlackUnreachable):
        await repeated(call, Deadline.after(10.0, time), sleep=time.sleep, through_outages=True)
    assert call.times == 5


async def test_nothing_is_repeated_when_the_time_is_up():
    time = Time()
    call = Call(LOST)
    with pytest.raises(ConnectionLost):
        await repeated(call, Deadline(97.2, 3.0, time), sleep=time.sleep)
    assert call.times == 1


class OpensAndLosesTheAnswer(FakeSlack):
    """Opens the dialog, and says at the second call that it did."""

    async def open_view(self, trigger_id, view):
        if self.opened:
            raise TriggerExpired("views.open", "exchanged_trigger_id")
        await super().open_view(trigger_id, view)
        raise LOST


async def test_a_dialog_whose_opening_was_not_answered_is_open():
    slack = OpensAndLosesTheAnswer()
    interaction = begin(slack, command_body(), Deadline.after(3.0))
    assert await interaction.open_view({"type": "modal"}) == ""
    assert len(slack.opened) == 1


async def test_a_trigger_that_was_used_before_opens_nothing():
    slack = FakeSlack()
    slack.failing["open_view"] = TriggerExpired("views.open", "exchanged_trigger_id")
    with pytest.raises(TriggerExpired):
        await begin(slack, command_body(), Deadline.after(3.0)).open_view({"type": "modal"})
