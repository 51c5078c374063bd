"""What every kind of outbox promises to one worker."""

import dataclasses

import pytest

from bot.domain.alerts import DRILL, Failure, NotDelivered
from bot.outbox.model import Event, QueueStats, RetryLater, Settled, State
from bot.outbox.store import InvalidState
from tests.outbox.requests import DONE, LATER, REFUSED, ROUTE, request

DAY = 86_400.0


async def claimed(outbox, number=1, **more):
    """Accept an alert and claim it."""
    await outbox.accept(request(number, f"U{number}", **more))
    (entry,) = await outbox.claim(1)
    return entry


async def summaries(outbox, limit=100):
    return [entry.request.summary for entry in await outbox.claim(limit)]


async def test_what_is_accepted_is_there_for_the_next_process(opened):
    accepted = await opened().accept(request(1, policy_version="v7"))
    assert (accepted.new, accepted.state, accepted.outcome) == (True, "waiting", None)
    (entry,) = await opened("two").list()
    assert entry.request == accepted.request
    assert (entry.state, entry.tries, entry.request.policy_version) == (State.WAITING, 0, "v7")


async def test_a_key_is_accepted_once_and_shows_how_it_stands(outbox):
    await outbox.settle(await claimed(outbox), DONE)
    again = await outbox.accept(request(1, details="changed"))
    assert (again.new, again.state, again.outcome) == (False, "raised", DONE.outcome)
    assert again.request.details == request(1).details


async def test_of_a_person_only_id_and_name_are_kept(outbox):
    accepted = await outbox.accept(request(1))
    assert (accepted.request.person.name, accepted.request.person.email) == ("U0Sam000001", None)


async def test_a_probe_changes_nothing_and_counts_what_waits(outbox, clock):
    assert await outbox.probe() == QueueStats(0, None)
    await outbox.settle(await claimed(outbox), DONE)
    for number, accepted_at in ((2, 7.0), (3, 9.0)):
        clock.now = accepted_at
        await outbox.accept(request(number))
    entries = await outbox.list()
    assert await outbox.probe() == QueueStats(2, 7.0)
    assert await outbox.list() == entries


async def test_order_is_kept_per_person_and_nobody_waits_for_another(outbox, clock):
    for number, person in ((1, "U0SAM"), (2, "U0SAM"), (3, "U0EVE"), (4, "U0SAM")):
        await outbox.accept(request(number, person))
    first, third = await outbox.claim(100)
    assert [first.request.summary, third.request.summary] == ["alert 1", "alert 3"]
    assert await summaries(outbox) == []
    await outbox.postpone(first, dataclasses.replace(LATER, wait=60.0))
    await outbox.settle(third, DONE)
    clock.now += 59.0
    assert await summaries(outbox) == []
    clock.now += 1.0
    (first,) = await outbox.claim(100)
    await outbox.settle(first, REFUSED)
    assert await summaries(outbox) == ["alert 2"]


async def test_claims_are_the_oldest_first_and_no_more_than_asked(outbox):
    for number in range(5):
        await outbox.accept(request(number, f"U{number}"))
    assert await summaries(outbox, 2) == ["alert 0", "alert 1"]
    assert await summaries(outbox, 2) == ["alert 2", "alert 3"]


async def test_the_wait_is_for_an_entry_that_can_be_claimed(outbox, clock):
    assert await outbox.wait_until_due() is None
    await outbox.accept(request(1))
    await outbox.accept(request(2))
    assert await outbox.wait_until_due() == 0.0
    (entry,) = await outbox.claim(1)
    assert await outbox.wait_until_due([entry.key]) is None
    await outbox.postpone(entry, dataclasses.replace(LATER, wait=60.0))
    clock.now += 20.0
    assert await outbox.wait_until_due() == 40.0


async def test_a_try_that_ended_nothing_is_recorded(outbox):
    await outbox.postpone(await claimed(outbox), RetryLater(0.0, Failure.ILERT_UNREACHABLE, "503", 4.0))
    (entry,) = await outbox.claim(1)
    assert (entry.tries, entry.problem, entry.in_doubt_since) == (1, "503", 4.0)


async def test_a_send_is_recorded_before_it_happens_and_a_crash_leaves_it_in_doubt(opened, clock):
    outbox = opened()
    await outbox.sending(await claimed(outbox), ROUTE)
    clock.now = 500.0
    second = opened("one#after the crash")
    assert await second.recover() == 1
    (entry,) = await second.claim(1)
    assert (entry.route, entry.in_doubt_since) == (ROUTE, 500.0)


