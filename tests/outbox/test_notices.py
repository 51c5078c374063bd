"""What every kind of outbox promises to those who are told of alerts."""

import asyncio

import pytest

from bot.outbox import notice_table
from bot.outbox.model import Event
from bot.outbox.store import LeaseLost
from tests.outbox.requests import DONE, request

BOTH = {"reporter": Event, "admins": Event}


@pytest.fixture
async def settled(outbox):
    await outbox.accept(request(1))
    (entry,) = await outbox.claim(1)
    await outbox.settle(entry, DONE)


def shown(notices):
    return [(notice.subscriber, notice.event, notice.entry.request.summary) for notice in notices]


@pytest.mark.usefixtures("settled")
async def test_each_subscriber_is_told_of_an_outcome_once(opened, outbox):
    assert await outbox.unnotified() == {request(1).key}
    notices = await outbox.claim_notices(BOTH, 10)
    assert shown(notices) == [("reporter", Event.RAISED, "alert 1"), ("admins", Event.RAISED, "alert 1")]
    assert notices[0].entry.outcome == DONE.outcome
    for notice in notices:
        await outbox.finish_notice(notice, "notified")
    restarted = opened("one#after a restart")
    await restarted.recover()
    assert await restarted.claim_notices(BOTH, 10) == []
    assert await outbox.unnotified() == set()


class Meanwhile:
    """A database in which something is announced right after what was there is copied for each subscriber."""

    def __init__(self, database, event):
        self._database = database
        self._event = event

    def __getattr__(self, name):
        return getattr(self._database, name)

    def execute(self, statement, *values):
        if statement.startswith("WITH due"):
            notice_table.announce(self._database, 1, self._event, 0.0)
        return self._database.execute(statement, *values)


@pytest.mark.usefixtures("settled")
async def test_what_another_host_announces_while_this_one_claims_is_told_next_time(outbox):
    def claim(database, now):
        return notice_table.claim(Meanwhile(database, Event.ACCEPTED), "one", BOTH, now, 10, 60.0)

    assert {(one.subscriber, one.event) for one in await outbox.work(claim)} == {(who, Event.RAISED) for who in BOTH}
    later = await outbox.claim_notices(BOTH, 10)
    assert {(one.subscriber, one.event) for one in later} == {(who, Event.ACCEPTED) for who in BOTH}


@pytest.mark.usefixtures("settled")
async def test_a_crash_between_two_subscribers_repeats_neither(opened, outbox):
    first, second = await outbox.claim_notices(BOTH, 10)
    await outbox.finish_notice(first, "notified")
    restarted = opened("one#after the crash")
    await restarted.recover()
    (again,) = await restarted.claim_notices(BOTH, 10)
    assert (again.subscriber, again.number) == (second.subscriber, second.number)


@pytest.mark.usefixtures("settled")
async def test_a_subscriber_of_a_later_release_is_told_of_what_happens_from_then_on(outbox):
    await outbox.claim_notices(BOTH, 10)
    assert await outbox.claim_notices({**BOTH, "card": Event}, 10) == []
    await outbox.accept(request(2))
    (entry,) = await outbox.claim(1)
    await outbox.settle(entry, DONE)
    notices = await outbox.claim_notices({**BOTH, "card": Event}, 10)
    assert [(notice.subscriber, notice.entry.request.summary) for notice in notices] == [
        ("reporter", "alert 2"),
        ("admins", "alert 2"),
        ("card", "alert 2"),
    ]


@pytest.mark.usefixtures("settled")
async def test_a_notice_to_somebody_whom_this_release_does_not_have_is_left_alone(outbox):
    await outbox.claim_notices({**BOTH, "card": Event}, 1)
    assert {notice.subscriber for notice in await outbox.claim_notices(BOTH, 10)} == {"admins"}


