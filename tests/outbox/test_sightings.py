"""What every kind of outbox promises about events that ilert took and whose alerts are looked for."""

import pytest

from bot.domain.alerts import Failure, Grouped, NotDelivered, NotSeen, Raised, Sent, Sighting
from bot.outbox.model import (
    AlreadyPaged,
    AlreadyRaised,
    CannotPageNow,
    Event,
    PagedNow,
    Route,
    Settled,
    SourceKnowledge,
    State,
)
from bot.outbox.store import InvalidState
from tests.outbox.requests import REFUSED, ROUTE, request

SEEN = Raised(Sighting(9), by_event=True)
BY_HAND = Raised(Sighting(10))
KEY = request(1).key
ALWAYS = float("-inf")


async def sent(outbox, number=1, person="U0SAM"):
    """Accept an alert and send its event; returns the entry as the tracker finds it."""
    await outbox.accept(request(number, person))
    (entry,) = await outbox.claim(1)
    await outbox.sending(entry, ROUTE)
    await outbox.settle(entry, Settled(Sent()))
    return await found(outbox, number)


async def found(outbox, number=1):
    return await outbox.find(request(number).key)


async def told(outbox):
    return [(notice.event, notice.entry.outcome) for notice in await outbox.claim_notices({"reporter": Event}, 10)]


async def paged(outbox):
    """Deliver the manual alert that stands in for an event."""
    (entry,) = await outbox.claim(1)
    assert (entry.route, entry.in_doubt_since) == (Route("alert"), None)
    await outbox.settle(entry, Settled(BY_HAND))


async def test_what_ilert_took_is_looked_for_and_told_to_nobody_yet(outbox, clock):
    entry = await sent(outbox)
    assert (entry.state, entry.sent_at, entry.outcome, entry.settled_at) == (State.SENT, clock.now, Sent(), None)
    assert await outbox.followed(clock.now + 9999.0) == [entry]
    assert await told(outbox) == []


async def test_it_is_still_looked_for_after_a_restart(opened, clock):
    await sent(opened())
    again = opened("one#after the crash")
    assert await again.recover() == 0
    assert [entry.key for entry in await again.followed(ALWAYS)] == [KEY]
    assert await again.claim(10) == []


async def test_a_persons_next_alert_does_not_wait_for_the_sighting(outbox):
    await sent(outbox, 1)
    await outbox.accept(request(2, "U0SAM"))
    assert [entry.request.summary for entry in await outbox.claim(10)] == ["alert 2"]


@pytest.mark.parametrize(
    ("outcome", "event", "state"),
    [
        (SEEN, Event.RAISED, State.RAISED),
        (Grouped(7, None), Event.GROUPED, State.GROUPED),
        (NotSeen(), Event.NOT_SEEN, State.NOT_SEEN),
        (NotDelivered(Failure.OUTCOME_UNKNOWN, "x"), Event.SETTLED, State.GIVEN_UP),
    ],
)
async def test_what_became_of_it_is_recorded_once_and_told(outbox, outcome, event, state):
    entry = await sent(outbox)
    assert await outbox.conclude(entry, outcome)
    assert not await outbox.conclude(entry, NotSeen())
    assert (await found(outbox)).state is state
    assert await told(outbox) == [(event, outcome)]


@pytest.mark.parametrize("before", [NotSeen(), Grouped(7, None), NotDelivered(Failure.OUTCOME_UNKNOWN, "x")])
async def test_a_late_sighting_is_told_too(outbox, clock, before):
    await outbox.conclude(await sent(outbox), before)
    for notice in await outbox.claim_notices({"reporter": Event}, 10):
        await outbox.finish_notice(notice, "notified")
    (entry,) = await outbox.followed(clock.now - 1.0)
    assert await outbox.conclude(entry, SEEN)
    assert await told(outbox) == [(Event.RAISED, SEEN)]
    assert await outbox.followed(ALWAYS) == []


async def test_after_the_deadline_only_that_is_followed_of_which_nothing_is_known(outbox, clock):
    await outbox.conclude(await sent(outbox), NotSeen())
    clock.now += 100.0
    open_one = await sent(outbox, 2)
    clock.now += 100.0
    assert await outbox.followed(clock.now) == [open_one]


async def test_what_a_source_shows_is_remembered_and_who_shows_an_alert_takes_events(opened, clock):
    outbox = opened()
    assert await outbox.source(10) is None
    assert await outbox.stand_in(await sent(outbox))
    assert await opened("one#after a restart").source(10) == SourceKnowledge(10, takes_events=False, since=5.0)
    clock.now = 50.0
    await outbox.conclude(await sent(outbox, 2, "U0EVE"), SEEN)
    assert await outbox.sources() == [SourceKnowledge(10, takes_events=True, since=50.0)]
    # One that showed nothing another time takes events all the same.
    clock.now = 60.0
    await outbox.stand_in(await sent(outbox, 3, "U0BOB"))
    assert await outbox.sources() == [SourceKnowledge(10, takes_events=True, since=50.0)]


async def test_an_alert_of_an_event_that_a_try_finds_is_remembered_and_a_manual_one_says_nothing(outbox):
    for number, outcome in ((1, BY_HAND), (2, SEEN)):
        assert await outbox.sources() == []
        await outbox.accept(request(number))
        (entry,) = await outbox.claim(1)
        await outbox.settle(entry, Settled(outcome))
    assert [known.takes_events for known in await outbox.sources()] == [True]


