"""Who is told of what, and what happens when telling fails."""

import asyncio

import pytest
from structlog.testing import capture_logs

from bot.domain.alerts import Failure, NotDelivered
from bot.outbox.model import Event, Settled, UnreadableEntry
from bot.outbox.notifier import MOST_MISTAKES, POLL_SECONDS, Notifier, Reaction
from tests.outbox.requests import DONE, request

DAY = 86_400.0


class Subscriber:
    """Reacts as a test says, by summary; the last reaction is repeated."""

    events = Event

    def __init__(self, name):
        self.name = name
        self.told = []
        self.heard = asyncio.Event()
        self.reactions = {}
        self._enough, self._wanted = asyncio.Event(), 0

    async def heard_of(self, number):
        """Wait until it was told so many times."""
        self._wanted = number
        await self._enough.wait()

    async def notify(self, notice):
        self.heard.set()
        summary = "?" if isinstance(notice.entry, UnreadableEntry) else notice.entry.request.summary
        self.told.append((summary, notice.event, notice.detail))
        if len(self.told) == self._wanted:
            self._enough.set()
        reactions = self.reactions.get(summary, [Reaction.NOTIFIED])
        reaction = reactions.pop(0) if len(reactions) > 1 else reactions[0]
        if isinstance(reaction, Exception):
            raise reaction
        return reaction


@pytest.fixture
def reporter():
    return Subscriber("reporter")


@pytest.fixture
def admins():
    return Subscriber("admins")


@pytest.fixture
def notifier(outbox, clock, reporter, admins):
    return Notifier(outbox, [reporter, admins], clock=clock, sleep=asyncio.sleep)


async def settle(outbox, number=1, settled=DONE):
    await outbox.accept(request(number, f"U{number}"))
    (entry,) = await outbox.claim(1)
    await outbox.settle(entry, settled)


async def rounds(notifier, clock, number):
    """Let so many rounds pass, each with all that it tells."""
    for _ in range(number):
        await notifier.drain(5.0)
        clock.now += POLL_SECONDS


async def test_every_subscriber_is_told_once(outbox, clock, notifier, reporter, admins):
    await settle(outbox)
    await rounds(notifier, clock, 3)
    assert reporter.told == admins.told == [("alert 1", Event.RAISED, "")]


async def test_others_get_their_turn_before_the_next_subscriber_is_told(outbox, notifier, reporter):
    """Each has work to do at once; together it would keep waiting whoever waits in a dialog."""
    for number in range(4):
        await settle(outbox, number)
    turns, told_in = 0, []

    async def others():
        nonlocal turns
        while True:
            turns += 1
            await asyncio.sleep(0)

    async def notify(notice):
        told_in.append(turns)
        return Reaction.NOTIFIED

    reporter.notify = notify
    at_work = asyncio.create_task(others())
    await notifier.start_due()
    await notifier.drain(5.0)
    at_work.cancel()
    assert len(set(told_in)) == 4


async def test_many_notices_are_told_one_after_the_other_without_a_pause(outbox, clock, reporter):
    """However soon those that were begun first end."""

    async def never(_seconds):
        await asyncio.Event().wait()

    notifier = Notifier(outbox, [reporter], clock=clock, sleep=never)
    for number in range(45):
        await settle(outbox, number)
    running = asyncio.create_task(notifier.run())
    async with asyncio.timeout(5.0):
        await reporter.heard_of(45)
    running.cancel()
    await notifier.drain(5.0)


async def test_what_was_claimed_is_told_though_the_notifier_ends_meanwhile(outbox, notifier, reporter, admins):
    for number in range(4):
        await settle(outbox, number)
    ending = asyncio.create_task(notifier.start_due())
    await reporter.heard.wait()
    ending.cancel()
    await asyncio.wait({ending})
    await notifier.drain(5.0)
    assert len(reporter.told) == len(admins.told) == 4


async def test_a_reason_that_only_another_release_has_words_for_is_told_like_any_other(
    outbox, clock, notifier, reporter
):
    await settle(outbox, settled=Settled(NotDelivered(Failure("reason_of_a_newer_release"), "x")))
    await rounds(notifier, clock, 1)
    assert reporter.told == [("alert 1", Event.SETTLED, "")]


async def test_what_cannot_be_told_now_is_told_later_and_others_do_not_wait(outbox, clock, notifier, reporter, admins):
    reporter.reactions = {"alert 1": [Reaction.LATER, Reaction.LATER, Reaction.NOTIFIED]}
    await settle(outbox, 1)
    await settle(outbox, 2)
    await rounds(notifier, clock, 1)
    assert [summary for summary, *_ in reporter.told] == ["alert 1", "alert 2"]
    await rounds(notifier, clock, 4)
    assert [summary for summary, *_ in reporter.told] == ["alert 1", "alert 2", "alert 1", "alert 1"]
    assert len(admins.told) == 2
    assert await outbox.unnotified() == set()