@pytest.mark.usefixtures("settled")
async def test_what_is_postponed_is_told_later_and_counted(outbox, clock):
    (notice,) = await outbox.claim_notices({"reporter": Event}, 10)
    await outbox.postpone_notice(notice, 5.0)
    clock.now += 4.9
    assert await outbox.claim_notices({"reporter": Event}, 10) == []
    clock.now += 0.1
    (notice,) = await outbox.claim_notices({"reporter": Event}, 10)
    assert (notice.tries, notice.mistakes) == (1, 0)
    await outbox.postpone_notice(notice, 0.0, mistake=True)
    (notice,) = await outbox.claim_notices({"reporter": Event}, 10)
    assert (notice.tries, notice.mistakes) == (2, 1)


@pytest.mark.usefixtures("settled")
async def test_what_is_abandoned_is_told_to_everybody_once(outbox):
    reporter, admins = await outbox.claim_notices(BOTH, 10)
    await outbox.finish_notice(admins, "notified")
    await outbox.abandon_notice(reporter, "KeyError()")
    notices = await outbox.claim_notices(BOTH, 10)
    assert [(notice.subscriber, notice.event, notice.detail) for notice in notices] == [
        ("reporter", Event.NOT_NOTIFIED, "reporter: KeyError()"),
        ("admins", Event.NOT_NOTIFIED, "reporter: KeyError()"),
    ]
    for notice in notices:
        await outbox.abandon_notice(notice, "KeyError()")
    assert await outbox.claim_notices(BOTH, 10) == []
    statuses = await outbox.notices(request(1).key)
    assert [(status.subscriber, status.event, status.result) for status in statuses] == [
        ("reporter", "raised", "abandoned"),
        ("admins", "raised", "notified"),
        ("reporter", "not_notified", "abandoned"),
        ("admins", "not_notified", "abandoned"),
    ]


@pytest.mark.usefixtures("settled")
async def test_what_one_worker_tells_no_other_tells_until_its_lease_ends(outbox, opened, clock):
    other = opened("two")
    (old,) = await outbox.claim_notices({"reporter": Event}, 10)
    assert await other.claim_notices({"reporter": Event}, 10) == []
    clock.now += outbox.lease_seconds
    (new,) = await other.claim_notices({"reporter": Event}, 10)
    for write in (
        outbox.finish_notice(old, "notified"),
        outbox.postpone_notice(old, 5.0),
        outbox.abandon_notice(old, "x"),
    ):
        with pytest.raises(LeaseLost):
            await write
    await other.finish_notice(new, "notified")
    assert await other.claim_notices({"reporter": Event}, 10) == []


@pytest.mark.usefixtures("settled")
async def test_a_notice_whose_telling_was_not_recorded_is_told_again_after_its_lease(outbox, clock):
    (old,) = await outbox.claim_notices({"reporter": Event}, 10)
    assert await outbox.claim_notices({"reporter": Event}, 10) == []
    clock.now += outbox.lease_seconds
    (new,) = await outbox.claim_notices({"reporter": Event}, 10)
    assert (new.number, new.fence) == (old.number, old.fence + 1)


async def test_who_settles_need_not_know_the_subscribers(outbox, opened):
    await outbox.accept(request(1))
    command_line = opened("outbox drop")
    await command_line.drop(request(1).key, DONE)
    (status,) = await command_line.notices(request(1).key)
    assert (status.subscriber, status.result) == ("*", "")
    assert len(await outbox.claim_notices(BOTH, 10)) == 2


@pytest.mark.usefixtures("settled")
async def test_of_notices_that_are_done_with_together_only_the_one_that_is_lost_is_lost(outbox, opened, clock):
    notices = await outbox.claim_notices({**BOTH, "cards": Event}, 10)
    clock.now += outbox.lease_seconds
    (again,) = await opened("two").claim_notices({"admins": Event}, 10)
    ends = await asyncio.gather(
        *(outbox.finish_notice(notice, "notified") for notice in notices), return_exceptions=True
    )
    lost = [notice.subscriber for notice, end in zip(notices, ends, strict=True) if isinstance(end, LeaseLost)]
    assert (lost, again.subscriber) == (["admins"], "admins")
    assert [end for end in ends if not isinstance(end, LeaseLost)] == [None, None]
    results = {status.subscriber: status.result for status in await outbox.notices(request(1).key)}
    assert results == {"reporter": "notified", "cards": "notified", "admins": ""}