async def test_a_clock_set_back_while_nothing_ran_makes_no_wait_longer(outbox, clock):
    clock.now = 1_000_000.0
    await outbox.postpone(await claimed(outbox), dataclasses.replace(LATER, wait=20.0))
    clock.now = 5_000.0
    await outbox.recover()
    assert await outbox.wait_until_due() == 20.0
    (entry,) = await outbox.list()
    assert entry.trying_since == 5_000.0


async def test_entries_are_found_by_key_or_reference(outbox):
    await outbox.accept(request(1))
    assert (await outbox.find("0000-0001")).key == request(1).key
    assert (await outbox.find(request(1).key)).key == request(1).key
    assert await outbox.find("nothing") is None


async def test_the_newest_drill_that_was_raised_is_found(outbox, clock):
    assert await outbox.last_drill() is None
    for number, (person, settled) in enumerate(((DRILL, DONE), (DRILL, DONE), (DRILL, REFUSED), ("U1", DONE))):
        await outbox.accept(request(number, person))
        (entry,) = await outbox.claim(1)
        await outbox.settle(entry, settled)
    last = await outbox.last_drill()
    assert last.request.summary == "alert 1"


async def test_entries_are_listed_by_state(outbox):
    await outbox.settle(await claimed(outbox, 1), DONE)
    await outbox.settle(await claimed(outbox, 2), REFUSED)
    await outbox.accept(request(3))
    for state, number in ((State.RAISED, 1), (State.GIVEN_UP, 2), (State.WAITING, 3)):
        assert [entry.request.summary for entry in await outbox.list(state)] == [f"alert {number}"]


async def test_what_was_given_up_can_be_tried_again_with_a_new_deadline_and_is_told_again(outbox, clock):
    await outbox.settle(await claimed(outbox), Settled(NotDelivered(Failure.OUTCOME_UNKNOWN, "x"), 4.0))
    (notice,) = await outbox.claim_notices({"reporter": Event}, 10)
    await outbox.finish_notice(notice, "notified")
    clock.now = 900.0
    await outbox.retry(request(1).key)
    (entry,) = await outbox.claim(1)
    assert (entry.trying_since, entry.in_doubt_since, entry.outcome) == (900.0, 4.0, None)
    await outbox.settle(entry, DONE)
    (notice,) = await outbox.claim_notices({"reporter": Event}, 10)
    assert notice.entry.outcome == DONE.outcome


async def test_a_waiting_entry_can_be_dropped_and_that_is_told(outbox):
    await outbox.accept(request(1))
    await outbox.drop(request(1).key, REFUSED)
    (notice,) = await outbox.claim_notices({"reporter": Event}, 10)
    assert (notice.entry.state, notice.entry.outcome) == (State.GIVEN_UP, REFUSED.outcome)
    assert await outbox.claim(1) == []


@pytest.mark.parametrize("action", ["retry", "drop"])
async def test_what_is_being_sent_or_raised_is_left_alone(outbox, action):
    async def act():
        await (outbox.retry(request(1).key) if action == "retry" else outbox.drop(request(1).key, REFUSED))

    entry = await claimed(outbox)
    await outbox.sending(entry, ROUTE)
    with pytest.raises(InvalidState, match="being sent at this moment"):
        await act()
    await outbox.settle(entry, DONE)
    with pytest.raises(InvalidState, match="raised already"):
        await act()


async def test_pruning_deletes_what_is_old_and_told(outbox, clock):
    for number in range(1, 4):
        await outbox.settle(await claimed(outbox, number), DONE)
    for notice in await outbox.claim_notices({"reporter": Event}, 2):
        await outbox.finish_notice(notice, "notified")
    clock.now += 1.0
    await outbox.settle(await claimed(outbox, 4), DONE)
    clock.now += 30 * DAY - 0.5
    await outbox.accept(request(5))
    assert await outbox.prune(30.0) == 2
    assert [entry.request.summary for entry in await outbox.list()] == ["alert 3", "alert 4", "alert 5"]
    assert await outbox.notices(request(1).key) == []


async def test_what_nobody_could_be_told_for_weeks_is_pruned_too(outbox, clock):
    await outbox.settle(await claimed(outbox), DONE)
    clock.now += 36 * DAY
    assert await outbox.prune(30.0) == 0
    clock.now += 2 * DAY
    assert await outbox.prune(30.0) == 1