async def test_a_manual_alert_stands_in_once_and_that_a_source_takes_no_events_is_told_once(outbox):
    for number, person, news in ((1, "U0SAM", [Event.NO_EVENTS]), (2, "U0EVE", [])):
        entry = await sent(outbox, number, person)
        assert await outbox.stand_in(entry)
        assert not await outbox.stand_in(entry)
        assert [event for event, _ in await told(outbox)] == news
        await paged(outbox)
        assert (Event.RAISED, BY_HAND) in await told(outbox)


async def test_the_events_own_alert_is_looked_for_beside_the_manual_one_and_told(outbox, clock):
    await outbox.stand_in(await sent(outbox))
    await paged(outbox)
    await told(outbox)
    (entry,) = await outbox.followed(clock.now - 1.0)
    both = Raised(Sighting(10), also=Sighting(9))
    assert await outbox.conclude(entry, both)
    assert await told(outbox) == [(Event.RAISED_TWICE, both)]
    assert await outbox.followed(ALWAYS) == []


async def test_page_now_raises_a_manual_alert_once_whoever_presses_it(outbox):
    await outbox.conclude(await sent(outbox), NotSeen())
    assert await outbox.page_now(KEY, "U0SAM") == PagedNow()
    assert await outbox.page_now(KEY, "U0EVE") == AlreadyPaged("U0SAM", None)
    assert await outbox.page_now(KEY, "U0SAM") == AlreadyPaged("U0SAM", None)
    await paged(outbox)
    assert await outbox.page_now(KEY, "U0EVE") == AlreadyPaged("U0SAM", BY_HAND)
    assert await outbox.claim(10) == []
    assert await outbox.sources() == []


async def test_page_now_has_a_deadline_of_its_own(outbox, clock):
    await outbox.conclude(await sent(outbox), NotSeen())
    clock.now += 5000.0
    await outbox.page_now(KEY, "U0SAM")
    (entry,) = await outbox.claim(1)
    assert (entry.trying_since, entry.paged_by) == (clock.now, "U0SAM")


async def test_page_now_is_refused_with_the_truth_when_the_alert_has_appeared(outbox):
    entry = await sent(outbox)
    await outbox.conclude(entry, NotSeen())
    await outbox.conclude(await found(outbox), SEEN)
    assert await outbox.page_now(KEY, "U0SAM") == AlreadyRaised(SEEN)


async def test_a_sighting_that_comes_after_page_now_changes_nothing_about_the_manual_alert_on_its_way(outbox):
    await outbox.conclude(await sent(outbox), NotSeen())
    seen_before = await found(outbox)
    await outbox.page_now(KEY, "U0SAM")
    assert not await outbox.conclude(seen_before, SEEN)
    await paged(outbox)


async def test_nobody_is_paged_for_what_is_on_its_way_given_up_or_not_there(outbox):
    assert await outbox.page_now(KEY, "U0SAM") == CannotPageNow("")
    await outbox.accept(request(1))
    assert await outbox.page_now(KEY, "U0SAM") == CannotPageNow("waiting")
    (entry,) = await outbox.claim(1)
    await outbox.settle(entry, REFUSED)
    assert await outbox.page_now(KEY, "U0SAM") == CannotPageNow("given_up")
    await sent(outbox, 2)
    assert await outbox.page_now(request(2).key, "U0SAM") == CannotPageNow("sent")


@pytest.mark.parametrize(
    ("outcome", "why"),
    [(None, "being looked for"), (NotSeen(), "outbox page"), (SEEN, "raised already"), (Grouped(7, None), "grouped")],
)
async def test_what_ilert_took_is_not_tried_again(outbox, outcome, why):
    entry = await sent(outbox)
    if outcome is not None:
        await outbox.conclude(entry, outcome)
    with pytest.raises(InvalidState, match=why):
        await outbox.retry(KEY)


async def test_one_worker_looks_for_all_of_them_until_its_lease_ends(opened, clock):
    one, two = opened("one"), opened("two")
    assert await one.lead(10.0)
    assert await one.lead(10.0)
    assert not await two.lead(10.0)
    clock.now += 10.0
    assert await two.lead(10.0)
    assert not await one.lead(10.0)


async def test_who_has_crashed_does_not_keep_others_from_looking(opened):
    await opened("one").lead(10.0)
    restarted = opened("one#after the crash")
    await restarted.recover()
    assert await restarted.lead(10.0)


async def test_a_clock_set_back_while_nothing_ran_makes_no_wait_longer(outbox, clock):
    clock.now = 1_000_000.0
    await sent(outbox)
    clock.now = 5_000.0
    await outbox.recover()
    assert (await found(outbox)).sent_at == 5_000.0


async def test_that_a_source_takes_events_is_asked_of_the_database_once(outbox):
    assert await outbox.source(10) is None
    await outbox.conclude(await sent(outbox), SEEN)
    known = await outbox.source(10)
    assert known.takes_events
    await outbox.work(lambda database, _: database.execute("DELETE FROM source_knowledge"))
    assert await outbox.source(10) == known