async def test_a_mistake_is_logged_and_told_again_and_stops_no_other(outbox, clock, notifier, reporter, admins):
    reporter.reactions = {"alert 1": [KeyError("oops"), Reaction.NOTIFIED]}
    await settle(outbox, 1)
    await settle(outbox, 2)
    with capture_logs() as lines:
        await rounds(notifier, clock, 2)
    assert [summary for summary, *_ in reporter.told] == ["alert 1", "alert 2", "alert 1"]
    assert len(admins.told) == 2
    (line,) = [line for line in lines if line["event"] == "notification_failed_unexpectedly"]
    assert isinstance(line["exc_info"], KeyError)


async def test_a_subscriber_whose_every_telling_is_a_mistake_is_given_up_loudly_and_the_others_are_told_so(
    outbox, clock, notifier, reporter, admins
):
    reporter.reactions = {"alert 1": [KeyError("oops")]}
    await settle(outbox)
    with capture_logs() as lines:
        await rounds(notifier, clock, 20)
    assert [event for _, event, _ in reporter.told] == [Event.RAISED] * MOST_MISTAKES + [
        Event.NOT_NOTIFIED
    ] * MOST_MISTAKES
    assert admins.told == [
        ("alert 1", Event.RAISED, ""),
        ("alert 1", Event.NOT_NOTIFIED, "reporter: KeyError('oops')"),
    ]
    abandoned = [line for line in lines if line["event"] == "notification_abandoned"]
    assert [(line["event_told"], line["log_level"]) for line in abandoned] == [
        (Event.RAISED, "error"),
        (Event.NOT_NOTIFIED, "error"),
    ]
    assert await outbox.unnotified() == set()


async def test_mistakes_are_counted_over_restarts(outbox, clock, reporter, admins):
    reporter.reactions = {"alert 1": [KeyError("oops")]}
    await settle(outbox)
    for _ in range(MOST_MISTAKES):
        await outbox.recover()
        await rounds(Notifier(outbox, [reporter, admins], clock=clock, sleep=asyncio.sleep), clock, 1)
    (status, _, *_) = await outbox.notices(request(1).key)
    assert status.result == "abandoned"


async def test_who_can_never_be_told_is_given_up_at_once_and_the_others_are_told_so(
    outbox, clock, notifier, reporter, admins
):
    reporter.reactions = {"alert 1": [Reaction.NEVER, Reaction.NOTIFIED]}
    await settle(outbox)
    await rounds(notifier, clock, 2)
    assert admins.told[-1] == ("alert 1", Event.NOT_NOTIFIED, "reporter: it cannot be reached")


async def test_what_nobody_can_be_told_for_a_day_is_let_go(outbox, clock, notifier, reporter):
    reporter.reactions = {"alert 1": [Reaction.LATER]}
    await settle(outbox)
    await rounds(notifier, clock, 1)
    clock.now += DAY
    await rounds(notifier, clock, 1)
    (status, *_) = await outbox.notices(request(1).key)
    assert status.result == "abandoned"


async def test_news_is_told_without_waiting_for_the_next_round(outbox, clock, reporter):
    asleep = asyncio.Event()

    async def sleep(_seconds):
        asleep.set()
        await asyncio.Event().wait()

    notifier = Notifier(outbox, [reporter], clock=clock, sleep=sleep)
    running = asyncio.create_task(notifier.run())
    async with asyncio.timeout(10):
        await asleep.wait()
        await settle(outbox)
        notifier.wake()
        await reporter.heard.wait()
    running.cancel()
    await notifier.drain(5.0)
    assert await outbox.unnotified() == set()


class Frozen(Subscriber):
    """Stands still within the telling until it is woken."""

    def __init__(self, name):
        super().__init__(name)
        self.go = asyncio.Event()
        self.gone_on = False

    async def notify(self, notice):
        reaction = await super().notify(notice)
        await self.go.wait()
        self.gone_on = True
        return reaction


async def test_a_host_that_stood_still_after_its_claim_tells_nobody(outbox, opened, clock, reporter):
    class StandingStill:
        lease_seconds = outbox.lease_seconds

        async def claim_notices(self, *args):
            claimed = await outbox.claim_notices(*args)
            clock.now += self.lease_seconds
            return claimed

        async def postpone_notice(self, *args, **more):
            await outbox.postpone_notice(*args, **more)

    await settle(outbox)
    await rounds(Notifier(StandingStill(), [reporter], clock=clock, sleep=asyncio.sleep, awake=clock), clock, 1)
    assert reporter.told == []
    (notice,) = await opened("two").claim_notices({"reporter": Event}, 10)
    assert notice.event is Event.RAISED


async def test_a_telling_that_outlasts_its_lease_is_broken_off(outbox, clock):
    outbox.lease_seconds = 0.5
    frozen = Frozen("reporter")
    await settle(outbox)
    with capture_logs() as lines:
        await rounds(Notifier(outbox, [frozen], clock=clock, sleep=asyncio.sleep), clock, 1)
    assert not frozen.gone_on
    assert "notification_broken_off" in [line["event"] for line in lines]
    assert await outbox.unnotified() == {request(1).key}
