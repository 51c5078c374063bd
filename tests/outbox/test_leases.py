"""What every kind of outbox promises to several workers: an entry is in one hand, and an old claim writes nothing."""

import dataclasses

import pytest

from bot.outbox.model import Event, State
from bot.outbox.store import LeaseLost
from tests.outbox.requests import DONE, LATER, REFUSED, ROUTE, request


@pytest.fixture
def other(opened):
    return opened("two")


async def lost(outbox, other, clock, *, sent):
    """Let a worker claim an entry, send it or not, and sleep until another one has claimed it. Returns both claims."""
    await outbox.accept(request(1))
    (old,) = await outbox.claim(1)
    if sent:
        await outbox.sending(old, ROUTE)
    clock.now += outbox.lease_seconds
    (new,) = await other.claim(1)
    return old, new


async def test_what_one_worker_holds_no_other_claims(outbox, other, clock):
    await outbox.accept(request(1, "U0SAM"))
    await outbox.accept(request(2, "U0SAM"))
    await outbox.accept(request(3, "U0EVE"))
    (first,) = await outbox.claim(1)
    assert (first.owner, first.lease_until, first.fence) == ("one", clock.now + outbox.lease_seconds, 1)
    # The person's next one waits for the first, whoever holds it.
    (third,) = await other.claim(10)
    assert third.request.summary == "alert 3"
    clock.now += outbox.lease_seconds - 1.0
    assert await other.claim(10) == []
    assert await other.wait_until_due() == 1.0


async def test_a_lease_that_is_extended_is_not_lost(outbox, other, clock):
    await outbox.accept(request(1))
    (entry,) = await outbox.claim(1)
    clock.now += outbox.lease_seconds - 1.0
    await outbox.extend([entry.key])
    clock.now += outbox.lease_seconds - 1.0
    assert await other.claim(1) == []
    await outbox.settle(entry, DONE)


async def test_a_lease_that_nobody_claimed_meanwhile_is_still_good(outbox, clock):
    await outbox.accept(request(1))
    (entry,) = await outbox.claim(1)
    clock.now += 10 * outbox.lease_seconds
    # It does not claim what it is still at, either.
    assert await outbox.claim(1, [entry.key]) == []
    assert await outbox.wait_until_due([entry.key]) is None
    await outbox.settle(entry, DONE)


async def test_what_was_claimed_without_the_claimer_having_learned_of_it_is_claimed_again_after_its_lease(
    outbox, clock
):
    for number in (1, 2):
        await outbox.accept(request(number, f"U{number}"))
    (held,) = await outbox.claim(1)
    (lost,) = await outbox.claim(1)
    clock.now += outbox.lease_seconds / 2
    await outbox.extend([held.key])
    assert await outbox.wait_until_due([held.key]) == outbox.lease_seconds / 2
    clock.now += outbox.lease_seconds / 2
    (again,) = await outbox.claim(10, [held.key])
    assert (again.key, again.fence) == (lost.key, lost.fence + 1)
    await outbox.settle(held, DONE)


@pytest.mark.parametrize("sent", [True, False])
async def test_after_a_lost_lease_the_successor_knows_whether_something_may_have_been_sent(outbox, other, clock, sent):
    old, new = await lost(outbox, other, clock, sent=sent)
    assert new.fence == old.fence + 1
    # Its holder may have sent until its lease ended.
    assert new.in_doubt_since == (clock.now if sent else None)


async def test_a_write_with_an_old_claim_does_nothing_and_says_so(outbox, other, clock):
    old, new = await lost(outbox, other, clock, sent=False)
    for write in (outbox.sending(old, ROUTE), outbox.postpone(old, LATER), outbox.settle(old, DONE)):
        with pytest.raises(LeaseLost):
            await write
    (entry,) = await outbox.list()
    assert entry == new
    assert await outbox.claim_notices({"reporter": Event}, 10) == []
    await other.settle(new, DONE)
    (entry,) = await outbox.list()
    assert (entry.state, entry.tries) == (State.RAISED, 1)


async def test_a_claim_is_over_when_it_was_released(outbox):
    await outbox.accept(request(1))
    (entry,) = await outbox.claim(1)
    await outbox.postpone(entry, dataclasses.replace(LATER, wait=0.0))
    with pytest.raises(LeaseLost):
        await outbox.settle(entry, DONE)
    (entry,) = await outbox.claim(1)
    await outbox.settle(entry, DONE)
    with pytest.raises(LeaseLost):
        await outbox.settle(entry, DONE)


async def test_what_waits_for_its_turn_can_be_dropped_and_is_not_sent_any_more(outbox):
    await outbox.accept(request(1))
    (entry,) = await outbox.claim(1)
    await outbox.drop(request(1).key, REFUSED)
    with pytest.raises(LeaseLost):
        await outbox.sending(entry, ROUTE)
    await outbox.extend([entry.key])
    assert await outbox.claim(1) == []
    (entry,) = await outbox.list()
    assert (entry.state, entry.owner) == (State.GIVEN_UP, None)


async def test_an_admins_drop_ends_an_older_claim(opened, clock):
    outbox, restarted = opened(), opened("one#after the crash")
    await outbox.accept(request(1))
    (entry,) = await outbox.claim(1)
    await restarted.recover()
    await restarted.drop(request(1).key, DONE)
    with pytest.raises(LeaseLost):
        await outbox.sending(entry, ROUTE)


async def test_what_is_claimed_as_it_is_accepted_is_in_that_workers_hand(outbox, other, clock):
    accepted = await outbox.accept(request(1), claim=True)
    (entry,) = await outbox.list()
    assert accepted.claimed == entry
    assert (entry.owner, entry.fence, entry.in_doubt_since) == ("one", 1, None)
    assert await other.claim(10) == []
    await outbox.sending(entry, ROUTE)
    clock.now += outbox.lease_seconds - 1.0
    assert await other.claim(10) == []
    await outbox.settle(entry, DONE)


async def test_what_was_claimed_as_it_was_accepted_without_anybody_learning_of_it_waits_for_less_than_a_lease(
    outbox, other, clock
):
    lost = (await outbox.accept(request(1), claim=True)).claimed
    again = await outbox.accept(request(1), claim=True)
    assert (again.new, again.claimed) == (False, None)
    clock.now += outbox.lease_seconds / 2
    (entry,) = await other.claim(10)
    with pytest.raises(LeaseLost):
        await outbox.sending(lost, ROUTE)
    await other.settle(entry, DONE)


async def test_what_comes_after_an_alert_of_the_same_person_is_not_claimed_as_it_is_accepted(outbox, other):
    await outbox.accept(request(1, "U0SAM"))
    assert (await other.accept(request(2, "U0SAM"), claim=True)).claimed is None
    (first,) = await outbox.claim(10)
    assert first.request.summary == "alert 1"
    assert (await other.accept(request(3, "U0SAM"), claim=True)).claimed is None
    assert (await other.accept(request(4, "U0EVE"), claim=True)).claimed is not None
